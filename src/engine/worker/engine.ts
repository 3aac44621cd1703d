import { ShimmyError } from "../../core/errors.ts";
import { contextCells, draftTokens, stepSize } from "../../scheduling/context-size.ts";
import { AdapterSet } from "../llama/adapter-set.ts";
import { LlamaContext } from "../llama/context.ts";
import { loadLibrary } from "../llama/library.ts";
import { LoraAdapter } from "../llama/lora-adapter.ts";
import { LlamaModel } from "../llama/model.ts";
import { SamplerFactory } from "../llama/sampler-factory.ts";
import type { EngineModelInfo, EngineReport, LoadRequest, PrefixStoreRequest } from "../protocol.ts";
import { DecodeLoop } from "./decode-loop.ts";
import type { EmbeddingLoop } from "./embedding-loop.ts";
import { createEncoderLoop, type GenerationLoop } from "./encoder-loop.ts";
import { GenerationIntake } from "./generation-intake.ts";
import { DiskCache } from "./kv-store/disk-cache.ts";
import { PrefixStore } from "./kv-store/prefix-store.ts";
import { loadDraftWeights, openDraft } from "./open-draft.ts";
import { openEmbeddings, poolingOf } from "./open-embeddings.ts";
import { Tokenizer } from "./tokenizer.ts";
import { TokenizerLoop } from "./tokenizer-loop.ts";

/** A loaded model with its context and decode loop: everything native of one engine process. */
export class Engine {
  /** Generates; of an encoder, refuses to. */
  readonly loop: GenerationLoop;
  /** Takes requests and cancels for the loop. */
  readonly intake: GenerationIntake;
  readonly embeddings: EmbeddingLoop;
  readonly tokenizer: TokenizerLoop;
  readonly info: EngineModelInfo;
  private readonly samplers: SamplerFactory;
  private readonly store: PrefixStore | undefined;
  private readonly freeAll: () => void;

  private constructor(
    parts: Pick<Engine, "loop" | "intake" | "embeddings" | "tokenizer" | "info"> & {
      readonly samplers: SamplerFactory;
      readonly store: PrefixStore | undefined;
      readonly freeAll: () => void;
    },
  ) {
    this.loop = parts.loop;
    this.intake = parts.intake;
    this.embeddings = parts.embeddings;
    this.tokenizer = parts.tokenizer;
    this.info = parts.info;
    this.samplers = parts.samplers;
    this.store = parts.store;
    this.freeAll = parts.freeAll;
  }

  /**
   * Loads the model and makes it ready to generate; blocks.
   *
   * @throws ShimmyError as {@link LlamaModel.load}, {@link LlamaContext}, {@link LoraAdapter} and {@link openDraft} do.
   */
  static load(request: LoadRequest, report: (report: EngineReport) => void): Engine {
    // what was made must be freed in the opposite order, on failure too
    const owned: { free(): void }[] = [];
    const own = <Resource extends { free(): void }>(resource: Resource): Resource => {
      owned.push(resource);
      return resource;
    };
    const freeAll = (): void => {
      for (const resource of owned.splice(0).reverse()) resource.free();
    };
    try {
      const { tuning = {}, layerSizes, draft } = request;
      const library = loadLibrary(request.device, request.narrowVectors);
      const weights = draft && own(loadDraftWeights(library, draft, request.device));
      const model = own(
        LlamaModel.load(library, {
          path: request.modelPath,
          device: request.device,
          tuning,
          ...(layerSizes !== undefined && { layerSizes }),
          onProgress: throttleProgress((fraction) => report({ type: "progress", fraction })),
        }),
      );
      checkMarks(model);
      const adapters = request.adapters.map(({ path, scale }) => own(new LoraAdapter(model, path, scale)));
      const { slots, threads, kvCells } = request;
      const proposed = draftTokens(request.speculates);
      const streams = request.streams === true && model.memoryCanBeShared;
      // in a pool cells are saved from a sequence of its own
      const spareSequences = model.memoryCanBeShared && !streams ? 1 : 0;
      const step = stepSize(slots + spareSequences, tuning);
      const context = own(
        new LlamaContext(model, {
          kvCells: streams ? kvCells : contextCells(kvCells, slots),
          streams,
          sequences: slots,
          spareSequences,
          ...step,
          threads,
          draftTokens: proposed,
          ...(tuning.threadsBatch !== undefined && { threadsBatch: tuning.threadsBatch }),
          tuning,
        }),
      );
      const draftModel = weights && draft && openDraft({ weights, context, draft, request, own });
      const samplers = own(new SamplerFactory(context, slots));
      const { contextLength } = request;
      const store = openStore(request.prefixStore, library.llama.llama_version());
      const generating = model.canGenerate && context.hasMemory ? context : undefined;
      // an encoder has no use for its buffers
      if (generating === undefined) context.free();
      const loop =
        generating === undefined
          ? createEncoderLoop(report)
          : new DecodeLoop({
              context,
              samplers,
              adapters: new AdapterSet(context, adapters),
              contextLength,
              slots,
              streams,
              ...step,
              draftTokens: proposed,
              report,
              ...(draft !== undefined && { longestDraft: draft.maxTokens }),
              ...(draftModel !== undefined && { draftModel }),
              ...(store !== undefined && { store }),
            });
      own({ free: () => loop.close() });
      const intake = new GenerationIntake({ loop, samplers, report });
      own({ free: () => intake.close() });
      const { hasMemory } = context;
      const pool = generating?.pool;
      const embeddings = openEmbeddings({ model, pool, hasMemory, adapters, request, loop, report });
      own({ free: () => embeddings.close() });
      const tokenizer = new TokenizerLoop({ tokenizer: new Tokenizer(model), report });
      own({ free: () => tokenizer.close() });
      const info = { ...describe(model, generating, request), kvUnified: !streams };
      return new Engine({ loop, intake, embeddings, tokenizer, info, samplers, store, freeAll });
    } catch (error) {
      freeAll();
      throw error;
    }
  }

