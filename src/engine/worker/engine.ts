import { ShimmyError } from "../../core/errors.ts";
import { DEFAULT_BATCH_SIZE } from "../../core/load-tuning.ts";
import { LlamaContext } from "../llama/context.ts";
import { loadLibrary } from "../llama/library.ts";
import { LoraAdapter } from "../llama/lora-adapter.ts";
import { LlamaModel } from "../llama/model.ts";
import type { EngineModelInfo, EngineReport, LoadRequest } from "../protocol.ts";
import { DecodeLoop } from "./decode-loop.ts";

/** Tokens computed at once, where only the step's size is given: more gain little and take memory. */
const MOST_MICRO_BATCH_TOKENS = 512;

/** A loaded model with its context and decode loop: everything native of one engine process. */
export class Engine {
  readonly loop: DecodeLoop;
  readonly info: EngineModelInfo;
  private readonly freeAll: () => void;

  private constructor(loop: DecodeLoop, info: EngineModelInfo, freeAll: () => void) {
    this.loop = loop;
    this.info = info;
    this.freeAll = freeAll;
  }

  /**
   * Loads the model and makes it ready to generate; blocks.
   *
   * @throws ShimmyError as {@link LlamaModel.load}, {@link LlamaContext} and {@link LoraAdapter} do.
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
      const { tuning = {}, layerSizes } = request;
      const library = loadLibrary(request.device, request.narrowVectors);
      const model = own(
        LlamaModel.load(library, {
          path: request.modelPath,
          device: request.device,
          tuning,
          ...(layerSizes !== undefined && { layerSizes }),
          onProgress: throttleProgress((fraction) => report({ type: "progress", fraction })),
        }),
      );
      if (!model.canGenerate) {
        throw new ShimmyError(
          "invalid_request",
          "This model is an encoder and cannot generate text: use it for embeddings.",
        );
      }
      const adapters = request.adapters.map(({ path, scale }) => own(new LoraAdapter(model, path, scale)));
      const { slots, threads, kvCells } = request;
      const batchTokens = Math.max(slots, tuning.batchSize ?? DEFAULT_BATCH_SIZE);
      const context = own(
        new LlamaContext(model, {
          kvCells,
          sequences: slots,
          batchTokens,
          microBatchTokens: Math.min(tuning.microBatchSize ?? MOST_MICRO_BATCH_TOKENS, batchTokens),
          threads,
          ...(tuning.threadsBatch !== undefined && { threadsBatch: tuning.threadsBatch }),
          tuning,
        }),
      );
      if (adapters.length > 0) context.applyAdapters(adapters);
      const { contextLength } = request;
      const loop = new DecodeLoop({ context, contextLength, slots, batchTokens, report });
      own({ free: () => loop.close() });
      return new Engine(loop, describe(model, context, request), freeAll);
    } catch (error) {
      freeAll();
      throw error;
    }
  }

  /** Frees the model and everything that hangs on it. */
  close(): void {
    this.freeAll();
  }
}

function describe(model: LlamaModel, context: LlamaContext, request: LoadRequest): EngineModelInfo {
  return {
    parameterCount: model.parameterCount,
    sizeBytes: model.sizeBytes,
    vocabularySize: model.vocabulary.size,
    trainContextLength: model.trainContextLength,
    contextLength: request.contextLength,
    kvCells: context.kvCells,
    slots: request.slots,
    threads: request.threads,
    gpuLayers: model.gpuLayers,
    devices: model.devices,
    beginOfSequenceText: model.vocabulary.beginOfSequenceText,
    endOfSequenceText: model.vocabulary.endOfSequenceText,
    singleTokenTexts: request.probeTexts.filter(
      (text) => model.vocabulary.tokenize(text, false, true).length === 1,
    ),
    passedOver: model.passedOver,
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
