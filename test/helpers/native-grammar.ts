import koffi from "koffi";
import { findLibraries } from "../../src/engine/library-files.ts";
import type { LlamaModel } from "../../src/engine/llama/model.ts";
import type { NativePointer } from "../../src/engine/llama/native-types.ts";
import type { Random } from "./generated-schema.ts";

/** `sizeof(llama_token_data)`: token, logit, probability. */
const TOKEN_DATA_BYTES = 12;

interface GrammarFunctions {
  init(vocabulary: NativePointer, grammar: string, root: string): NativePointer;
  apply(sampler: NativePointer, candidates: object): void;
  accept(sampler: NativePointer, token: number): void;
  free(sampler: NativePointer): void;
}

/** llama.cpp's own grammar sampler, to compare with. */
export class NativeGrammar {
  private readonly functions: GrammarFunctions;
  private readonly model: LlamaModel;

  constructor(model: LlamaModel) {
    const files = findLibraries().find((candidate) => candidate.files !== undefined)?.files;
    if (files === undefined) throw new Error("no llama.cpp library");
    const library = koffi.load(files.llama);
    declareArray();
    this.model = model;
    this.functions = {
      init: library.func("void* llama_sampler_init_grammar(void*, const char*, const char*)"),
      apply: library.func("void llama_sampler_apply(void*, _Inout_ shimmy_test_token_array*)"),
      accept: library.func("void llama_sampler_accept(void*, int32)"),
      free: library.func("void llama_sampler_free(void*)"),
    };
  }

  /** Whether llama.cpp can read the grammar. */
  parses(grammar: string): boolean {
    const sampler = this.init(grammar);
    if (sampler === null) return false;
    this.functions.free(sampler);
    return true;
  }

  /**
   * The text of randomly chosen tokens, each of which the grammar allows.
   *
   * @returns undefined when it is not finished after `maxTokens`.
   */
  randomText(grammar: string, random: Random, maxTokens: number): string | undefined {
    const sampler = this.init(grammar);
    if (sampler === null) throw new Error(`llama.cpp refuses the grammar:\n${grammar}`);
    const { vocabulary, library } = this.model;
    const handle = library.llama.llama_model_get_vocab(this.model.handle);
    const data = koffi.alloc("uint8", vocabulary.size * TOKEN_DATA_BYTES);
    const fields = new DataView(koffi.view(data, vocabulary.size * TOKEN_DATA_BYTES));
    const pieces: Buffer[] = [];
    try {
      for (let count = 0; count < maxTokens; count++) {
        for (let token = 0; token < vocabulary.size; token++) {
          fields.setInt32(token * TOKEN_DATA_BYTES, token, true);
          fields.setFloat32(token * TOKEN_DATA_BYTES + 4, random(), true);
        }
        this.functions.apply(sampler, { data, size: vocabulary.size, selected: -1, sorted: false });
        let [best, bestLogit] = [-1, Number.NEGATIVE_INFINITY];
        for (let token = 0; token < vocabulary.size; token++) {
          const logit = fields.getFloat32(token * TOKEN_DATA_BYTES + 4, true);
          if (logit > bestLogit) [best, bestLogit] = [token, logit];
        }
        if (best < 0) throw new Error(`no token continues ${Buffer.concat(pieces).toString()}\n${grammar}`);
        if (library.llama.llama_vocab_is_eog(handle, best)) return Buffer.concat(pieces).toString("utf8");
        this.functions.accept(sampler, best);
        pieces.push(vocabulary.piece(best));
      }
      return undefined;
    } finally {
      koffi.free(data);
      this.functions.free(sampler);
    }
  }

  private init(grammar: string): NativePointer {
    const handle = this.model.library.llama.llama_model_get_vocab(this.model.handle);
    return this.functions.init(handle, grammar, "root");
  }
}

/** Once per process: native types keep their names for good. */
let declared = false;

function declareArray(): void {
  if (declared) return;
  declared = true;
  koffi.struct("shimmy_test_token_array", {
    data: "void*",
    size: "size_t",
    selected: "int64",
    sorted: "bool",
  });
}
