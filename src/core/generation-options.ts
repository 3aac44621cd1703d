import { ShimmyError } from "./errors.ts";
import type { OutputFormat } from "./output-format.ts";
import { SAMPLER_NAMES, type SamplerName } from "./sampler-name.ts";

/** Makes a token likelier or less likely. */
export interface LogitBias {
  /** Token id, or a text: each of its tokens is meant. */
  readonly token: number | string;
  /** Added to the logit; null forbids the token. */
  readonly bias: number | null;
}

/** A LoRA adapter of the model for one request. */
export interface AdapterScale {
  /** Name as the model's info lists it. */
  readonly name: string;
  /** Strength; 0 is off. */
  readonly scale: number;
}

/** How text is generated. Every field is validated by {@link resolveGenerationOptions} before native code sees it. */
export interface GenerationOptions {
  /** Upper bound of generated tokens; `null` runs to the end of the context, 0 computes the prompt alone. Default 256. */
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
  /** Tokens before which the model may not end its answer. Default 0. */
  readonly minTokens: number;
  /** Keeps tokens whose logit is within this many standard deviations of the highest; 0 is off. Default 0. https://arxiv.org/abs/2411.07641 */
  readonly topNSigma: number;
  /** Chance of taking the likeliest tokens away when several are likely; 0 is off. Default 0. */
  readonly xtcProbability: number;
  /** Probability from which a token counts as likely for that; above 0.5 is off. Default 0.1. */
  readonly xtcThreshold: number;
  /** Strength of the penalty on repeated sequences (DRY); 0 is off. Default 0. */
  readonly dryMultiplier: number;
  /** It grows by this factor with each token of the repetition. Default 1.75. */
  readonly dryBase: number;
  /** Repetitions up to this length are free, in tokens. Default 2. */
  readonly dryAllowedLength: number;
  /** How many latest tokens it looks at; 0 is off, -1 the whole context. Default -1. */
  readonly dryPenaltyLastN: number;
  /** Texts that end a repetition. Default line break, colon, double quote, asterisk. */
  readonly drySequenceBreakers: readonly string[];
  /** Mirostat version, which replaces all other truncation; 0 is off. Default 0. https://arxiv.org/abs/2007.14966 */
  readonly mirostat: number;
  /** Surprise that mirostat aims at, in nats. Default 5. */
  readonly mirostatTau: number;
  /** Learning rate of mirostat. Default 0.1. */
  readonly mirostatEta: number;
  /** Temperature varies by entropy up to this far from `temperature`; 0 is off. Default 0. https://arxiv.org/abs/2309.02772 */
  readonly dynamicTemperatureRange: number;
  /** Exponent of that. Default 1. */
  readonly dynamicTemperatureExponent: number;
  /** Tokens made likelier or less likely. Default none. */
  readonly logitBias: readonly LogitBias[];
  /** Order of the samplers; those left out are off. Default llama.cpp's. */
  readonly samplers: readonly SamplerName[];
  /** Reports each token's log probability with this many alternatives; null is off. Default null. */
  readonly logprobs: number | null;
  /** Form of the answer; absent is free text. */
  readonly outputFormat?: OutputFormat;
  /** Takes a known prefix from earlier requests, and leaves this one for later ones. Default true. */
  readonly cachePrompt: boolean;
  /** LoRA adapters in force for this request; absent takes those that the model was loaded with. */
  readonly adapters?: readonly AdapterScale[];
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
  minTokens: { min: 0, max: 1_048_576, integer: true },
  topNSigma: { min: 0, max: 100, integer: false },
  xtcProbability: { min: 0, max: 1, integer: false },
  xtcThreshold: { min: 0, max: 1, integer: false },
  dryMultiplier: { min: 0, max: 100, integer: false },
  dryBase: { min: 1, max: 100, integer: false },
  dryAllowedLength: { min: 0, max: 1_048_576, integer: true },
  dryPenaltyLastN: { min: -1, max: 1_048_576, integer: true },
  mirostat: { min: 0, max: 2, integer: true },
  mirostatTau: { min: 0, max: 100, integer: false },
  mirostatEta: { min: 0, max: 1, integer: false },
  dynamicTemperatureRange: { min: 0, max: 100, integer: false },
  dynamicTemperatureExponent: { min: 0, max: 100, integer: false },
  logprobs: { min: 0, max: 20, integer: true },
} as const satisfies Partial<Record<keyof GenerationOptions, NumberRule>>;

