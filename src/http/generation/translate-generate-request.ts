import { ShimmyError } from "../../core/errors.ts";
import type { GenerationInput } from "../../core/generation-input.ts";
import type { GenerateRequestValue } from "./generate-request-schema.ts";
import { toLogprobs } from "./logprobs-fields.ts";
import { type GenerationAsk, toCommonAsk } from "./to-common-ask.ts";
import { translateMessages } from "./translate-messages.ts";

/**
 * What a native request asks for.
 *
 * @throws ShimmyError `invalid_request` when it holds neither a prompt nor messages, or both.
 */
export function translateGenerateRequest(body: GenerateRequestValue): GenerationAsk {
  const { num_predict, ...options } = body.options ?? {};
  return {
    input: inputOf(body),
    ...toCommonAsk(body, {
      model: body.model,
      layers: [{ ...options, n_predict: num_predict }],
      openMaxTokens: undefined,
      logprobs: toLogprobs(body.logprobs, body.top_logprobs),
    }),
  };
}

function inputOf({ prompt, suffix, messages, system, raw }: GenerateRequestValue): GenerationInput {
  if (typeof prompt === "string" && messages) {
    throw new ShimmyError("invalid_request", "Give prompt or messages, not both.", { param: "prompt" });
  }
  if (suffix && (messages || system)) {
    throw new ShimmyError(
      "invalid_request",
      "suffix fills a gap behind prompt, and goes with neither messages nor system.",
      { param: "suffix" },
    );
  }
  if (messages) {
    return { kind: "messages", messages: [...systemMessages(system), ...translateMessages(messages)] };
  }
  if (typeof prompt !== "string") {
    throw new ShimmyError("invalid_request", "prompt is missing; give a text, or messages.", {
      param: "prompt",
    });
  }
  if (suffix) return { kind: "infill", prefix: prompt, suffix };
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
