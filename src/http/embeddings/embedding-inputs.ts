import { EMBEDDING_RULES, type EmbeddingInput } from "../../core/embedding.ts";
import { ShimmyError } from "../../core/errors.ts";

const FORMS = "a text, a list of texts, a list of token ids, or a list of such lists";

/**
 * The inputs that a client means: one text, several, one list of token ids, or several. What is wrong
 * with a text or a token id the model says, which knows its vocabulary.
 *
 * @param param the field's name, for messages.
 * @throws ShimmyError `invalid_request` for any other form, and for too many.
 */
export function embeddingInputs(
  value: string | readonly unknown[],
  param: string,
): readonly EmbeddingInput[] {
  if (typeof value === "string") return [value];
  if (value.length > 0 && isTokenList(value)) return [value];
  if (value.length > EMBEDDING_RULES.maxInputs) {
    throw new ShimmyError(
      "invalid_request",
      `${param} has ${value.length} entries, and ${EMBEDDING_RULES.maxInputs} are allowed in one request.`,
      { param },
    );
  }
  return value.map((entry, index) => {
    if (typeof entry === "string") return entry;
    if (Array.isArray(entry) && isTokenList(entry)) return entry;
    throw new ShimmyError("invalid_request", `${param}[${index}] is none of these: ${param} is ${FORMS}.`, {
      param,
    });
  });
}

function isTokenList(value: readonly unknown[]): value is readonly number[] {
  return value.every((entry) => typeof entry === "number");
}
