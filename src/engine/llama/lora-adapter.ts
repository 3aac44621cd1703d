import { ShimmyError } from "../../core/errors.ts";
import type { LlamaModel } from "./model.ts";
import type { NativePointer } from "./native-types.ts";

/** A LoRA adapter's weights, bound to one model. https://arxiv.org/abs/2106.09685 */
export class LoraAdapter {
  readonly handle: NativePointer;
  readonly scale: number;
  private readonly model: LlamaModel;
  private freed = false;

  /**
   * Loads an adapter file that was validated before.
   *
   * @throws ShimmyError `model_corrupt` when it does not fit the model.
   */
  constructor(model: LlamaModel, path: string, scale: number) {
    this.model = model;
    this.scale = scale;
    this.handle = model.library.llama.llama_adapter_lora_init(model.handle, path);
    if (this.handle === null) {
      throw new ShimmyError(
        "model_corrupt",
        "llama.cpp refused the LoRA adapter: it was made for another model, or is damaged; the engine's log has its reason.",
      );
    }
  }

  free(): void {
    if (this.freed) return;
    this.freed = true;
    this.model.library.llama.llama_adapter_lora_free(this.handle);
  }
}