/** Bounds of the `stop` list. */
export const STOP_RULES = { maxCount: 64, maxLength: 1024 } as const;

/** Bounds of `logitBias`. */
export const LOGIT_BIAS_RULES = { maxCount: 1024, maxBias: 10_000, maxTextLength: 256 } as const;

/** Bounds of `drySequenceBreakers`. */
export const DRY_RULES = { maxBreakers: 32, maxBreakerLength: 64 } as const;

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
  minTokens: 0,
  topNSigma: 0,
  xtcProbability: 0,
  xtcThreshold: 0.1,
  dryMultiplier: 0,
  dryBase: 1.75,
  dryAllowedLength: 2,
  dryPenaltyLastN: -1,
  drySequenceBreakers: ["\n", ":", '"', "*"],
  mirostat: 0,
  mirostatTau: 5,
  mirostatEta: 0.1,
  dynamicTemperatureRange: 0,
  dynamicTemperatureExponent: 1,
  logitBias: [],
  samplers: SAMPLER_NAMES,
  logprobs: null,
  cachePrompt: true,
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
    if (value === null && (name === "maxTokens" || name === "logprobs")) continue;
    if (value === 0 && name === "maxTokens") continue;
    checkNumber(name, value, rule);
  }
  checkStop(options.stop);
  for (const name of ["ignoreEos", "cachePrompt"] as const) {
    if (typeof options[name] === "boolean") continue;
    throw new ShimmyError("invalid_request", `${name} must be true or false.`, { param: name });
  }
  checkLists(options);
  return options;
}

function isOptionName(key: string): boolean {
  return (
    key === "seed" ||
    key === "outputFormat" ||
    key === "adapters" ||
    Object.hasOwn(DEFAULT_GENERATION_OPTIONS, key)
  );
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

function checkLists({ logitBias, samplers, drySequenceBreakers, adapters = [] }: GenerationOptions): void {
  const refuse = (param: string, rule: string): never => {
    throw new ShimmyError("invalid_request", `${param} must be ${rule}.`, { param });
  };
  const { maxCount, maxBias, maxTextLength } = LOGIT_BIAS_RULES;
  const isBias = (entry: LogitBias): boolean => {
    const { token, bias } = entry ?? {};
    const isToken =
      typeof token === "string"
        ? token.length > 0 && token.length <= maxTextLength
        : Number.isSafeInteger(token) && token >= 0;
    return isToken && (bias === null || (Number.isFinite(bias) && Math.abs(bias) <= maxBias));
  };
  if (!Array.isArray(logitBias) || logitBias.length > maxCount || !logitBias.every(isBias)) {
    refuse(
      "logitBias",
      `a list of at most ${maxCount} tokens, each with a number from -${maxBias} to ${maxBias}`,
    );
  }
  const isOrder = Array.isArray(samplers) && new Set(samplers).size === samplers.length;
  if (!isOrder || !samplers.every((name) => SAMPLER_NAMES.includes(name))) {
    refuse("samplers", `a list of different names from ${SAMPLER_NAMES.join(", ")}`);
  }
  const { maxBreakers, maxBreakerLength } = DRY_RULES;
  const isBreaker = (text: unknown): boolean =>
    typeof text === "string" && text.length > 0 && text.length <= maxBreakerLength;
  if (
    !Array.isArray(drySequenceBreakers) ||
    drySequenceBreakers.length > maxBreakers ||
    !drySequenceBreakers.every(isBreaker)
  ) {
    refuse(
      "drySequenceBreakers",
      `a list of at most ${maxBreakers} texts of 1 to ${maxBreakerLength} characters`,
    );
  }
  const isAdapter = (entry: AdapterScale): boolean =>
    typeof entry?.name === "string" && Number.isFinite(entry.scale) && Math.abs(entry.scale) <= 100;
  if (!Array.isArray(adapters) || adapters.length > 16 || !adapters.every(isAdapter)) {
    refuse("adapters", "a list of at most 16 adapters, each with a name and a scale from -100 to 100");
  }
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
