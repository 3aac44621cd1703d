import type { LoadEstimate } from "../core/memory-estimate.ts";
import type { GgufBackend, UniversalModelSpec } from "../core/model-spec.ts";
import { CPU_DEVICE } from "../scheduling/memory-estimate.ts";
import { examineModel } from "./examine-model.ts";
import { hasGpuBuild } from "./library-files.ts";

/**
 * How much memory a GGUF model would take, from the headers of its files alone: nothing is loaded. Context and KV cells
 * are those that a load would choose if memory were no matter. Layers are put onto a GPU only where `gpuLayers` is a
 * number above 0 or `all`, since GPUs are seen by engine processes alone.
 *
 * @throws ShimmyError as the load would, but not `insufficient_memory`: that is `fits: false`.
 */
export async function estimateLoad(
  spec: UniversalModelSpec & { readonly backend: GgufBackend },
): Promise<LoadEstimate> {
  const { gpuLayers = 0 } = spec;
  const wantsGpu = gpuLayers === "all" || (typeof gpuLayers === "number" && gpuLayers > 0);
  const names = spec.devices ?? (spec.tensorSplit ?? [1]).map((_, index) => `GPU${index}`);
  const gpus = wantsGpu ? names.map((name) => ({ name, freeBytes: undefined })) : [];
  const { plan, availableBytes, summary } = await examineModel(spec, { gpus, boundByMemory: false });
  const { estimate, contextLength, kvCells, slots } = plan;
  const onCpu = estimate.devices.find(({ name }) => name === CPU_DEVICE)?.totalBytes ?? 0;
  const most = summary.blockCount + 1;
  return {
    model: spec.name,
    contextLength,
    kvCells,
    slots,
    cacheTypeK: spec.cacheTypeK ?? "f16",
    cacheTypeV: spec.cacheTypeV ?? "f16",
    gpuLayers:
      !wantsGpu || spec.device === "cpu" ? 0 : gpuLayers === "all" ? most : Math.min(gpuLayers, most),
    availableBytes,
    need: plan.need,
    fits: onCpu <= availableBytes,
    notes: wantsGpu && !hasGpuBuild() ? [...plan.notes, NO_GPU_BUILD] : plan.notes,
    ...estimate,
  };
}

const NO_GPU_BUILD =
  "No build for GPUs is installed here: a load would put the layers on GPUs into the CPU's memory too.";
