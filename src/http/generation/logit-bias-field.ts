import { z } from "zod";
import { LOGIT_BIAS_RULES, type LogitBias } from "../../core/generation-options.ts";

const { maxCount, maxBias, maxTextLength } = LOGIT_BIAS_RULES;
const RULE =
  `must be an object {"token id": bias} or a list of [token id or text, bias], at most ${maxCount} entries, ` +
  `each bias a number from -${maxBias} to ${maxBias}, or false to forbid the token`;

/** OpenAI's object of biases by token id, or llama-server's list of pairs; it takes texts as well. */
export const LOGIT_BIAS_FIELD = z
  .union([z.record(z.string(), z.unknown()), z.array(z.array(z.unknown()).max(2)).max(maxCount)], {
    error: RULE,
  })
  .refine((value) => readEntries(value) !== undefined, RULE)
  .nullish()
  .describe("Added to the logits of tokens; false forbids a token. A text means each of its tokens.");

/** The biases of a checked field. */
export function toLogitBias(value: z.output<typeof LOGIT_BIAS_FIELD>): readonly LogitBias[] | undefined {
  return value === null || value === undefined ? undefined : readEntries(value);
}

type BiasField = Readonly<Record<string, unknown>> | readonly (readonly unknown[])[];

/** Undefined when an entry, or their number, breaks the rule. */
function readEntries(value: BiasField): readonly LogitBias[] | undefined {
  const isList = isPairs(value);
  const entries: readonly (readonly unknown[])[] = isList ? value : Object.entries(value);
  if (entries.length > maxCount) return undefined;
  const biases: LogitBias[] = [];
  for (const [key, bias, ...rest] of entries) {
    const token = readToken(key, !isList);
    const isNumber = typeof bias === "number" && Math.abs(bias) <= maxBias;
    if (token === undefined || rest.length > 0 || !(isNumber || bias === false)) return undefined;
    biases.push({ token, bias: isNumber ? bias : null });
  }
  return biases;
}

function isPairs(value: BiasField): value is readonly (readonly unknown[])[] {
  return Array.isArray(value);
}

/** An id, which an object can only hold as a key; other texts are texts, as with llama-server. */
function readToken(token: unknown, isKey: boolean): number | string | undefined {
  if (typeof token === "number") return Number.isSafeInteger(token) && token >= 0 ? token : undefined;
  if (typeof token !== "string" || token === "" || token.length > maxTextLength) return undefined;
  return isKey && /^\d{1,10}$/.test(token) ? Number(token) : token;
}
