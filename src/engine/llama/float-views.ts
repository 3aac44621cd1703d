import koffi from "koffi";
import type { NativePointer } from "./native-types.ts";

const FLOAT_BYTES = 4;

/** More places than a step has outputs; beyond them all views are forgotten. */
const MOST_VIEWS = 512;

/**
 * Views of native memory as numbers, one for each place that was asked for. A view made anew for each token generated counts
 * as megabytes of new memory for the garbage collector, which then runs again and again for nothing.
 */
export class FloatViews {
  private readonly views = new Map<NativePointer, Float32Array>();
  private readonly length: number;

  /** @param length of each view, in numbers. */
  constructor(length: number) {
    this.length = length;
  }

  /** The numbers at an address; good as long as the memory is. */
  at(address: NativePointer): Float32Array {
    const known = this.views.get(address);
    if (known !== undefined) return known;
    if (this.views.size >= MOST_VIEWS) this.views.clear();
    const view = new Float32Array(koffi.view(address, this.length * FLOAT_BYTES));
    this.views.set(address, view);
    return view;
  }
}
