import { ShimmyError } from "../../core/errors.ts";
import type { NativeFunctions } from "./native-functions.ts";
import { type ContextParams, type ModelParams, PINNED_LLAMA_VERSION } from "./native-types.ts";

/**
 * Defaults that llama.h of the pinned release documents. Read through our struct layouts they show
 * that both agree: a field that moved turns at least one of these numbers into nonsense.
 */
const MODEL_DEFAULTS: Partial<ModelParams> = {
  n_gpu_layers: -1,
  split_mode: 1,
  load_mode: -1,
  lazy_mode: 1,
  main_gpu: 0,
  vocab_only: false,
  check_tensors: false,
  use_extra_bufts: true,
  no_alloc: false,
  load_mtp: false,
};
const CONTEXT_DEFAULTS: Partial<ContextParams> = {
  n_ctx: 512,
  n_batch: 2048,
  n_ubatch: 512,
  n_seq_max: 1,
  n_outputs_max_per_seq: 1,
  rope_scaling_type: -1,
  pooling_type: -1,
  flash_attn_type: -1,
  rope_freq_base: 0,
  rope_freq_scale: 0,
  yarn_ext_factor: -1,
  yarn_attn_factor: -1,
  yarn_beta_fast: -1,
  yarn_beta_slow: -1,
  yarn_orig_ctx: 0,
  defrag_thold: -1,
  type_k: 1,
  type_v: 1,
  embeddings: false,
  offload_kqv: true,
  no_perf: true,
  op_offload: true,
  swa_full: true,
  kv_unified: false,
  n_samplers: 0,
};

/**
 * Makes sure that the library is the release our struct layouts were written for.
 *
 * @throws ShimmyError `backend_unavailable` when version or defaults differ.
 */
export function checkLayouts(
  llama: Pick<
    NativeFunctions,
    "llama_version" | "llama_model_default_params" | "llama_context_default_params"
  >,
): void {
  const version = llama.llama_version();
  if (version !== PINNED_LLAMA_VERSION && !version.startsWith(`${PINNED_LLAMA_VERSION}-`)) {
    throw new ShimmyError(
      "backend_unavailable",
      `The llama.cpp library is version ${version}, and Shimmy needs ${PINNED_LLAMA_VERSION}: run "npm ci" to install the pinned one.`,
    );
  }
  compare("llama_model_params", llama.llama_model_default_params(), MODEL_DEFAULTS);
  compare("llama_context_params", llama.llama_context_default_params(), CONTEXT_DEFAULTS);
}

function compare(struct: string, actual: object, expected: object): void {
  const values = new Map(Object.entries(actual));
  for (const [field, value] of Object.entries(expected)) {
    if (values.get(field) === value) continue;
    throw new ShimmyError(
      "backend_unavailable",
      `The llama.cpp library lays out ${struct} differently (${field} reads ${String(values.get(field))}, not ${String(value)}): run "npm ci" to install the pinned one.`,
    );
  }
}
