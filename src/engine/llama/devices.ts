import type { LlamaLibrary } from "./library.ts";
import type { NativePointer } from "./native-types.ts";

const DEVICE_TYPES = ["cpu", "gpu", "integrated-gpu", "accelerator", "meta"] as const;

/** A device that llama.cpp can compute on. */
export interface ComputeDevice {
  readonly name: string;
  readonly description: string;
  readonly type: (typeof DEVICE_TYPES)[number];
  readonly freeBytes: number;
  readonly totalBytes: number;
  readonly handle: NativePointer;
}

/** Every device of the loaded library, the CPU among them. */
export function listDevices({ ggml, ggmlBase }: LlamaLibrary): readonly ComputeDevice[] {
  return Array.from({ length: Number(ggml.ggml_backend_dev_count()) }, (_, index) => {
    const handle = ggml.ggml_backend_dev_get(index);
    const free = new BigUint64Array(1);
    const total = new BigUint64Array(1);
    ggmlBase.ggml_backend_dev_memory(handle, free, total);
    return {
      name: ggmlBase.ggml_backend_dev_name(handle),
      description: ggmlBase.ggml_backend_dev_description(handle),
      type: DEVICE_TYPES[ggmlBase.ggml_backend_dev_type(handle)] ?? "accelerator",
      freeBytes: Number(free[0] ?? 0n),
      totalBytes: Number(total[0] ?? 0n),
      handle,
    };
  });
}
