import koffi from "koffi";

/** An address in native memory; null is C's NULL. Never looked into, only handed back. */
export type NativePointer = bigint | null;

/** llama.cpp release whose struct layouts stand below. */
export const PINNED_LLAMA_VERSION = "0.4.0";

/** Fields of `struct llama_model_params`, in order. */
koffi.struct("llama_model_params", {
  devices: "void*",
  tensor_buft_overrides: "void*",
  n_gpu_layers: "int32",
  split_mode: "int32",
  load_mode: "int32",
  lazy_mode: "int32",
  main_gpu: "int32",
  tensor_split: "void*",
  progress_callback: "void*",
  progress_callback_user_data: "void*",
  kv_overrides: "void*",
  vocab_only: "bool",
  check_tensors: "bool",
  use_extra_bufts: "bool",
  no_host: "bool",
  no_alloc: "bool",
  load_mtp: "bool",
});

/** Fields of `struct llama_context_params`, in order. */
koffi.struct("llama_context_params", {
  n_ctx: "uint32",
  n_batch: "uint32",
  n_ubatch: "uint32",
  n_seq_max: "uint32",
  n_rs_seq: "uint32",
  n_outputs_max: "uint32",
  n_outputs_max_per_seq: "uint32",
  n_threads: "int32",
  n_threads_batch: "int32",
  ctx_type: "int32",
  rope_scaling_type: "int32",
  pooling_type: "int32",
  attention_type: "int32",
  flash_attn_type: "int32",
  rope_freq_base: "float",
  rope_freq_scale: "float",
  yarn_ext_factor: "float",
  yarn_attn_factor: "float",
  yarn_beta_fast: "float",
  yarn_beta_slow: "float",
  yarn_orig_ctx: "uint32",
  defrag_thold: "float",
  cb_eval: "void*",
  cb_eval_user_data: "void*",
  type_k: "int32",
  type_v: "int32",
  abort_callback: "void*",
  abort_callback_data: "void*",
  embeddings: "bool",
  offload_kqv: "bool",
  no_perf: "bool",
  op_offload: "bool",
  swa_full: "bool",
  kv_unified: "bool",
  samplers: "void*",
  n_samplers: "size_t",
  ctx_other: "void*",
});

/** `struct llama_batch`: parallel arrays in native memory. */
koffi.struct("llama_batch", {
  n_tokens: "int32",
  token: "void*",
  embd: "void*",
  pos: "void*",
  n_seq_id: "void*",
  seq_id: "void*",
  logits: "void*",
});

koffi.struct("llama_sampler_chain_params", { no_perf: "bool" });

/** `struct llama_token_data_array`: the candidates that samplers work on. */
export const candidateArrayType = koffi.struct("llama_token_data_array", {
  data: "void*",
  size: "size_t",
  selected: "int64",
  sorted: "bool",
});

/** Called with the loaded fraction; returning false aborts the load. */
export const progressCallbackType = koffi.proto(
  "bool llama_progress_callback(float progress, void *user_data)",
);

/** `llama_model_params` as JavaScript sees it. */
export interface ModelParams {
  n_gpu_layers: number;
  split_mode: number;
  load_mode: number;
  lazy_mode: number;
  main_gpu: number;
  devices: NativePointer;
  tensor_buft_overrides: NativePointer;
  tensor_split: NativePointer;
  progress_callback: NativePointer;
  vocab_only: boolean;
  check_tensors: boolean;
  use_extra_bufts: boolean;
  no_alloc: boolean;
  load_mtp: boolean;
}

/** `llama_context_params` as JavaScript sees it. */
export interface ContextParams {
  n_ctx: number;
  n_batch: number;
  n_ubatch: number;
  n_seq_max: number;
  n_outputs_max: number;
  n_outputs_max_per_seq: number;
  n_threads: number;
  n_threads_batch: number;
  rope_scaling_type: number;
  pooling_type: number;
  flash_attn_type: number;
  rope_freq_base: number;
  rope_freq_scale: number;
  yarn_ext_factor: number;
  yarn_attn_factor: number;
  yarn_beta_fast: number;
  yarn_beta_slow: number;
  yarn_orig_ctx: number;
  defrag_thold: number;
  type_k: number;
  type_v: number;
  embeddings: boolean;
  offload_kqv: boolean;
  no_perf: boolean;
  op_offload: boolean;
  swa_full: boolean;
  kv_unified: boolean;
  n_samplers: number;
}

/** `llama_batch` as JavaScript sees it. */
export interface NativeBatch {
  n_tokens: number;
  readonly token: NativePointer;
  readonly pos: NativePointer;
  readonly n_seq_id: NativePointer;
  readonly seq_id: NativePointer;
  readonly logits: NativePointer;
}
