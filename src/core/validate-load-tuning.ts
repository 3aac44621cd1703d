import { ShimmyError } from "./errors.ts";
import {
  type AdapterSpec,
  FLASH_ATTENTION_MODES,
  isQuantizedCacheType,
  KV_CACHE_TYPES,
  KV_UNIFIED_MODES,
  type LoadTuning,
  NUMA_STRATEGIES,
  ROPE_SCALINGS,
  SPLIT_MODES,
} from "./load-tuning.ts";
import { tensorPatternFault } from "./tensor-pattern.ts";

/** Bounds of the numbers in a {@link LoadTuning}; an `integer` one must be whole. */
export const LOAD_NUMBER_RULES = {
  ropeScale: { min: 1, max: 1024, integer: false },
  ropeFrequencyBase: { min: 1, max: 1e12, integer: false },
  ropeFrequencyScale: { min: 1 / 1024, max: 1024, integer: false },
  yarnOriginalContext: { min: 1, max: 4_194_304, integer: true },
  yarnExtFactor: { min: 0, max: 1, integer: false },
  yarnAttnFactor: { min: 0, max: 100, integer: false },
  yarnBetaSlow: { min: 0, max: 1024, integer: false },
  yarnBetaFast: { min: 0, max: 1024, integer: false },
  mainGpu: { min: 0, max: 15, integer: true },
  cpuMoeLayers: { min: 0, max: 1024, integer: true },
  batchSize: { min: 32, max: 16_384, integer: true },
  microBatchSize: { min: 32, max: 16_384, integer: true },
  threadsBatch: { min: 1, max: 512, integer: true },
} as const;

/** Layers that can be asked to be on GPUs. */
export const GPU_LAYERS_RULE = { min: 0, max: 1024 } as const;

const CHOICES = {
  cacheTypeK: KV_CACHE_TYPES,
  cacheTypeV: KV_CACHE_TYPES,
  flashAttention: FLASH_ATTENTION_MODES,
  kvUnified: KV_UNIFIED_MODES,
  ropeScaling: ROPE_SCALINGS,
  splitMode: SPLIT_MODES,
  numa: NUMA_STRATEGIES,
} as const;

const SWITCHES = ["cpuMoe", "mmap", "mlock", "repack"] as const;

/** Bounds of the lists in a {@link LoadTuning}. */
export const LOAD_LIST_LIMITS = { gpus: 16, tensorOverrides: 64, adapters: 16, nameLength: 128 } as const;

/** Strongest adapter; more than this is a mistake. */
export const ADAPTER_SCALE_RULE = { min: -100, max: 100 } as const;

/**
 * Checks everything of a load that can be checked without the model, so that native code never sees what is wrong.
 *
 * @throws ShimmyError `invalid_request` naming the field, with what is allowed.
 */
export function validateLoadTuning(
  tuning: LoadTuning & { readonly adapters?: readonly AdapterSpec[]; readonly slots?: number },
): void {
  const values = new Map<string, unknown>(Object.entries(tuning));
  for (const [field, rule] of Object.entries(LOAD_NUMBER_RULES)) {
    const value = values.get(field);
    if (value !== undefined && !isNumberWithin(value, rule)) {
      const kind = rule.integer ? "a whole number" : "a number";
      throw refusal(field, `must be ${kind} from ${rule.min} to ${rule.max}, not ${shown(value)}.`);
    }
  }
  for (const [field, choices] of Object.entries(CHOICES)) {
    const value = values.get(field);
    if (value !== undefined && !choices.some((choice) => choice === value)) {
      throw refusal(field, `must be one of ${choices.join(", ")}, not ${shown(value)}.`);
    }
  }
  for (const field of SWITCHES) {
    const value = values.get(field);
    if (value !== undefined && typeof value !== "boolean") throw refusal(field, "must be true or false.");
  }
  checkGpuLayers(tuning.gpuLayers);
  checkGpus(tuning);
  checkOverrides(tuning.tensorOverrides);
  checkAdapters(tuning.adapters);
  checkTogether(tuning);
}

function checkGpuLayers(layers: LoadTuning["gpuLayers"]): void {
  if (layers === undefined || layers === "auto" || layers === "all") return;
  if (isNumberWithin(layers, { ...GPU_LAYERS_RULE, integer: true })) return;
  const { min, max } = GPU_LAYERS_RULE;
  throw refusal(
    "gpuLayers",
    `must be auto, all or a whole number from ${min} to ${max}, not ${shown(layers)}.`,
  );
}

