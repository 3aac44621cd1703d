import type { GenerationInput } from "../core/generation-input.ts";
import type { EngineGeneration } from "./protocol.ts";

/** What the engine is given to continue. */
export type EnginePrompt = Pick<EngineGeneration, "prompt" | "parseSpecial" | "cuts" | "after" | "infill">;

/** What needs no chat template. */
export type PlainInput = string | Exclude<GenerationInput, { kind: "messages" }>;

/** An input in the engine's terms. */
export function toEnginePrompt(input: PlainInput): EnginePrompt {
  if (typeof input === "string") return { prompt: input, parseSpecial: false };
  switch (input.kind) {
    case "prompt":
      return {
        prompt: input.text,
        parseSpecial: input.parseSpecial === true,
        ...(input.after?.length && { after: input.after }),
      };
    case "tokens":
      return { prompt: input.tokens, parseSpecial: false };
    case "infill": {
      const { prefix, suffix, files = [] } = input;
      return { prompt: "", parseSpecial: false, infill: { prefix, suffix, files } };
    }
  }
}
