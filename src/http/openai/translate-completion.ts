import { ShimmyError } from "../../core/errors.ts";
import type { GenerationInput } from "../../core/generation-input.ts";
import { toLogprobs } from "../generation/logprobs-fields.ts";
import { type GenerationAsk, toCommonAsk } from "../generation/to-common-ask.ts";
import { MAX_CHOICES_PER_REQUEST } from "../http-limits.ts";
import { type Prompt, readPrompts } from "./read-prompts.ts";
import type { CompletionRequestValue } from "./schemas.ts";

/** A prompt's text; undefined stands for that of its tokens, which come with their log probabilities. */
export type Echo = string | undefined;

/** What a completion request asks for. */
export interface CompletionAsk {
  /** One for each prompt. */
  readonly asks: readonly [GenerationAsk, ...GenerationAsk[]];
  /** What to put before the answers, one for each prompt; empty where `echo` is not asked for. */
  readonly echoes: readonly Echo[];
}

/**
 * What a completion request asks for: its prompts as they stand. The client wrote the whole text, so the
 * template's own tokens in it count as such.
 *
 * @throws ShimmyError for prompts of no allowed form, and for fields that contradict each other.
 */
export function translateCompletion(body: CompletionRequestValue): CompletionAsk {
  const [first, ...others] = readPrompts(body.prompt);
  const common = toCommonAsk(body, {
    model: body.model,
    openMaxTokens: null,
    mayBeZero: true,
    logprobs: toLogprobs(body.logprobs ?? undefined, undefined),
  });
  const ask = (prompt: Prompt): GenerationAsk => ({ ...common, input: toInput(prompt, body.suffix) });
  checkCounts(body, others.length + 1);
  if (body.echo !== true) return { asks: [ask(first), ...others.map(ask)], echoes: [] };
  const prompts = [first, ...others];
  if (typeof common.options.logprobs !== "number") {
    return { asks: [ask(first), ...others.map(ask)], echoes: prompts.map(echoText) };
  }
  checkPromptLogprobs(body);
  const measured = (prompt: Prompt): GenerationAsk => ({ ...ask(prompt), promptLogprobs: true });
  return {
    asks: [measured(first), ...others.map(measured)],
    echoes: prompts.map((prompt) => (typeof prompt === "string" ? prompt : undefined)),
  };
}

function toInput(prompt: Prompt, suffix: string | null | undefined): GenerationInput {
  if (typeof prompt === "string") {
    if (suffix) return { kind: "infill", prefix: prompt, suffix };
    return { kind: "prompt", text: prompt, parseSpecial: true };
  }
  if (!suffix) return { kind: "tokens", tokens: prompt };
  throw new ShimmyError("invalid_request", "suffix needs a prompt of text, not of token ids.", {
    param: "suffix",
  });
}

function checkCounts({ n, best_of: bestOf }: CompletionRequestValue, prompts: number): void {
  const perPrompt = n ?? 1;
  if (bestOf && bestOf > perPrompt) {
    throw unsupported(
      "best_of",
      `best_of is ${bestOf}, and values above n, which is ${perPrompt}, are not supported`,
    );
  }
  if (prompts * perPrompt <= MAX_CHOICES_PER_REQUEST) return;
  throw new ShimmyError(
    "invalid_request",
    `n asks for ${perPrompt} answers to each of ${prompts} prompts, and one request takes at most ${MAX_CHOICES_PER_REQUEST} answers.`,
    { param: "n" },
  );
}

/** The log probabilities of a prompt are known once it is computed, and are those of what it holds. */
function checkPromptLogprobs({ stream, suffix }: CompletionRequestValue): void {
  const rule = "echo is not supported together with log probabilities";
  if (stream === true) throw unsupported("stream", `${rule} in a stream; leave stream out`);
  if (suffix) throw unsupported("suffix", `${rule} and a suffix; leave the suffix out`);
}

function echoText(prompt: Prompt): Echo {
  if (typeof prompt === "string") return prompt;
  throw unsupported(
    "echo",
    "echo is not supported with prompts of token ids; send texts, or ask for log probabilities",
  );
}

function unsupported(param: string, message: string): ShimmyError {
  return new ShimmyError("unsupported_parameter", `${message}.`, { param });
}