function checkGpus({ tensorSplit, devices }: LoadTuning): void {
  const { gpus, nameLength } = LOAD_LIST_LIMITS;
  if (tensorSplit !== undefined) {
    const isList = Array.isArray(tensorSplit) && tensorSplit.length > 0 && tensorSplit.length <= gpus;
    const rule = { min: 0, max: 1e6, integer: false };
    if (!isList || !tensorSplit.every((share) => isNumberWithin(share, rule)) || !tensorSplit.some(Boolean)) {
      throw refusal("tensorSplit", `must be a list of 1 to ${gpus} numbers from 0, not all of them 0.`);
    }
  }
  if (devices === undefined) return;
  const isList = Array.isArray(devices) && devices.length > 0 && devices.length <= gpus;
  if (
    !isList ||
    !devices.every((name) => isName(name, nameLength)) ||
    new Set(devices).size < devices.length
  ) {
    throw refusal("devices", `must be a list of 1 to ${gpus} names of devices, each once.`);
  }
}

function checkOverrides(overrides: LoadTuning["tensorOverrides"]): void {
  if (overrides === undefined) return;
  const { tensorOverrides: most, nameLength } = LOAD_LIST_LIMITS;
  if (!Array.isArray(overrides) || overrides.length > most) {
    throw refusal("tensorOverrides", `must be a list of at most ${most} pairs of a pattern and a buffer.`);
  }
  for (const { pattern, buffer } of overrides) {
    const fault = typeof pattern === "string" ? tensorPatternFault(pattern) : "is no text";
    if (fault !== undefined)
      throw refusal("tensorOverrides", `has the pattern ${shown(pattern)}, which ${fault}.`);
    if (!isName(buffer, nameLength)) {
      throw refusal("tensorOverrides", `needs the name of a buffer, for example CPU, not ${shown(buffer)}.`);
    }
  }
}

function checkAdapters(adapters: readonly AdapterSpec[] | undefined): void {
  if (adapters === undefined) return;
  const { adapters: most, nameLength } = LOAD_LIST_LIMITS;
  if (!Array.isArray(adapters) || adapters.length > most) {
    throw refusal("adapters", `must be a list of at most ${most} adapters.`);
  }
  for (const { path, scale, name } of adapters) {
    if (typeof path !== "string" || path === "" || path.includes("\0")) {
      throw refusal("adapters", "needs the path of a GGUF file for each adapter.");
    }
    if (!isNumberWithin(scale, { ...ADAPTER_SCALE_RULE, integer: false })) {
      const { min, max } = ADAPTER_SCALE_RULE;
      throw refusal("adapters", `has a scale of ${shown(scale)}; it must be a number from ${min} to ${max}.`);
    }
    if (name !== undefined && !isName(name, nameLength)) {
      throw refusal(
        "adapters",
        `has a name that is empty, longer than ${nameLength} characters or not printable.`,
      );
    }
  }
}

function checkTogether(tuning: LoadTuning & { readonly slots?: number }): void {
  const { cacheTypeV = "f16", flashAttention, batchSize, microBatchSize, slots } = tuning;
  if (flashAttention === "off" && isQuantizedCacheType(cacheTypeV)) {
    throw refusal(
      "cacheTypeV",
      `${cacheTypeV} needs flash attention: set flashAttention to on or auto, or cacheTypeV to f16, bf16 or f32.`,
    );
  }
  if (batchSize !== undefined && microBatchSize !== undefined && microBatchSize > batchSize) {
    throw refusal("microBatchSize", `of ${microBatchSize} is more than the batchSize of ${batchSize}.`);
  }
  if (batchSize !== undefined && slots !== undefined && slots > batchSize) {
    throw refusal("batchSize", `of ${batchSize} is less than one token for each of the ${slots} slots.`);
  }
  if (tuning.ropeScale !== undefined && tuning.ropeFrequencyScale !== undefined) {
    throw refusal("ropeScale", "and ropeFrequencyScale say the same: give one of them.");
  }
}

function isNumberWithin(
  value: unknown,
  rule: { readonly min: number; readonly max: number; readonly integer: boolean },
): boolean {
  if (typeof value !== "number" || (rule.integer && !Number.isInteger(value))) return false;
  return value >= rule.min && value <= rule.max;
}

function isName(value: unknown, longest: number): boolean {
  return typeof value === "string" && value.length <= longest && /^[^\p{Cc}\p{Cs}]+$/u.test(value);
}

function refusal(field: string, text: string): ShimmyError {
  return new ShimmyError("invalid_request", `${field} ${text}`, { param: field });
}

function shown(value: unknown): string {
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
