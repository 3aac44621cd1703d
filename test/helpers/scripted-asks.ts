import type { ModelEntry } from "../../src/models/registry/model-entry.ts";
import type { ShimmyService } from "../../src/service/shimmy-service.ts";
import { PROMPT_TOKENS, type Script } from "./play-script.ts";

/** What a scripted service gives that takes no slot: embeddings, scores, tokens and templates. */
export function scriptedAsks(
  find: (name: string | undefined) => ModelEntry,
  script: () => Script,
): Pick<ShimmyService, "embed" | "rerank" | "tokenize" | "detokenize" | "countTokens" | "applyTemplate"> {
  return {
    embed: async (request) => {
      const { name } = find(request.model);
      await script().acceptEmbedding?.(request);
      const embeddings = request.inputs.map((input) => Float32Array.of(input.length, 0.5));
      return { model: name, embeddings, promptTokens: PROMPT_TOKENS };
    },
    rerank: async (request) => {
      const { name } = find(request.model);
      await script().acceptEmbedding?.(request);
      return {
        model: name,
        scores: request.documents.map(({ length }) => length),
        promptTokens: PROMPT_TOKENS,
      };
    },
    tokenize: async (request) => {
      const { name } = find(request.model);
      await script().acceptTokenizing?.(request);
      const { input, options } = request;
      const pieces = Array.from(Buffer.from(input.kind === "prompt" ? input.text : ""), (byte) =>
        Uint8Array.of(byte),
      );
      const tokens = pieces.map(([byte = 0]) => byte);
      return { model: name, tokens, ...(options.pieces === true && { pieces }) };
    },
    detokenize: async (request) => {
      const { name } = find(request.model);
      await script().acceptTokenizing?.(request);
      return { model: name, text: String.fromCharCode(...request.tokens) };
    },
    countTokens: async (request) => {
      const { name } = find(request.model);
      await script().acceptTokenizing?.(request);
      return { model: name, promptTokens: PROMPT_TOKENS };
    },
    applyTemplate: async (request) => {
      const { name } = find(request.model);
      await script().acceptTokenizing?.(request);
      const { conversation, addGenerationPrompt } = request;
      return { model: name, text: JSON.stringify({ ...conversation, addGenerationPrompt }) };
    },
  };
}
