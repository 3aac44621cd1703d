import type { GgufHeader } from "../gguf/read-gguf-header.ts";
import type { GgufSummary } from "../gguf/summarize-gguf.ts";

/** What a list of models tells of one: the part of its summary that is worth keeping for a thousand of them. */
export interface ModelFacts
  extends Pick<GgufSummary, "architecture" | "name" | "parameterCount" | "quantization" | "contextLength"> {
  readonly hasChatTemplate: boolean;
  /** False for a model that makes vectors or scores, and no text. */
  readonly writesText: boolean;
}

/** Architectures of llama.cpp that embed, encode, hear or speak. */
const ENCODERS: ReadonlySet<string> = new Set([
  "bert",
  "clip",
  "eurobert",
  "gemma-embedding",
  "jina-bert-v2",
  "jina-bert-v3",
  "llama-embed",
  "modern-bert",
  "neo-bert",
  "nomic-bert",
  "nomic-bert-moe",
  "t5encoder",
  "wavtokenizer-dec",
  "whisper",
]);

/** True for an architecture that generates text, as far as its name tells. */
export function architectureWritesText(architecture: string): boolean {
  return !ENCODERS.has(architecture);
}

/** The facts of a model whose header was read. */
export function toModelFacts({ metadata }: Pick<GgufHeader, "metadata">, summary: GgufSummary): ModelFacts {
  const { architecture, name, parameterCount, quantization, contextLength } = summary;
  // What looks both ways, or pools its vectors by its file, is made for embeddings, whatever its architecture.
  const isEncoder =
    metadata.boolean(`${architecture}.attention.causal`) === false ||
    metadata.has(`${architecture}.pooling_type`);
  return {
    ...{ architecture, name, parameterCount, quantization, contextLength },
    hasChatTemplate: summary.chatTemplate !== undefined,
    writesText: !isEncoder && architectureWritesText(architecture),
  };
}
