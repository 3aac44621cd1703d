import {
  type AdapterSpec,
  FLASH_ATTENTION_MODES,
  KV_CACHE_TYPES,
  KV_UNIFIED_MODES,
  NUMA_STRATEGIES,
  ROPE_SCALINGS,
  SPLIT_MODES,
  type TensorOverride,
} from "../core/load-tuning.ts";
import { tensorPatternFault } from "../core/tensor-pattern.ts";
import {
  ADAPTER_SCALE_RULE,
  GPU_LAYERS_RULE,
  LOAD_LIST_LIMITS,
  LOAD_NUMBER_RULES,
} from "../core/validate-load-tuning.ts";
import { isPath } from "./file-setting.ts";
import { splitCommaList } from "./path-list.ts";
import { numberSetting, type Setting, switchSetting, wholeNumberSetting } from "./setting.ts";

/** A choice that nobody has to make. */
function optionalChoice<const Choice extends string>(
  choices: readonly Choice[],
  described: Omit<Setting<Choice | undefined>, "parse" | "allowed" | "merge" | "fallback">,
): Setting<Choice | undefined> {
  return {
    ...described,
    allowed: `one of ${choices.join(", ")}`,
    form: { type: "string", enum: choices },
    fallback: undefined,
    parse: (text) => choices.find((choice) => choice === text.toLowerCase()),
  };
}

/** A list whose parts are read one by one; the flag may be repeated. */
function partsSetting<Part>(
  described: Omit<Setting<readonly Part[]>, "parse" | "merge" | "fallback" | "parsePart"> & {
    readonly parsePart: (text: string) => Part | undefined;
    /** Default: at commas. */
    readonly split?: (text: string) => readonly string[];
  },
): Setting<readonly Part[]> {
  const { parsePart, split = splitCommaList, ...rest } = described;
  return {
    form: { type: "array", items: { type: "string" } },
    ...rest,
    fallback: [],
    merge: (values) => values.flat(),
    parsePart: (text) => {
      const part = parsePart(text);
      return part === undefined ? undefined : [part];
    },
    parse: (text) => {
      const parts = split(text).map(parsePart);
      const good = parts.filter((part): part is Part & {} => part !== undefined && part !== null);
      return parts.length > 0 && good.length === parts.length ? good : undefined;
    },
  };
}

const cacheTypes = KV_CACHE_TYPES.join(", ");
const rules = LOAD_NUMBER_RULES;

