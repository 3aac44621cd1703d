import type { Command } from "commander";
import { ShimmyError } from "../core/errors.ts";
import {
  type AdapterScale,
  DEFAULT_GENERATION_OPTIONS,
  GENERATION_NUMBER_RULES,
  type LogitBias,
  type PartialGenerationOptions,
  resolveGenerationOptions,
} from "../core/generation-options.ts";
import { parseSamplerName } from "../core/parse-sampler-name.ts";
import { SAMPLER_NAMES, type SamplerName } from "../core/sampler-name.ts";
import { declareFlag } from "./declare-flags.ts";
import type { Invocation } from "./invocation.ts";
import { UsageError } from "./usage-error.ts";

type NumberOption = keyof typeof GENERATION_NUMBER_RULES;

const NUMBER_FLAGS: readonly (readonly [option: NumberOption, flag: string, description: string])[] = [
  ["maxTokens", "--max-tokens", "most tokens to generate"],
  ["minTokens", "--min-tokens", "tokens before which the model may not end"],
  ["temperature", "--temperature", "randomness; 0 takes the likeliest token always"],
  ["dynamicTemperatureRange", "--dynatemp-range", "temperature varies by entropy up to this far; 0 is off"],
  ["dynamicTemperatureExponent", "--dynatemp-exponent", "exponent of that"],
  ["topP", "--top-p", "smallest set of tokens with this probability; 1 is off"],
  ["topK", "--top-k", "the k likeliest tokens; 0 is off"],
  ["minP", "--min-p", "tokens this likely against the likeliest; 0 is off"],
  ["typicalP", "--typical-p", "locally typical sampling; 1 is off"],
  ["topNSigma", "--top-n-sigma", "tokens within this many standard deviations of the likeliest; 0 is off"],
  ["xtcProbability", "--xtc-probability", "chance of taking the likeliest tokens away; 0 is off"],
  ["xtcThreshold", "--xtc-threshold", "probability from which a token counts as likely for that"],
  ["dryMultiplier", "--dry-multiplier", "penalty on repeated sequences; 0 is off"],
  ["dryBase", "--dry-base", "growth of that penalty with each repeated token"],
  ["dryAllowedLength", "--dry-allowed-length", "repetitions up to this many tokens are free"],
  ["dryPenaltyLastN", "--dry-penalty-last-n", "latest tokens searched for repetitions; -1 is all"],
  ["mirostat", "--mirostat", "mirostat version 1 or 2; 0 is off"],
  ["mirostatTau", "--mirostat-tau", "surprise that mirostat aims at"],
  ["mirostatEta", "--mirostat-eta", "learning rate of mirostat"],
  ["repeatPenalty", "--repeat-penalty", "divides the weight of repeated tokens; 1 is off"],
  ["repeatLastN", "--repeat-last-n", "latest tokens that penalties look at; -1 is all"],
  ["frequencyPenalty", "--frequency-penalty", "subtracted for each time a token occurred"],
  ["presencePenalty", "--presence-penalty", "subtracted when a token occurred"],
  ["seed", "--seed", "seed of the random choice, for the same answer again (default: random)"],
  ["logprobs", "--logprobs", "show how likely each token was, with this many others"],
];

const LIST_FLAGS = {
  stop: "--stop",
  samplers: "--samplers",
  logitBias: "--logit-bias",
  drySequenceBreakers: "--dry-sequence-breaker",
  adapters: "--adapter",
} as const;

/**
 * Adds a flag for each generation option.
 *
 * @param fallbacks what the command takes where an option is left open, in words, if that is not the library's default.
 */
export function declareGenerationFlags(
  command: Command,
  fallbacks: { readonly [Option in NumberOption]?: string } = {},
): void {
  for (const [option, flag, description] of NUMBER_FLAGS) {
    const fallback =
      option === "seed" ? undefined : (fallbacks[option] ?? DEFAULT_GENERATION_OPTIONS[option]);
    const suffix = fallback === undefined || fallback === null ? "" : ` (default: ${fallback})`;
    declareFlag(command, `${flag} <number>`, `${description}${suffix}`);
  }
  declareFlag(command, `${LIST_FLAGS.stop} <text>`, "text that ends the answer; repeatable");
  declareFlag(
    command,
    `${LIST_FLAGS.samplers} <names>`,
    `samplers in their order, comma-separated; the others are off (default: ${SAMPLER_NAMES.join(",")})`,
  );
  declareFlag(
    command,
    `${LIST_FLAGS.logitBias} <token=bias>`,
    "add to the weight of a token id, or of a text's tokens; false forbids it; repeatable",
  );
  declareFlag(
    command,
    `${LIST_FLAGS.drySequenceBreakers} <text>`,
    "text that ends a repetition for --dry-multiplier; repeatable",
  );
  declareFlag(command, `${LIST_FLAGS.adapters} <name=scale>`, "strength of a LoRA adapter; repeatable");
  declareFlag(command, "--ignore-eos", "go on past the model's own end");
}

