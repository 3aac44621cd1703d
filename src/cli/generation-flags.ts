import type { Command } from "commander";
import { ShimmyError } from "../core/errors.ts";
import {
  DEFAULT_GENERATION_OPTIONS,
  GENERATION_NUMBER_RULES,
  type PartialGenerationOptions,
  resolveGenerationOptions,
} from "../core/generation-options.ts";
import { declareFlag } from "./declare-flags.ts";
import type { Invocation } from "./invocation.ts";
import { UsageError } from "./usage-error.ts";

type NumberOption = keyof typeof GENERATION_NUMBER_RULES;

const NUMBER_FLAGS: readonly (readonly [option: NumberOption, flag: string, description: string])[] = [
  ["maxTokens", "--max-tokens", "most tokens to generate"],
  ["temperature", "--temperature", "randomness; 0 takes the likeliest token always"],
  ["topP", "--top-p", "smallest set of tokens with this probability; 1 is off"],
  ["topK", "--top-k", "the k likeliest tokens; 0 is off"],
  ["minP", "--min-p", "tokens this likely against the likeliest; 0 is off"],
  ["typicalP", "--typical-p", "locally typical sampling; 1 is off"],
  ["repeatPenalty", "--repeat-penalty", "divides the weight of repeated tokens; 1 is off"],
  ["repeatLastN", "--repeat-last-n", "latest tokens that penalties look at; -1 is all"],
  ["frequencyPenalty", "--frequency-penalty", "subtracted for each time a token occurred"],
  ["presencePenalty", "--presence-penalty", "subtracted when a token occurred"],
  ["seed", "--seed", "seed of the random choice, for the same answer again (default: random)"],
];

/** Adds a flag for each generation option. */
export function declareGenerationFlags(command: Command): void {
  for (const [option, flag, description] of NUMBER_FLAGS) {
    const fallback = option === "seed" ? undefined : DEFAULT_GENERATION_OPTIONS[option];
    const suffix = fallback === undefined ? "" : ` (default: ${fallback})`;
    declareFlag(command, `${flag} <number>`, `${description}${suffix}`);
  }
  declareFlag(command, "--stop <text>", "text that ends the answer; repeatable");
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
    ...(invocation.texts("--stop").length > 0 && { stop: invocation.texts("--stop") }),
    ...(invocation.has("--ignore-eos") && { ignoreEos: true }),
  };
  try {
    resolveGenerationOptions(options);
  } catch (thrown) {
    throw thrown instanceof ShimmyError ? new UsageError(`--${thrown.message}`) : thrown;
  }
  return options;
}
