import { ShimmyError } from "./errors.ts";

/** How text is generated. Every field is validated by {@link resolveGenerationOptions} before native code sees it. */
export interface GenerationOptions {
  /** Upper bound of generated tokens; `null` runs to the end of the context. Default 256. */
  readonly maxTokens: number | null;
  /** Logits are divided by this; 0 takes the likeliest token always (greedy). Default 0.7. */
  readonly temperature: number;
  /** Nucleus sampling: the smallest set of tokens with this probability mass; 1 is off. Default 0.9. https://arxiv.org/abs/1904.09751 */
  readonly topP: number;
  /** The k likeliest tokens; 0 is off. Default 40. */
  readonly topK: number;
  /** Tokens at least this fraction as likely as the likeliest; 0 is off. Default 0. https://arxiv.org/abs/2407.01082 */
  readonly minP: number;
  /** Locally typical sampling; 1 is off. Default 1. https://arxiv.org/abs/2202.00666 */
  readonly typicalP: number;
  /** Divides the logit of tokens seen in the last `repeatLastN`; 1 is off. Default 1.1, and 1 at temperature 0. https://arxiv.org/abs/1909.05858 */
  readonly repeatPenalty: number;
  /** How many latest tokens the penalties look at; 0 is off, -1 the whole context. Default 64. */
  readonly repeatLastN: number;
  /** Subtracted from a token's logit once for each time it occurred. Default 0. */
  readonly frequencyPenalty: number;
  /** Subtracted once from a token's logit when it occurred at all. Default 0. */
  readonly presencePenalty: number;
  /** Seed of the random choice; absent means a random one, reported in the `start` and `end` events. */
  readonly seed?: number;
  /** Texts that end the generation; they are not part of the answer. Default none. */
  readonly stop: readonly string[];
  /** Goes on past the model's end-of-generation tokens. Default false. */
  readonly ignoreEos: boolean;
}

interface NumberRule {
  readonly min: number;
  readonly max: number;
  readonly integer: boolean;
}

/** Allowed range of each numeric option: the single source for the library, for HTTP schemas and for flags. */
export const GENERATION_NUMBER_RULES = {
  maxTokens: { min: 1, max: 1_048_576, integer: true },
  temperature: { min: 0, max: 100, integer: false },
  topP: { min: 0, max: 1, integer: false },
  topK: { min: 0, max: 1_000_000, integer: true },
  minP: { min: 0, max: 1, integer: false },
  typicalP: { min: 0, max: 1, integer: false },
  repeatPenalty: { min: 0.01, max: 100, integer: false },
  repeatLastN: { min: -1, max: 1_048_576, integer: true },
  frequencyPenalty: { min: -100, max: 100, integer: false },
  presencePenalty: { min: -100, max: 100, integer: false },
  seed: { min: 0, max: 0xffff_fffe, integer: true },
} as const satisfies Partial<Record<keyof GenerationOptions, NumberRule>>;

/** Bounds of the `stop` list. */
export const STOP_RULES = { maxCount: 64, maxLength: 1024 } as const;

/** What holds where a caller says nothing. */
export const DEFAULT_GENERATION_OPTIONS: GenerationOptions = {
  maxTokens: 256,
  temperature: 0.7,
  topP: 0.9,
  topK: 40,
  minP: 0,
  typicalP: 1,
  repeatPenalty: 1.1,
  repeatLastN: 64,
  frequencyPenalty: 0,
  presencePenalty: 0,
  stop: [],
  ignoreEos: false,
};

/** Options as callers give them: any field may be absent or undefined. */
export type PartialGenerationOptions = {
  readonly [K in keyof GenerationOptions]?: GenerationOptions[K] | undefined;
};

/**
 * Fills in the defaults and checks every value. At temperature 0 the repeat penalty is off unless it
 * is given: who asks for the likeliest token means the model's own likeliest.
 *
 * @throws ShimmyError `invalid_request`, with `param` naming the field out of range.
 */
export function resolveGenerationOptions(given: PartialGenerationOptions = {}): GenerationOptions {
  const known = Object.fromEntries(
    Object.entries(given).filter(([key, value]) => value !== undefined && isOptionName(key)),
  );
  const greedy = given.temperature === 0 && given.repeatPenalty === undefined;
  const options: GenerationOptions = {
    ...DEFAULT_GENERATION_OPTIONS,
    ...known,
    ...(greedy && { repeatPenalty: 1 }),
  };
  for (const [name, rule] of Object.entries(GENERATION_NUMBER_RULES)) {
    const value: unknown = options[name as keyof typeof GENERATION_NUMBER_RULES];
    if (value === undefined && name === "seed") continue;
    if (value === null && name === "maxTokens") continue;
    checkNumber(name, value, rule);
  }
  checkStop(options.stop);
  if (typeof options.ignoreEos !== "boolean") {
    throw new ShimmyError("invalid_request", "ignoreEos must be true or false.", { param: "ignoreEos" });
  }
  return options;
}

function isOptionName(key: string): boolean {
  return key === "seed" || Object.hasOwn(DEFAULT_GENERATION_OPTIONS, key);
}

function checkNumber(name: string, value: unknown, rule: NumberRule): void {
  const valid =
    typeof value === "number" &&
    value >= rule.min &&
    value <= rule.max &&
    (!rule.integer || Number.isInteger(value));
  if (valid) return;
  const kind = rule.integer ? "a whole number" : "a number";
  throw new ShimmyError(
    "invalid_request",
    `${name} must be ${kind} from ${rule.min} to ${rule.max}, not ${describe(value)}.`,
    { param: name },
  );
}

function checkStop(stop: unknown): void {
  const valid = Array.isArray(stop) && stop.length <= STOP_RULES.maxCount && stop.every(isStopText);
  if (valid) return;
  throw new ShimmyError(
    "invalid_request",
    `stop must be a list of at most ${STOP_RULES.maxCount} texts of 1 to ${STOP_RULES.maxLength} characters.`,
    { param: "stop" },
  );
}

/** Half of a surrogate pair is no text: it would match inside a character and cut it in two. */
function isStopText(text: unknown): boolean {
  if (typeof text !== "string" || text.length === 0 || text.length > STOP_RULES.maxLength) return false;
  return !/\p{Surrogate}/u.test(text);
}

function describe(value: unknown): string {
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return JSON.stringify(value.slice(0, 40));
  return value === null ? "null" : typeof value;
}
