import { ShimmyError } from "../../core/errors.ts";
import type { LoadTuning } from "../../core/load-tuning.ts";
import { type GpuMemory, gpuShortage, type LayerSizes, planGpuLayers } from "../../scheduling/gpu-plan.ts";
import type { ComputeDevice } from "./devices.ts";

/** Where a model goes. */
export interface ModelPlacement {
  /** For llama.cpp: layers on GPUs, the output layer counted as one; -1 is all. */
  readonly gpuLayers: number;
  /** GPUs by name, in the order given; undefined takes llama.cpp's own choice. */
  readonly devices: readonly string[] | undefined;
  /** Patterns and buffers in the order in which they count. */
  readonly overrides: readonly { readonly pattern: string; readonly buffer: string }[];
  readonly usesGpu: boolean;
  /** What has no effect here, one sentence each. */
  readonly notes: readonly string[];
}

/** What {@link placeModel} decides from. */
export interface PlacementInput {
  readonly tuning: LoadTuning;
  readonly device: "auto" | "cpu" | "gpu";
  readonly devices: readonly Pick<ComputeDevice, "name" | "type" | "freeBytes" | "totalBytes">[];
  /** Names of the buffers that tensors can be sent to. */
  readonly buffers: readonly string[];
  /** Absent puts all layers onto GPUs. */
  readonly layerSizes: LayerSizes | undefined;
  /** Why builds for GPUs are not in use, for messages. */
  readonly passedOver: readonly { readonly variant: string; readonly reason: string }[];
}

/** Name of the buffer in the CPU's memory. */
const CPU_BUFFER = "CPU";

const GPU_FIELDS = [
  "gpuLayers",
  "splitMode",
  "tensorSplit",
  "mainGpu",
  "devices",
  "cpuMoe",
  "cpuMoeLayers",
] as const;

/**
 * Decides which layers and tensors go where. Pure. Without a GPU in use its options are noted as without effect.
 *
 * @throws ShimmyError `insufficient_memory` for layers that were asked for and cannot be there, `backend_unavailable` without a GPU where one was asked for, `invalid_request` for devices and
 * buffers that are not there, naming those that are.
 */
export function placeModel(input: PlacementInput): ModelPlacement {
  const { tuning, device, devices } = input;
  checkBuffers(input);
  const gpus = devices.filter(({ type }) => type === "gpu" || type === "integrated-gpu");
  if (device === "gpu" && gpus.length === 0) {
    const reasons = input.passedOver.map(({ variant, reason }) => `${variant}: ${reason}`).join("; ");
    throw new ShimmyError(
      "backend_unavailable",
      `No GPU can be used for this model${reasons && ` (${reasons})`}; set the device to "auto" or "cpu".`,
    );
  }
  const overrides = tuning.tensorOverrides ?? [];
  if (gpus.length === 0 || device === "cpu") {
    return { gpuLayers: 0, devices: undefined, overrides, usesGpu: false, notes: idleNotes(tuning, device) };
  }
  const chosen = tuning.devices?.map((name) => find(name, gpus)) ?? gpus;
  checkGpuCounts(tuning, chosen.length);
  const gpuLayers = chooseLayers(input, chosen);
  return {
    gpuLayers,
    devices: tuning.devices,
    overrides: [...overrides, ...expertOverrides(tuning)],
    usesGpu: gpuLayers !== 0,
    notes: [],
  };
}

/** A pattern for the experts of some layers, in the words of llama.cpp's tensors. */
function expertOverrides({ cpuMoe, cpuMoeLayers = 0 }: LoadTuning): ModelPlacement["overrides"] {
  const experts = "\\.ffn_(up|down|gate|gate_up)_(ch|)exps";
  if (cpuMoe === true) return [{ pattern: experts, buffer: CPU_BUFFER }];
  if (cpuMoeLayers === 0) return [];
  const layers = Array.from({ length: cpuMoeLayers }, (_, layer) => layer).join("|");
  return [{ pattern: `^blk\\.(${layers})${experts}`, buffer: CPU_BUFFER }];
}

