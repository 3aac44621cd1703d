import type { KvCacheType, LoadTuning } from "../../core/load-tuning.ts";
import type { ContextParams } from "./native-types.ts";

/** `ggml_type` of each cache type. */
const TYPE_IDS: Readonly<Record<KvCacheType, number>> = {
  f32: 0,
  f16: 1,
  q4_0: 2,
  q4_1: 3,
  q5_0: 6,
  q5_1: 7,
  q8_0: 8,
  iq4_nl: 20,
  bf16: 30,
};
const FLASH_ATTENTION_IDS = { auto: -1, off: 0, on: 1 } as const;
const ROPE_SCALING_IDS = { none: 0, linear: 1, yarn: 2 } as const;

/** Writes a tuning, validated before, over a context's default parameters. */
export function applyTuning(params: ContextParams, tuning: LoadTuning): void {
  params.type_k = TYPE_IDS[tuning.cacheTypeK ?? "f16"];
  params.type_v = TYPE_IDS[tuning.cacheTypeV ?? "f16"];
  params.flash_attn_type = FLASH_ATTENTION_IDS[tuning.flashAttention ?? "auto"];
  if (tuning.ropeScaling !== undefined) params.rope_scaling_type = ROPE_SCALING_IDS[tuning.ropeScaling];
  const scale =
    tuning.ropeFrequencyScale ?? (tuning.ropeScale === undefined ? undefined : 1 / tuning.ropeScale);
  if (scale !== undefined) params.rope_freq_scale = scale;
  if (tuning.ropeFrequencyBase !== undefined) params.rope_freq_base = tuning.ropeFrequencyBase;
  if (tuning.yarnOriginalContext !== undefined) params.yarn_orig_ctx = tuning.yarnOriginalContext;
  if (tuning.yarnExtFactor !== undefined) params.yarn_ext_factor = tuning.yarnExtFactor;
  if (tuning.yarnAttnFactor !== undefined) params.yarn_attn_factor = tuning.yarnAttnFactor;
  if (tuning.yarnBetaSlow !== undefined) params.yarn_beta_slow = tuning.yarnBetaSlow;
  if (tuning.yarnBetaFast !== undefined) params.yarn_beta_fast = tuning.yarnBetaFast;
}
