import type { TextObserver } from "./file-cursor.ts";

const BYTE_TOKEN = /^<0x[0-9A-F]{2}>$/;
/** Forms in which models spell the marks of a conversation: `<|im_start|>`, `<s>`, `[INST]`. */
const SPECIAL_TOKEN = /^(?:<.*>|\[.*\])$/s;
/** Most special tokens that are kept; some vocabularies have thousands of `<unused…>`. */
const SPECIAL_TOKENS_KEPT = 8_192;

/** Picks out of a vocabulary what has to be known without holding the rest. */
export class VocabularyObserver implements TextObserver {
  readonly firstBytes: ReadonlySet<number> = new Set(Buffer.from("<["));
  readonly longestBytes = 64;
  readonly #byteTokens = new Set<string>();
  readonly #specialTokens = new Set<string>();

  /** Distinct byte tokens, `<0x00>` to `<0xFF>`. llama.cpp looks for upper-case digits only. */
  get byteTokenCount(): number {
    return this.#byteTokens.size;
  }

  /** Texts that look like marks, byte tokens left out. */
  get specialTokens(): ReadonlySet<string> {
    return this.#specialTokens;
  }

  add(bytes: Buffer): void {
    const text = bytes.toString("utf8");
    if (BYTE_TOKEN.test(text)) this.#byteTokens.add(text);
    else if (SPECIAL_TOKEN.test(text) && this.#specialTokens.size < SPECIAL_TOKENS_KEPT) {
      this.#specialTokens.add(text);
    }
  }
}
