import type { LlamaContext } from "./context.ts";
import type { LoraAdapter } from "./lora-adapter.ts";

/** The adapters of a loaded model and how strong each is at the moment: they act on a whole decode step. */
export class AdapterSet {
  /** Strengths that hold where a request says nothing, in the order of the adapters. */
  readonly defaultScales: readonly number[];
  private readonly context: LlamaContext;
  private readonly adapters: readonly LoraAdapter[];
  private inForce = "";

  constructor(context: LlamaContext, adapters: readonly LoraAdapter[]) {
    this.context = context;
    this.adapters = adapters;
    this.defaultScales = adapters.map(({ scale }) => scale);
    this.use(this.defaultScales);
  }

  /** Puts strengths into force for the steps to come. Cheap when they are in force already. */
  use(scales: readonly number[]): void {
    const wanted = adapterKey(scales);
    if (wanted === this.inForce) return;
    this.context.applyAdapters(this.adapters, scales);
    this.inForce = wanted;
  }
}

/** Same key, same adapters at the same strength: only such requests share a decode step, or a prefix. */
export function adapterKey(scales: readonly number[]): string {
  return scales.join(",");
}