function chooseLayers({ tuning, layerSizes }: PlacementInput, gpus: PlacementInput["devices"]): number {
  const { gpuLayers = "auto" } = tuning;
  const memory = gpus.map(({ name, freeBytes, totalBytes }) => ({
    name,
    freeBytes: totalBytes === 0 ? undefined : freeBytes,
  }));
  if (gpuLayers !== "auto") {
    // an integrated one has the machine's memory, which was looked at before
    if (gpus.every(({ type }) => type === "gpu")) refuseShortage(gpuLayers, memory, layerSizes);
    return gpuLayers === "all" ? -1 : gpuLayers;
  }
  if (layerSizes === undefined) return -1;
  const layers = planGpuLayers(memory, layerSizes);
  return layers > layerSizes.blockBytes.length ? -1 : layers;
}

/** llama.cpp would fail half-way through, and say nothing that a person could use. */
function refuseShortage(
  asked: number | "all",
  memory: readonly GpuMemory[],
  sizes: LayerSizes | undefined,
): void {
  const layers = asked === "all" ? Number.POSITIVE_INFINITY : asked;
  const shortage = sizes && gpuShortage(memory, sizes, layers);
  if (shortage === undefined) return;
  const { neededBytes, freeBytes, mostLayers } = shortage;
  const what = asked === "all" ? "All layers" : `${asked} layers`;
  const names = memory.map(({ name }) => name).join(" and ");
  throw new ShimmyError(
    "insufficient_memory",
    `${what} take ${megabytes(neededBytes)} MB on the GPU, and ${names} ${memory.length === 1 ? "has" : "have"} ${megabytes(freeBytes)} MB free: set gpuLayers to ${mostLayers} at most, or to "auto", or end what uses the GPU.`,
    { details: { neededBytes, availableBytes: freeBytes } },
  );
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1e6);
}

function find(name: string, gpus: PlacementInput["devices"]): PlacementInput["devices"][number] {
  const found = gpus.find((gpu) => gpu.name === name);
  if (found !== undefined) return found;
  const known = gpus.map((gpu) => gpu.name).join(", ");
  throw new ShimmyError(
    "invalid_request",
    `There is no GPU ${JSON.stringify(name)} here; there is ${known}.`,
    {
      param: "devices",
    },
  );
}

function checkGpuCounts({ mainGpu = 0, tensorSplit = [] }: LoadTuning, count: number): void {
  if (mainGpu >= count) {
    throw new ShimmyError("invalid_request", `mainGpu must be from 0 to ${count - 1}, not ${mainGpu}.`, {
      param: "mainGpu",
    });
  }
  if (tensorSplit.length > count) {
    throw new ShimmyError(
      "invalid_request",
      `tensorSplit has ${tensorSplit.length} shares, and ${count} GPUs are in use: give one for each.`,
      { param: "tensorSplit" },
    );
  }
}

function checkBuffers({ tuning, buffers }: PlacementInput): void {
  const unknown = tuning.tensorOverrides?.find(({ buffer }) => !buffers.includes(buffer));
  if (unknown === undefined) return;
  throw new ShimmyError(
    "invalid_request",
    `There is no buffer ${JSON.stringify(unknown.buffer)} here for tensorOverrides; there is ${buffers.join(", ")}.`,
    { param: "tensorOverrides" },
  );
}

function idleNotes(tuning: LoadTuning, device: "auto" | "cpu" | "gpu"): readonly string[] {
  const idle = GPU_FIELDS.filter((field) => {
    const value = tuning[field];
    return value !== undefined && value !== 0 && value !== "auto" && value !== false;
  });
  if (idle.length === 0) return [];
  const why = device === "cpu" ? "the device is set to cpu" : "no GPU is in use here";
  return [`Without effect, since ${why}: ${idle.join(", ")}.`];
}
