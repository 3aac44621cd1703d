import koffi from "koffi";
import type { NativePointer } from "./native-types.ts";

const POINTER_BYTES = 8;

/** Native memory for the arguments of one call, freed together. Addresses stay where they are until then. */
export class NativeArena {
  private readonly taken: bigint[] = [];

  /** A text with its final zero. */
  text(value: string): NativePointer {
    const bytes = Buffer.from(`${value}\0`, "utf8");
    const address = this.take(bytes.length);
    koffi.encode(address, "uint8", bytes, bytes.length);
    return address;
  }

  /** An array of addresses. */
  pointers(values: readonly NativePointer[]): NativePointer {
    const address = this.take(Math.max(1, values.length) * POINTER_BYTES);
    for (const [index, value] of values.entries()) {
      koffi.encode(address, index * POINTER_BYTES, "uint64", value ?? 0n);
    }
    return address;
  }

  /** An array of 32-bit floats. */
  floats(values: readonly number[]): NativePointer {
    const address = this.take(Math.max(1, values.length) * Float32Array.BYTES_PER_ELEMENT);
    koffi.encode(address, "float", values, values.length);
    return address;
  }

  free(): void {
    for (const address of this.taken.splice(0)) koffi.free(address);
  }

  private take(bytes: number): bigint {
    const address: bigint = koffi.alloc("uint8", bytes);
    this.taken.push(address);
    return address;
  }
}
