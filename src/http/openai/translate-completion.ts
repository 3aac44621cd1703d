import { ShimmyError } from "../../core/errors.ts";
import type { GenerationRequest } from "../../service/shimmy-service.ts";
import { toGenerationOptions } from "../generation/sampling-options.ts";
import type { CompletionRequestValue } from "./schemas.ts";

/**
 * What a completion request asks for: its prompt as it stands. The client wrote the whole text, so the
 * template's own tokens in it count as such.
 *
 * @throws ShimmyError `unsupported_parameter` for several prompts or prompts of token ids.
 */
export function translateCompletion(
  body: CompletionRequestValue,
): Pick<GenerationRequest, "model" | "input" | "options"> {
  return {
    model: body.model ?? undefined,
    input: { kind: "prompt", text: promptText(body.prompt), parseSpecial: true },
    options: toGenerationOptions([body], null),
  };
}

function promptText(prompt: CompletionRequestValue["prompt"]): string {
  if (typeof prompt === "string") return prompt;
  const [first] = prompt;
  if (prompt.length === 1 && typeof first === "string") return first;
  if (prompt.length === 0) {
    throw new ShimmyError("invalid_request", "prompt is an empty list; give a text.", { param: "prompt" });
  }
  throw new ShimmyError(
    "unsupported_parameter",
    `prompt is a list of ${prompt.length} entries, and this server takes one text a request, not token ids.`,
    { param: "prompt" },
  );
}