/**
 * The generation options that flags ask for.
 *
 * @throws UsageError for a value out of range.
 */
export function readGenerationOptions(invocation: Invocation): PartialGenerationOptions {
  const numbers: { -readonly [Option in NumberOption]?: number } = {};
  for (const [option, flag] of NUMBER_FLAGS) {
    const value = invocation.number(flag, GENERATION_NUMBER_RULES[option]);
    if (value !== undefined) numbers[option] = value;
  }
  const options: PartialGenerationOptions = {
    ...numbers,
    stop: list(invocation, "stop", (text) => text),
    samplers: invocation.text(LIST_FLAGS.samplers)?.split(",").map(readSampler),
    logitBias: list(invocation, "logitBias", readBias),
    drySequenceBreakers: list(invocation, "drySequenceBreakers", (text) => text),
    adapters: list(invocation, "adapters", readAdapter),
    ...(invocation.has("--ignore-eos") && { ignoreEos: true }),
  };
  try {
    resolveGenerationOptions(options);
  } catch (thrown) {
    throw thrown instanceof ShimmyError ? new UsageError(inFlags(thrown)) : thrown;
  }
  return options;
}

/** The values of a repeatable flag; undefined where it was not given. */
function list<Value>(
  invocation: Invocation,
  option: keyof typeof LIST_FLAGS,
  read: (text: string) => Value,
): readonly Value[] | undefined {
  const texts = invocation.texts(LIST_FLAGS[option]);
  return texts.length === 0 ? undefined : texts.map(read);
}

function readSampler(text: string): SamplerName {
  const name = parseSamplerName(text.trim());
  if (name !== undefined) return name;
  const shown = JSON.stringify(text.slice(0, 40));
  throw new UsageError(`--samplers takes names of ${SAMPLER_NAMES.join(", ")}, not ${shown}.`);
}

function readBias(text: string): LogitBias {
  const { name, value } = splitPair(text);
  const isForbidden = value === "false";
  const bias = Number(value);
  if (name === "" || value === "" || (!isForbidden && !Number.isFinite(bias))) {
    throw wrongPair(LIST_FLAGS.logitBias, text, "a token and a number or false, as 15043=-1.5");
  }
  return { token: /^\d{1,10}$/.test(name) ? Number(name) : name, bias: isForbidden ? null : bias };
}

function readAdapter(text: string): AdapterScale {
  const { name, value } = splitPair(text);
  const scale = Number(value);
  if (name !== "" && value !== "" && Number.isFinite(scale)) return { name, scale };
  throw wrongPair(LIST_FLAGS.adapters, text, "an adapter's name and a number, as style=0.5");
}

/** Splits at the last equals sign, since a name or a text may hold one. */
function splitPair(text: string): { readonly name: string; readonly value: string } {
  const border = text.lastIndexOf("=");
  return border < 0
    ? { name: text, value: "" }
    : { name: text.slice(0, border), value: text.slice(border + 1).trim() };
}

function wrongPair(flag: string, text: string, rule: string): UsageError {
  return new UsageError(`${flag} takes ${rule}, not ${JSON.stringify(text.slice(0, 40))}.`);
}

/** Core names an option; the person typed a flag. */
function inFlags({ message, param = "" }: ShimmyError): string {
  const flags: ReadonlyMap<string, string> = new Map([
    ...NUMBER_FLAGS.map(([option, flag]) => [option, flag] as const),
    ...Object.entries(LIST_FLAGS),
  ]);
  const flag = flags.get(param);
  return flag !== undefined && message.startsWith(param) ? flag + message.slice(param.length) : message;
}
