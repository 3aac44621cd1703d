import { ShimmyError } from "../../core/errors.ts";
import { AdapterSet } from "../llama/adapter-set.ts";
import { LlamaContext } from "../llama/context.ts";
import { loadLibrary } from "../llama/library.ts";
import { LoraAdapter } from "../llama/lora-adapter.ts";
import { LlamaModel } from "../llama/model.ts";
import { SamplerFactory } from "../llama/sampler-factory.ts";
import type { EngineModelInfo, EngineReport, LoadRequest } from "../protocol.ts";
import { DecodeLoop } from "./decode-loop.ts";
import { GenerationIntake } from "./generation-intake.ts";

/** Tokens computed in one step at most: llama.cpp's micro-batch. */
const BATCH_TOKENS = 512;

/** A loaded model with its context and decode loop: everything native of one engine process. */
export class Engine {
  readonly loop: DecodeLoop;
  /** Takes requests and cancels for the loop. */
  readonly intake: GenerationIntake;
  readonly info: EngineModelInfo;
  private readonly samplers: SamplerFactory;
  private readonly freeAll: () => void;

  private constructor(
    parts: Pick<Engine, "loop" | "intake" | "info"> & {
      readonly samplers: SamplerFactory;
      readonly freeAll: () => void;
    },
  ) {
    this.loop = parts.loop;
    this.intake = parts.intake;
    this.info = parts.info;
    this.samplers = parts.samplers;
    this.freeAll = parts.freeAll;
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
      const library = loadLibrary(request.device, request.narrowVectors);
      const model = own(
        LlamaModel.load(library, {
          path: request.modelPath,
          device: request.device,
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
      const context = own(
        new LlamaContext(model, {
          kvCells,
          sequences: slots,
          batchTokens: BATCH_TOKENS,
          threads,
        }),
      );
      const samplers = own(new SamplerFactory(context, slots));
      const { contextLength } = request;
      const loop = new DecodeLoop({
        context,
        samplers,
        adapters: new AdapterSet(context, adapters),
        contextLength,
        slots,
        batchTokens: BATCH_TOKENS,
        report,
      });
      own({ free: () => loop.close() });
      const intake = new GenerationIntake({ loop, samplers, report });
      own({ free: () => intake.close() });
      return new Engine({ loop, intake, info: describe(model, context, request), samplers, freeAll });
    } catch (error) {
      freeAll();
      throw error;
    }
  }

  /** Frees the model and everything that hangs on it, once no thread reads its vocabulary any more. */
  close(): void {
    this.intake.close();
    this.loop.close();
    if (this.samplers.isIdle) this.freeAll();
    else this.samplers.idle().then(this.freeAll, this.freeAll);
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
