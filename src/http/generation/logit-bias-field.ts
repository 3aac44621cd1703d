import { z } from "zod";
import { LOGIT_BIAS_RULES, type LogitBias } from "../../core/generation-options.ts";

const { maxCount, maxBias, maxTextLength } = LOGIT_BIAS_RULES;
const RULE =
  `takes an object {"token id": bias} or a list of [token id or text, bias], at most ${maxCount} entries, ` +
  `each bias a number from -${maxBias} to ${maxBias}, or false to forbid the token`;

/**
 * OpenAI's object of biases by token id, or llama-server's list of pairs; both take texts as well. Checked by hand,
 * because a schema would look at every entry of a huge object before it counts them.
 */
export const LOGIT_BIAS_FIELD = z
  .unknown()
  .refine((value) => value === null || value === undefined || readEntries(value) !== undefined, RULE)
  .optional()
  .meta({
    type: ["object", "array", "null"],
    description: "Added to the logits of tokens; false forbids a token. A text means each of its tokens.",
  });

/** The biases of a checked field. */
export function toLogitBias(value: z.output<typeof LOGIT_BIAS_FIELD>): readonly LogitBias[] | undefined {
  return readEntries(value);
}

/** Undefined when the value, an entry or their number breaks the rule. */
function readEntries(value: unknown): readonly LogitBias[] | undefined {
  const entries = Array.isArray(value) ? listEntries(value) : objectEntries(value);
  if (entries === undefined) return undefined;
  const biases: LogitBias[] = [];
  for (const [key, bias] of entries) {
    const token = readToken(key, !Array.isArray(value));
    const isNumber = typeof bias === "number" && Math.abs(bias) <= maxBias;
    if (token === undefined || !(isNumber || bias === false)) return undefined;
    biases.push({ token, bias: isNumber ? bias : null });
  }
  return biases;
}

type Entry = readonly [key: unknown, bias: unknown];

function listEntries(list: readonly unknown[]): readonly Entry[] | undefined {
  if (list.length > maxCount) return undefined;
  const entries = list.flatMap((pair): Entry[] =>
    Array.isArray(pair) && pair.length === 2 ? [[pair[0], pair[1]]] : [],
  );
  return entries.length === list.length ? entries : undefined;
}

function objectEntries(value: unknown): readonly Entry[] | undefined {
  if (typeof value !== "object" || value === null || Object.keys(value).length > maxCount) return undefined;
  return Object.entries(value);
}

/** An id, which an object can only hold as a key; other texts are texts, as with llama-server. */
function readToken(token: unknown, isKey: boolean): number | string | undefined {
  if (typeof token === "number") return Number.isSafeInteger(token) && token >= 0 ? token : undefined;
  if (typeof token !== "string" || token === "" || token.length > maxTextLength) return undefined;
  return isKey && /^\d{1,10}$/.test(token) ? Number(token) : token;
}
