import koffi from "koffi";
import { ShimmyError } from "../../core/errors.ts";
import { listDevices } from "./devices.ts";
import type { LlamaLibrary } from "./library.ts";
import { type NativePointer, progressCallbackType } from "./native-types.ts";
import { Vocabulary } from "./vocabulary.ts";

/** How to load a model file. */
export interface LoadModelOptions {
  /** Path of a GGUF file that was validated before. */
  readonly path: string;
  readonly device: "auto" | "cpu" | "gpu";
  /** Called with the fraction loaded, 0 to 1, on the loading thread. */
  readonly onProgress?: (fraction: number) => void;
}

/** A model's weights and vocabulary in memory. Owns them: {@link LlamaModel.free} gives them back. */
export class LlamaModel {
  readonly library: LlamaLibrary;
  readonly handle: NativePointer;
  readonly vocabulary: Vocabulary;
  /** Layers on a GPU: all or none. */
  readonly gpuLayers: number;
  readonly devices: readonly string[];
  /** True for the T5 family, whose encoder is a graph of its own. */
  readonly hasEncoder: boolean;
  private freed = false;

  private constructor(library: LlamaLibrary, handle: NativePointer, usesGpu: boolean) {
    this.library = library;
    this.handle = handle;
    this.vocabulary = new Vocabulary(library, library.llama.llama_model_get_vocab(handle));
    this.hasEncoder = library.llama.llama_model_has_encoder(handle);
    this.gpuLayers = usesGpu ? library.llama.llama_model_n_layer(handle) : 0;
    this.devices = listDevices(library)
      .filter(({ type }) => usesGpu || type === "cpu")
      .map(({ name }) => name);
  }

  /**
   * Loads a model; blocks until its weights are mapped.
   *
   * @throws ShimmyError `backend_unavailable` without a GPU where one was asked for, `model_corrupt` when llama.cpp refuses the file.
   */
  static load(library: LlamaLibrary, options: LoadModelOptions): LlamaModel {
    const { llama } = library;
    const hasGpu = listDevices(library).some(({ type }) => type === "gpu" || type === "integrated-gpu");
    if (options.device === "gpu" && !hasGpu) {
      const reasons = library.passedOver.map(({ variant, reason }) => `${variant}: ${reason}`).join("; ");
      throw new ShimmyError(
        "backend_unavailable",
        `No GPU can be used for this model${reasons && ` (${reasons})`}; set the device to "auto" or "cpu".`,
      );
    }
    const usesGpu = hasGpu && options.device !== "cpu";
    const params = llama.llama_model_default_params();
    params.n_gpu_layers = usesGpu ? -1 : 0;
    const { onProgress } = options;
    const callback =
      onProgress === undefined
        ? null
        : koffi.register((fraction: number) => {
            onProgress(fraction);
            return true;
          }, koffi.pointer(progressCallbackType));
    params.progress_callback = callback;
    try {
      const handle = llama.llama_model_load_from_file(options.path, params);
      if (handle === null) {
        throw new ShimmyError(
          "model_corrupt",
          "llama.cpp refused the model file; the engine's log has its reason.",
        );
      }
      return new LlamaModel(library, handle, usesGpu);
    } finally {
      if (callback !== null) koffi.unregister(callback);
    }
  }

  get trainContextLength(): number {
    return this.library.llama.llama_model_n_ctx_train(this.handle);
  }

  get parameterCount(): number {
    return Number(this.library.llama.llama_model_n_params(this.handle));
  }

  /** Numbers in the vector of a token or an input. */
  get vectorLength(): number {
    return this.library.llama.llama_model_n_embd_out(this.handle);
  }

  /** Size of the weights, in bytes. */
  get sizeBytes(): number {
    return Number(this.library.llama.llama_model_size(this.handle));
  }

  /** Builds that came before the one in use, and why none of them computes this model. */
  get passedOver(): LlamaLibrary["passedOver"] {
    const { variant, passedOver } = this.library;
    const idle = (variant === "cuda" || variant === "vulkan") && this.gpuLayers === 0;
    const reason = "it is loaded, but no GPU is in use: it found none, or the device is set to cpu";
    return idle ? [...passedOver, { variant, reason }] : passedOver;
  }

  /** False for a model with an encoder; one like BERT shows only in its context, which then has no memory. */
  get canGenerate(): boolean {
    return !this.hasEncoder && this.library.llama.llama_model_has_decoder(this.handle);
  }

  /** False for models whose memory is a recurrent state, which is one whole. A sliding window is kept in full (`swa_full`). */
  get memoryCanBeShared(): boolean {
    const { llama } = this.library;
    return !llama.llama_model_is_recurrent(this.handle) && !llama.llama_model_is_hybrid(this.handle);
  }

  /** A value of the file's metadata as text; undefined when the key is absent. */
  metadata(key: string): string | undefined {
    const { llama } = this.library;
    const length = llama.llama_model_meta_val_str(this.handle, key, null, 0);
    if (length < 0) return undefined;
    const buffer = Buffer.alloc(length + 1);
    llama.llama_model_meta_val_str(this.handle, key, buffer, buffer.length);
    return buffer.toString("utf8", 0, length);
  }

  /** Gives the weights back. Contexts and adapters of this model must be freed before. */
  free(): void {
    if (this.freed) return;
    this.freed = true;
    this.library.llama.llama_model_free(this.handle);
  }
}
