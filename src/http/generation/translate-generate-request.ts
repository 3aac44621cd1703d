import { ShimmyError } from "../../core/errors.ts";
import type { GenerationInput } from "../../core/generation-input.ts";
import type { GenerationRequest } from "../../service/shimmy-service.ts";
import type { GenerateRequestValue } from "./generate-request-schema.ts";
import { toGenerationOptions } from "./sampling-options.ts";
import { translateMessages } from "./translate-messages.ts";

/** The part of a {@link GenerationRequest} that the client decides. */
export type GenerationAsk = Pick<GenerationRequest, "model" | "input" | "options">;

/**
 * What a native request asks for.
 *
 * @throws ShimmyError `invalid_request` when it holds neither a prompt nor messages, or both.
 */
export function translateGenerateRequest(body: GenerateRequestValue): GenerationAsk {
  const { num_predict, ...options } = body.options ?? {};
  return {
    model: body.model ?? undefined,
    input: inputOf(body),
    options: toGenerationOptions([body, { ...options, n_predict: num_predict }], undefined),
  };
}

function inputOf({ prompt, messages, system, raw }: GenerateRequestValue): GenerationInput {
  if (typeof prompt === "string" && messages) {
    throw new ShimmyError("invalid_request", "Give prompt or messages, not both.", { param: "prompt" });
  }
  if (messages) {
    return { kind: "messages", messages: [...systemMessages(system), ...translateMessages(messages)] };
  }
  if (typeof prompt !== "string") {
    throw new ShimmyError("invalid_request", "prompt is missing; give a text, or messages.", {
      param: "prompt",
    });
  }
  if (system && raw === true) {
    throw new ShimmyError("invalid_request", "system needs a chat template, which raw turns off.", {
      param: "system",
    });
  }
  if (system) {
    return { kind: "messages", messages: [...systemMessages(system), { role: "user", content: prompt }] };
  }
  // Whoever sends a bare prompt wrote its template themselves, so the template's tokens count as such.
  return { kind: "prompt", text: prompt, parseSpecial: true };
}

function systemMessages(system: string | null | undefined) {
  return system ? [{ role: "system" as const, content: system }] : [];
}
