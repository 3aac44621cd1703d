import type { ShimmyError } from "../../core/errors.ts";
import type { NativeFunctions, SlowNativeFunction } from "./native-functions.ts";
import type { NativePointer } from "./native-types.ts";

/** A sampler that takes long to make. */
export interface SamplerRecipe {
  /** Same key, same sampler. */
  readonly key: string;
  /** Makes it, here or on a thread of its own; null when llama.cpp refuses. */
  readonly make: BoundSlowFunction;
  /** The error that stands for llama.cpp's refusal. */
  readonly refusal: () => ShimmyError;
}

/** A slow native function with its arguments. */
export interface BoundSlowFunction {
  (): NativePointer;
  async(done: (error: Error | null, sampler: NativePointer) => void): void;
}

/** Ties arguments to a slow native function. */
export function bindSlow<Arguments extends unknown[]>(
  native: SlowNativeFunction<Arguments, NativePointer>,
  ...given: Arguments
): BoundSlowFunction {
  return Object.assign(() => native(...given), {
    async: (done: (error: Error | null, sampler: NativePointer) => void) => native.async(...given, done),
  });
}

/**
 * Samplers that take long to make, such as parsed grammars: made once on a thread of its own, so that
 * running requests do not wait, and cloned for each request. Keeps those used last.
 */
export class SamplerCache {
  private readonly llama: Pick<NativeFunctions, "llama_sampler_clone" | "llama_sampler_free">;
  private readonly capacity: number;
  /** Least recently used first. */
  private readonly made = new Map<string, NativePointer>();
  private readonly making = new Map<string, Promise<void>>();
  private closed = false;

  /** @param capacity samplers kept; no less than requests that may be prepared at once. */
  constructor(llama: Pick<NativeFunctions, "llama_sampler_clone" | "llama_sampler_free">, capacity: number) {
    this.llama = llama;
    this.capacity = capacity;
  }

  /** Resolves once no sampler is being made. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.making.values());
  }

  get isIdle(): boolean {
    return this.making.size === 0;
  }

  /**
   * Makes a sampler ready without blocking; undefined when it is ready already.
   *
   * @throws (rejects) what {@link SamplerRecipe.refusal} says.
   */
  prepare(recipe: SamplerRecipe): Promise<void> | undefined {
    if (this.touch(recipe.key) !== undefined) return undefined;
    const underWay = this.making.get(recipe.key) ?? this.make(recipe);
    this.making.set(recipe.key, underWay);
    return underWay;
  }

  /**
   * A sampler of the caller's own; one that was not made ready is made now.
   *
   * @throws what {@link SamplerRecipe.refusal} says.
   */
  take(recipe: SamplerRecipe): NativePointer {
    const sampler = this.touch(recipe.key) ?? this.keep(recipe, recipe.make());
    return this.llama.llama_sampler_clone(sampler);
  }

  /** Frees what is kept; clones are their owners'. */
  free(): void {
    this.closed = true;
    for (const sampler of this.made.values()) this.llama.llama_sampler_free(sampler);
    this.made.clear();
  }

  private async make(recipe: SamplerRecipe): Promise<void> {
    try {
      const sampler = await new Promise<NativePointer>((resolve, reject) => {
        recipe.make.async((error, made) => (error === null ? resolve(made) : reject(error)));
      });
      this.keep(recipe, sampler);
    } finally {
      this.making.delete(recipe.key);
    }
  }

  private touch(key: string): NativePointer | undefined {
    const sampler = this.made.get(key);
    if (sampler === undefined) return undefined;
    this.made.delete(key);
    this.made.set(key, sampler);
    return sampler;
  }

  private keep({ key, refusal }: SamplerRecipe, sampler: NativePointer): NativePointer {
    if (sampler === null) throw refusal();
    // made twice, or after the end: nobody would free it
    const known = this.made.get(key);
    if (known !== undefined || this.closed) {
      this.llama.llama_sampler_free(sampler);
      return known ?? null;
    }
    this.made.set(key, sampler);
    for (const [oldest, old] of this.made) {
      if (this.made.size <= this.capacity) break;
      this.made.delete(oldest);
      this.llama.llama_sampler_free(old);
    }
    return sampler;
  }
}
