/** A model's name taken apart, for comparing; all in lower case. */
export interface NameParts {
  /** The name without extension, `:latest` and quantization. */
  readonly base: string;
  /** For example `q4_k_m`, where the name says it. */
  readonly quantization: string | undefined;
  /** The base without what stands behind its colon: `llama3` of `llama3:8b`. */
  readonly family: string;
}

const QUANTIZATION =
  /^(?<base>.+?)[-._:](?<quantization>(?:ud-)?(?:i?q\d\w*|tq\d\w*|bf16|f16|fp16|f32|mxfp4|nvfp4))$/;
const TAG = /:[^:/]*$/;
/** What Ollama leaves out of the names that it shows, and how `shimmy pull` writes them. */
const STORE_PREFIX = /^(?:ollama:|hf:|(?:ollama:)?(?:registry\.ollama\.ai\/)?library\/)/;
/** Longer names cannot be a model's; it bounds the work of comparing. */
const LONGEST_NAME = 512;

/** Takes a name apart as clients write it: `Name`, `name.gguf`, `name:latest`, `name-Q4_K_M`, `name:q4_k_m`. */
export function parseName(name: string): NameParts {
  const plain = name
    .slice(0, LONGEST_NAME)
    .toLowerCase()
    .replace(STORE_PREFIX, "")
    .replace(/\.gguf$/, "")
    .replace(/:latest$/, "");
  const { base = plain, quantization } = QUANTIZATION.exec(plain)?.groups ?? {};
  return { base, quantization, family: base.replace(TAG, "") };
}
