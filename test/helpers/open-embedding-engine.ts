import { onTestFinished } from "vitest";
import type { Pooling } from "../../src/core/embedding.ts";
import type { EmbeddingWork, LoadRequest } from "../../src/engine/protocol.ts";
import { openEngine } from "./open-engine.ts";

/** A real engine in this process that the running test asks for embeddings and scores; closed when that has ended. */
export function openEmbeddingEngine(modelPath: string, more: Partial<LoadRequest> = {}) {
  const opened = openEngine(modelPath, { contextLength: 512, ...more });
  const { engine, reports, until, failureOf } = opened;
  onTestFinished(() => engine.close());
  let lastId = 0;
  const answerOf = (id: number) => {
    const own = reports.flatMap((report) => (report.type === "embedded" && report.id === id ? [report] : []));
    return {
      vectors: own.flatMap(({ vectors }) => vectors.map(decode)),
      promptTokens: own.reduce((sum, { promptTokens }) => sum + promptTokens, 0),
    };
  };
  const start = (work: EmbeddingWork): number => {
    engine.embeddings.embed({ id: --lastId, work });
    return lastId;
  };
  /** All `count` vectors of a request; one that failed throws its failure. */
  const answer = (id: number, count: number) =>
    until(() => {
      const failure = failureOf(id);
      if (failure !== undefined) throw Object.assign(new Error(failure.message), failure);
      return answerOf(id).vectors.length === count ? answerOf(id) : undefined;
    });
  const embed = (
    inputs: readonly (string | readonly number[])[],
    options: { pooling?: Pooling; normalize?: boolean; dimensions?: number; truncate?: boolean } = {},
  ) => {
    const { length } = engine.info.embedding;
    const defaults = { pooling: "mean", normalize: true, dimensions: length } as const;
    return answer(start({ kind: "vectors", inputs, ...defaults, ...options }), inputs.length);
  };
  const rerank = (query: string, documents: readonly string[]) =>
    answer(start({ kind: "scores", query, documents }), documents.length);
  return { ...opened, start, answer, answerOf, embed, rerank };
}

function decode(text: string): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(text, "base64"));
  return new Float32Array(bytes.buffer);
}

/** Short inputs of different lengths. */
export const EMBEDDED_TEXTS = [
  "hello",
  "the quick brown fox, world!",
  "a",
  "some other words here",
  "hello world the fox",
  "x y z",
] as const;

/** As many inputs as wanted, neighbours unlike each other. */
export function embeddedTexts(count: number): string[] {
  const { length } = EMBEDDED_TEXTS;
  return Array.from({ length: count }, (_, at) => `${EMBEDDED_TEXTS[at % length]} ${"abcdefgh"[at % 8]}`);
}
