import type { LoadTuning } from "../../core/load-tuning.ts";
import { type ComputeDevice, listDevices } from "./devices.ts";
import type { LlamaLibrary } from "./library.ts";
import type { ModelPlacement } from "./model-placement.ts";
import type { NativeArena } from "./native-arena.ts";
import type { ModelParams, NativePointer } from "./native-types.ts";

const SPLIT_MODE_IDS = { none: 0, layer: 1, row: 2 } as const;
/** `llama_load_mode`. */
const LOAD_MODE_IDS = { auto: -1, read: 0, map: 1, readLocked: 2, mapLocked: 3 } as const;
const NUMA_IDS = { distribute: 1, isolate: 2, numactl: 3 } as const;
/** llama.cpp reads as many shares as it has room for devices. */
const MOST_DEVICES = 16;

/**
 * Names of the buffers that a tensor can be sent to, with their handles. The first device of a name counts.
 */
export function listBuffers(library: LlamaLibrary): ReadonlyMap<string, NativePointer> {
  const { ggmlBase } = library;
  const buffers = new Map<string, NativePointer>();
  for (const { handle } of listDevices(library)) {
    const type = ggmlBase.ggml_backend_dev_buffer_type(handle);
    if (type === null) continue;
    const name = ggmlBase.ggml_backend_buft_name(type);
    if (!buffers.has(name)) buffers.set(name, type);
  }
  return buffers;
}

/**
 * The parameters of a load.
 *
 * @param arena holds what they point at, and must outlive the load.
 */
export function buildModelParams(
  library: LlamaLibrary,
  tuning: LoadTuning,
  placement: ModelPlacement,
  arena: NativeArena,
): ModelParams {
  const params = library.llama.llama_model_default_params();
  params.n_gpu_layers = placement.gpuLayers;
  params.load_mode = loadMode(tuning);
  params.use_extra_bufts = tuning.repack !== false;
  if (tuning.splitMode !== undefined) params.split_mode = SPLIT_MODE_IDS[tuning.splitMode];
  if (tuning.mainGpu !== undefined && placement.usesGpu) params.main_gpu = tuning.mainGpu;
  if (tuning.tensorSplit !== undefined) {
    const shares = new Array<number>(MOST_DEVICES).fill(0);
    params.tensor_split = arena.floats(shares.map((_, index) => tuning.tensorSplit?.[index] ?? 0));
  }
  if (placement.devices !== undefined) {
    const handles = placement.devices.map((name) => handleOf(name, listDevices(library)));
    params.devices = arena.pointers([...handles, null]);
  }
  if (placement.overrides.length > 0) {
    const buffers = listBuffers(library);
    const pairs = placement.overrides.flatMap(({ pattern, buffer }) => [
      arena.text(pattern),
      buffers.get(buffer) ?? null,
    ]);
    params.tensor_buft_overrides = arena.pointers([...pairs, null, null]);
  }
  return params;
}

/** Spreads memory over the nodes of a large machine; once per process, before any weights are there. */
export function initializeNuma({ llama }: LlamaLibrary, { numa }: LoadTuning): void {
  if (numa === undefined || numaIsSet) return;
  numaIsSet = true;
  llama.llama_numa_init(NUMA_IDS[numa]);
}

let numaIsSet = false;

function loadMode({ mmap, mlock }: LoadTuning): number {
  if (mlock === true) return mmap === false ? LOAD_MODE_IDS.readLocked : LOAD_MODE_IDS.mapLocked;
  if (mmap === undefined) return LOAD_MODE_IDS.auto;
  return mmap ? LOAD_MODE_IDS.map : LOAD_MODE_IDS.read;
}

function handleOf(name: string, devices: readonly ComputeDevice[]): NativePointer {
  return devices.find((device) => device.name === name)?.handle ?? null;
}
