import { ShimmyError } from "../../core/errors.ts";
import { MAX_CHOICES_PER_REQUEST, MAX_PROMPT_TOKENS } from "../http-limits.ts";

/** One prompt: a text, or the token ids of one. */
export type Prompt = string | readonly number[];

const FORMS = "a text, a list of texts, a list of token ids or a list of such lists";

/**
 * The prompts of a completion request, at least one. Reading ends at the first wrong entry, so that a long list of
 * rubbish costs little.
 *
 * @throws ShimmyError `invalid_request` for a list that is empty, too long or not of one kind.
 */
export function readPrompts(prompt: string | readonly unknown[]): readonly [Prompt, ...Prompt[]] {
  if (typeof prompt === "string") return [prompt];
  if (typeof prompt[0] === "number") return [readTokens(prompt, "prompt")];
  if (prompt.length > MAX_CHOICES_PER_REQUEST) {
    throw wrong(
      "prompt",
      `holds ${prompt.length} prompts, and one request takes at most ${MAX_CHOICES_PER_REQUEST}`,
    );
  }
  const [first, ...others] = prompt.map((entry, index): Prompt => {
    const field = `prompt[${index}]`;
    if (typeof entry === "string" && typeof prompt[0] === "string") return entry;
    if (Array.isArray(entry) && Array.isArray(prompt[0])) return readTokens(entry, field);
    throw wrong(field, `is of another kind than it may be: prompt is ${FORMS}`);
  });
  if (first === undefined) throw wrong("prompt", `is an empty list; give ${FORMS}`);
  return [first, ...others];
}

function readTokens(tokens: readonly unknown[], field: string): readonly number[] {
  if (tokens.length === 0) throw wrong(field, "is an empty list of token ids; give at least one");
  if (tokens.length > MAX_PROMPT_TOKENS) {
    throw wrong(field, `holds ${tokens.length} token ids, and a prompt takes at most ${MAX_PROMPT_TOKENS}`);
  }
  return tokens.map((token, index) => {
    if (typeof token === "number" && Number.isSafeInteger(token) && token >= 0) return token;
    throw wrong(`${field}[${index}]`, "must be a token id, which is a whole number from 0");
  });
}

function wrong(param: string, rule: string): ShimmyError {
  return new ShimmyError("invalid_request", `${param} ${rule}.`, { param });
}