  /** Writes to the disk what later runs can use; resolves when it is there. */
  async savePrefixes(): Promise<void> {
    this.loop.endAll();
    await this.store?.flush();
  }

  /** Frees the model and everything that hangs on it, once no thread reads its vocabulary any more. */
  close(): void {
    this.intake.close();
    this.tokenizer.close();
    this.loop.close();
    const busy = [this.samplers, this.tokenizer].filter(({ isIdle }) => !isIdle);
    if (busy.length === 0) this.freeAll();
    else Promise.all(busy.map((user) => user.idle())).then(this.freeAll, this.freeAll);
  }
}

/** @param libraryVersion of llama.cpp: another one may write states in another form. */
function openStore(request: PrefixStoreRequest | undefined, libraryVersion: string): PrefixStore | undefined {
  if (request === undefined) return undefined;
  const { memoryBytes, disk } = request;
  if (memoryBytes === 0 && disk === undefined) return undefined;
  const fingerprint = `${disk?.fingerprint} ${libraryVersion}`;
  return new PrefixStore({ memoryBytes, disk: disk && DiskCache.open({ ...disk, fingerprint }) });
}

/** llama.cpp ends its process over a WordPiece vocabulary without the tokens that it puts around every text. */
function checkMarks({ vocabulary }: LlamaModel): void {
  const { isWordPiece, begin, separator } = vocabulary.marks;
  if (!isWordPiece || (begin >= 0 && separator >= 0)) return;
  throw new ShimmyError(
    "model_corrupt",
    "The model's vocabulary lacks its begin or separator token: convert or download the file again.",
  );
}

function describe(
  model: LlamaModel,
  generating: LlamaContext | undefined,
  request: LoadRequest,
): Omit<EngineModelInfo, "kvUnified"> {
  return {
    parameterCount: model.parameterCount,
    sizeBytes: model.sizeBytes,
    vocabularySize: model.vocabulary.size,
    trainContextLength: model.trainContextLength,
    contextLength: request.contextLength,
    kvCells: generating?.kvCells ?? 0,
    slots: request.slots,
    threads: request.threads,
    sharesPrefixes: generating?.memory.canShare ?? false,
    gpuLayers: model.gpuLayers,
    devices: model.devices,
    beginOfSequenceText: model.vocabulary.beginOfSequenceText,
    endOfSequenceText: model.vocabulary.endOfSequenceText,
    singleTokenTexts: request.probeTexts.filter(
      (text) => model.vocabulary.tokenize(text, false, true).length === 1,
    ),
    controlTexts: generating === undefined ? [] : model.vocabulary.controlTexts(),
    passedOver: model.passedOver,
    canGenerate: generating !== undefined,
    embedding: { pooling: poolingOf(model), length: model.vectorLength },
    notes: model.notes,
  };
}

/** Hands on a progress only where it moved by a hundredth: llama.cpp reports every tensor. */
function throttleProgress(onProgress: (fraction: number) => void): (fraction: number) => void {
  let last = -1;
  return (fraction) => {
    if (fraction - last < 0.01 && fraction < 1) return;
    last = fraction;
    onProgress(fraction);
  };
}
