import { quoteName } from "./gguf-errors.ts";
import { GGUF_LIMITS } from "./gguf-limits.ts";
import type { GgufMetadata } from "./gguf-metadata.ts";
import type { GgufHeader } from "./read-gguf-header.ts";
import { TOKENS_KEY } from "./read-metadata.ts";

/** llama.cpp aborts on any other value of `rope.scaling.type`. */
const ROPE_SCALING_TYPES: ReadonlySet<string> = new Set(["none", "linear", "yarn", "longrope"]);
/** Values of `tokenizer.ggml.model` that go without a vocabulary. */
const NO_VOCABULARY: ReadonlySet<string> = new Set(["none", "no_vocab"]);

/**
 * Why llama.cpp could not load this model, or would end its process over it, as far as the header
 * shows; undefined when nothing speaks against it.
 */
export function modelFault(header: GgufHeader): string | undefined {
  const { metadata, tensors } = header;
  const architecture = metadata.string("general.architecture");
  if (architecture === undefined) return "it does not name its architecture";
  if (tensors.length === 0) return "it holds no weights";
  for (const key of ["context_length", "embedding_length", "block_count"]) {
    const value = metadata.count(`${architecture}.${key}`);
    if (value === undefined || value === 0)
      return `its ${quoteName(`${architecture}.${key}`)} is missing or zero`;
  }
  return layerFault(metadata, architecture) ?? vocabularyFault(metadata);
}

/** As {@link modelFault}, for a LoRA adapter. */
export function adapterFault(header: GgufHeader): string | undefined {
  const { metadata, tensors } = header;
  if (metadata.string("general.architecture") === undefined) return "it does not name its architecture";
  const type = metadata.string("adapter.type");
  if (type !== "lora")
    return `its adapter.type is ${quoteName(type ?? "missing")}, and only "lora" can be applied`;
  const alpha = metadata.get("adapter.lora.alpha");
  if (alpha !== undefined && (alpha.kind !== "scalar" || alpha.type !== "float32")) {
    return "its adapter.lora.alpha is not a 32-bit float";
  }
  return tensors.length === 0 ? "it holds no weights" : undefined;
}

function layerFault(metadata: GgufMetadata, architecture: string): string | undefined {
  const layers = metadata.count(`${architecture}.block_count`) ?? 0;
  if (layers > GGUF_LIMITS.layers) return `it claims ${layers} blocks, more than ${GGUF_LIMITS.layers}`;
  if ((metadata.count(`${architecture}.nextn_predict_layers`) ?? 0) > layers) {
    return "it claims more prediction layers than blocks";
  }
  const experts = metadata.count(`${architecture}.expert_count`) ?? 0;
  const used = Math.max(0, ...(metadata.countPerLayer(`${architecture}.expert_used_count`, layers) ?? []));
  if (experts > GGUF_LIMITS.experts) return `it claims ${experts} experts, more than ${GGUF_LIMITS.experts}`;
  if (experts > 1 && (used < 1 || used > experts)) return `it uses ${used} of its ${experts} experts`;
  const scaling = metadata.string(`${architecture}.rope.scaling.type`);
  if (scaling !== undefined && !ROPE_SCALING_TYPES.has(scaling)) {
    return `its rope scaling type ${quoteName(scaling)} is unknown`;
  }
  return undefined;
}

function vocabularyFault(metadata: GgufMetadata): string | undefined {
  const tokenizer = metadata.string("tokenizer.ggml.model");
  if (tokenizer === undefined) return "it does not name its tokenizer";
  if (NO_VOCABULARY.has(tokenizer)) return undefined;
  const tokens = metadata.array(TOKENS_KEY);
  if (tokens === undefined || tokens.elementType !== "string" || tokens.length === 0) {
    return "it has no vocabulary";
  }
  for (const key of ["tokenizer.ggml.scores", "tokenizer.ggml.token_type"]) {
    const length = metadata.array(key)?.length;
    if (length !== undefined && length < tokens.length) {
      return `its ${key} has ${length} entries for ${tokens.length} tokens`;
    }
  }
  return undefined;
}