/** How models are laid out in memory and computed: flags by llama-server's names. */
export const LOAD_SETTINGS = {
  cacheTypeK: optionalChoice(KV_CACHE_TYPES, {
    environment: "SHIMMY_CACHE_TYPE_K",
    flag: "--cache-type-k",
    placeholder: "type",
    description: `number format of the cached keys: ${cacheTypes}`,
    fallbackText: "f16",
  }),
  cacheTypeV: optionalChoice(KV_CACHE_TYPES, {
    environment: "SHIMMY_CACHE_TYPE_V",
    flag: "--cache-type-v",
    placeholder: "type",
    description: "number format of the cached values; the quantised ones need flash attention",
    fallbackText: "f16",
  }),
  flashAttention: optionalChoice(FLASH_ATTENTION_MODES, {
    environment: "SHIMMY_FLASH_ATTN",
    flag: "--flash-attn",
    placeholder: "mode",
    description: "flash attention: auto, on or off",
    fallbackText: "auto",
  }),
  kvUnified: optionalChoice(KV_UNIFIED_MODES, {
    environment: "SHIMMY_KV_UNIFIED",
    flag: "--kv-unified",
    placeholder: "mode",
    description:
      "one pool of KV cells for all slots (on), or as many for each as the longest request needs (off)",
    fallbackText: "auto",
  }),
  ropeScaling: optionalChoice(ROPE_SCALINGS, {
    environment: "SHIMMY_ROPE_SCALING",
    flag: "--rope-scaling",
    placeholder: "method",
    description: "stretches positions, so that --ctx may exceed the training length: none, linear or yarn",
    fallbackText: "as the model file says",
  }),
  ropeScale: numberSetting<undefined>(rules.ropeScale, {
    environment: "SHIMMY_ROPE_SCALE",
    flag: "--rope-scale",
    placeholder: "factor",
    description: "factor by which positions are stretched",
    fallback: undefined,
    fallbackText: "what --ctx needs",
  }),
  ropeFrequencyBase: numberSetting<undefined>(rules.ropeFrequencyBase, {
    environment: "SHIMMY_ROPE_FREQ_BASE",
    flag: "--rope-freq-base",
    placeholder: "base",
    description: "base of RoPE's frequencies",
    fallback: undefined,
    fallbackText: "the model's",
  }),
  ropeFrequencyScale: numberSetting<undefined>(rules.ropeFrequencyScale, {
    environment: "SHIMMY_ROPE_FREQ_SCALE",
    flag: "--rope-freq-scale",
    placeholder: "factor",
    description: "factor on RoPE's frequencies, the inverse of --rope-scale",
    fallback: undefined,
    fallbackText: "the model's",
  }),
  yarnOriginalContext: wholeNumberSetting<undefined>(rules.yarnOriginalContext, {
    environment: "SHIMMY_YARN_ORIG_CTX",
    flag: "--yarn-orig-ctx",
    placeholder: "tokens",
    description: "context length before any stretching",
    fallback: undefined,
    fallbackText: "the model's training length",
  }),
  yarnExtFactor: numberSetting<undefined>(rules.yarnExtFactor, {
    environment: "SHIMMY_YARN_EXT_FACTOR",
    flag: "--yarn-ext-factor",
    placeholder: "factor",
    description: "YaRN's mix of extrapolation; 0 is interpolation alone",
    fallback: undefined,
    fallbackText: "1 with yarn",
  }),
  yarnAttnFactor: numberSetting<undefined>(rules.yarnAttnFactor, {
    environment: "SHIMMY_YARN_ATTN_FACTOR",
    flag: "--yarn-attn-factor",
    placeholder: "factor",
    description: "YaRN's factor on attention, where --yarn-ext-factor is 0",
    fallback: undefined,
    fallbackText: "the model's",
  }),
  yarnBetaSlow: numberSetting<undefined>(rules.yarnBetaSlow, {
    environment: "SHIMMY_YARN_BETA_SLOW",
    flag: "--yarn-beta-slow",
    placeholder: "number",
    description: "YaRN's high correction dimension",
    fallback: undefined,
    fallbackText: "the model's, else 1",
  }),
  yarnBetaFast: numberSetting<undefined>(rules.yarnBetaFast, {
    environment: "SHIMMY_YARN_BETA_FAST",
    flag: "--yarn-beta-fast",
    placeholder: "number",
    description: "YaRN's low correction dimension",
    fallback: undefined,
    fallbackText: "the model's, else 32",
  }),
  gpuLayers: gpuLayersSetting(),
  splitMode: optionalChoice(SPLIT_MODES, {
    environment: "SHIMMY_SPLIT_MODE",
    flag: "--split-mode",
    placeholder: "mode",
    description: "how several GPUs share a model: none, layer or row",
    fallbackText: "layer",
  }),
  tensorSplit: partsSetting<number>({
    environment: "SHIMMY_TENSOR_SPLIT",
    flag: "--tensor-split",
    placeholder: "shares",
    description: "shares of the GPUs, comma-separated, for example 3,1",
    allowed: `a comma-separated list of at most ${LOAD_LIST_LIMITS.gpus} numbers from 0`,
    fallbackText: "by free memory",
    form: { type: "array", items: { type: "number", minimum: 0 } },
    parsePart: (text) => (/^\d{1,7}(\.\d{1,6})?$/.test(text) ? Number(text) : undefined),
  }),
  mainGpu: wholeNumberSetting<undefined>(rules.mainGpu, {
    environment: "SHIMMY_MAIN_GPU",
    flag: "--main-gpu",
    placeholder: "index",
    description: "GPU that holds the model when --split-mode is none",
    fallback: undefined,
    fallbackText: "0",
  }),
  devices: partsSetting<string>({
    environment: "SHIMMY_DEVICES",
    flag: "--devices",
    placeholder: "names",
    description: "GPUs to use, comma-separated, for example CUDA0,CUDA1",
    allowed: "a comma-separated list of names of devices",
    fallbackText: "all",
    parsePart: (text) => (/^[\w.:-]{1,128}$/.test(text) ? text : undefined),
  }),
  cpuMoe: switchSetting({
    environment: "SHIMMY_CPU_MOE",
    flag: "--cpu-moe",
    description: "keep all expert weights of mixture-of-experts models in the CPU's memory",
  }),
  cpuMoeLayers: wholeNumberSetting<undefined>(rules.cpuMoeLayers, {
    environment: "SHIMMY_N_CPU_MOE",
    flag: "--n-cpu-moe",
    placeholder: "layers",
    description: "keep the expert weights of the first layers in the CPU's memory",
    fallback: undefined,
    fallbackText: "0",
  }),
  tensorOverrides: partsSetting<TensorOverride>({
    environment: "SHIMMY_OVERRIDE_TENSOR",
    flag: "--override-tensor",
    placeholder: "regex=buffer",
    description: "put the tensors whose names match into a buffer, for example exps=CPU; repeatable",
    allowed:
      "pairs of a bounded regular expression and the name of a buffer, for example \\.ffn_.*_exps\\.=CPU, separated by commas",
    write: (overrides) => overrides.map(({ pattern, buffer }) => `${pattern}=${buffer}`),
    split: splitOverrides,
    parsePart: parseOverride,
  }),
  mmap: switchSetting({
    environment: "SHIMMY_MMAP",
    flag: "--no-mmap",
    flagMeans: "false",
    description: "read model files into memory instead of mapping them; as a variable: SHIMMY_MMAP=false",
    fallback: true,
    fallbackText: "they are mapped",
  }),
  mlock: switchSetting({
    environment: "SHIMMY_MLOCK",
    flag: "--mlock",
    description: "lock weights into memory, so that they are never swapped out",
  }),
  repack: switchSetting({
    environment: "SHIMMY_REPACK",
    flag: "--no-repack",
    flagMeans: "false",
    description: "take no rearranged copy of weights for the CPU; as a variable: SHIMMY_REPACK=false",
    fallback: true,
    fallbackText: "a copy is taken where it computes faster",
  }),
  numa: optionalChoice(NUMA_STRATEGIES, {
    environment: "SHIMMY_NUMA",
    flag: "--numa",
    placeholder: "strategy",
    description: `placement on machines with several memory nodes: ${NUMA_STRATEGIES.join(", ")}`,
    fallbackText: "none",
  }),
  batchSize: wholeNumberSetting<undefined>(rules.batchSize, {
    environment: "SHIMMY_BATCH_SIZE",
    flag: "--batch-size",
    placeholder: "tokens",
    description: "tokens handed to the engine in one step at most",
    fallback: undefined,
    fallbackText: "512",
  }),
  microBatchSize: wholeNumberSetting<undefined>(rules.microBatchSize, {
    environment: "SHIMMY_UBATCH_SIZE",
    flag: "--ubatch-size",
    placeholder: "tokens",
    description: "tokens computed at once within a step",
    fallback: undefined,
    fallbackText: "as --batch-size, at most 512",
  }),
  threadsBatch: wholeNumberSetting<undefined>(rules.threadsBatch, {
    environment: "SHIMMY_THREADS_BATCH",
    flag: "--threads-batch",
    placeholder: "count",
    description: "CPU threads for prompts",
    fallback: undefined,
    fallbackText: "as --threads",
  }),
  lora: partsSetting<AdapterSpec>({
    environment: "SHIMMY_LORA",
    flag: "--lora",
    placeholder: "files",
    description: "LoRA adapters (GGUF) at full strength, comma-separated; repeatable",
    allowed: "a comma-separated list of paths of GGUF files",
    namesPaths: true,
    write: (adapters) => adapters.map(({ path }) => path),
    parsePart: (path) => (isPath(path) ? { path, scale: 1 } : undefined),
  }),
  loraScaled: partsSetting<AdapterSpec>({
    environment: "SHIMMY_LORA_SCALED",
    flag: "--lora-scaled",
    placeholder: "file:scale",
    description: "LoRA adapters with their strengths, comma-separated; repeatable",
    allowed: `pairs of a path and a number from ${ADAPTER_SCALE_RULE.min} to ${ADAPTER_SCALE_RULE.max}, for example style.gguf:0.5, separated by commas`,
    namesPaths: true,
    write: (adapters) => adapters.map(({ path, scale }) => `${path}:${scale}`),
    parsePart: parseScaledAdapter,
  }),
} as const;

