import type { EndEvent } from "../../core/generation-event.ts";
import type { BegunGeneration } from "../generation/begin-generation.ts";
import { SSE_CONTENT_TYPE, SSE_DONE, type StreamShape, sseFrame } from "../streaming/stream-shape.ts";
import { ollamaErrorBody } from "./error-body.ts";
import { generateResponse } from "./generate-response.ts";

/** Ollama's stream: one JSON object a line. */
export function ndjsonShape(generation: BegunGeneration): StreamShape {
  const prefix = `{"model":${JSON.stringify(generation.model)},"created_at":"`;
  return {
    contentType: "application/x-ndjson",
    opening: "",
    text: (text) =>
      `${prefix}${new Date().toISOString()}","response":${JSON.stringify(text)},"done":false}\n`,
    end: (end) => `${lastFrame(generation, end)}\n`,
    error: (error) => `${JSON.stringify(ollamaErrorBody(error))}\n`,
  };
}

/** Shimmy's own stream of server-sent events. */
export function sseShape(generation: BegunGeneration): StreamShape {
  return {
    contentType: SSE_CONTENT_TYPE,
    opening: "",
    text: (text) => sseFrame(`{"response":${JSON.stringify(text)},"done":false}`),
    end: (end) => sseFrame(lastFrame(generation, end)) + SSE_DONE,
    error: (error) => sseFrame(JSON.stringify(ollamaErrorBody(error))),
  };
}

function lastFrame(generation: BegunGeneration, end: EndEvent): string {
  const nowMs = performance.now();
  return JSON.stringify(generateResponse({ generation, text: "", end, createdAt: new Date(), nowMs }));
}