function gpuLayersSetting(): Setting<number | "auto" | "all" | undefined> {
  const { min, max } = GPU_LAYERS_RULE;
  return {
    environment: "SHIMMY_GPU_LAYERS",
    flag: "--gpu-layers",
    placeholder: "count",
    description: "layers on GPUs: a number, auto or all",
    allowed: `auto, all or a whole number from ${min} to ${max}`,
    form: { type: ["string", "integer"], minimum: min, maximum: max },
    fallback: undefined,
    fallbackText: "auto, as many as their memory holds",
    parse: (text) => {
      const word = text.toLowerCase();
      if (word === "auto" || word === "all") return word;
      return /^\d{1,4}$/.test(text) && Number(text) <= max ? Number(text) : undefined;
    },
  };
}

/** Pairs end at the comma behind a buffer's name; others belong to a pattern, as in `\\d{1,2}`. */
function splitOverrides(text: string): readonly string[] {
  return text.split(/(?<==[^=,]{1,128}),/).map((part) => part.trim());
}

/** The last `=` parts pattern and buffer, since no buffer's name holds one. */
function parseOverride(text: string): TensorOverride | undefined {
  const match = /^(.+)=([^=]{1,128})$/.exec(text);
  const [, pattern = "", buffer = ""] = match ?? [];
  return match !== null && tensorPatternFault(pattern) === undefined ? { pattern, buffer } : undefined;
}

/** The last `:` parts file and scale, since Windows paths hold one as well. */
function parseScaledAdapter(text: string): AdapterSpec | undefined {
  const match = /^(.+):([+-]?\d{1,3}(?:\.\d{1,6})?)$/s.exec(text);
  const [, path = "", scaleText = ""] = match ?? [];
  const scale = Number(scaleText);
  const isAllowed = scale >= ADAPTER_SCALE_RULE.min && scale <= ADAPTER_SCALE_RULE.max;
  return match !== null && isAllowed && isPath(path) ? { path, scale } : undefined;
}
