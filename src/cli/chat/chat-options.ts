import { nearestName } from "../../config/nearest-name.ts";
import type { ReasoningOptions } from "../../core/conversation.ts";
import { GENERATION_NUMBER_RULES, type PartialGenerationOptions } from "../../core/generation-options.ts";
import { UsageError } from "../usage-error.ts";

/** Options of a chat's answers. */
export interface ChatOptions {
  readonly generation: PartialGenerationOptions;
  /** Absent leaves it to the model. */
  readonly reasoning?: ReasoningOptions;
}

/** Values of `--think` and `/set think`. */
export const THINK_VALUES = ["on", "off", "low", "medium", "high"] as const;

type NumberOption = keyof typeof GENERATION_NUMBER_RULES;

/** `top_p`, `top-p` and `topP` are one name; these are those that people know by another. */
const OTHER_NAMES: Readonly<Record<string, NumberOption>> = {
  numpredict: "maxTokens",
  npredict: "maxTokens",
  dynatemprange: "dynamicTemperatureRange",
  dynatempexponent: "dynamicTemperatureExponent",
};

const NUMBER_OPTIONS: readonly NumberOption[] = Object.keys(GENERATION_NUMBER_RULES)
  .filter((name): name is NumberOption => Object.hasOwn(GENERATION_NUMBER_RULES, name))
  .filter((name) => name !== "logprobs");

/**
 * The options with one of them set by `/set NAME VALUE`. The value `default` leaves it open again.
 *
 * @throws UsageError for an unknown name, or a value out of range.
 */
export function setOption(options: ChatOptions, argument: string): ChatOptions {
  const [, name = "", value = ""] = /^([^\s=]+)(?:\s*=\s*|\s+|$)([\s\S]*)$/.exec(argument) ?? [];
  const key = plain(name);
  if (value === "") throw new UsageError(`/set needs a value: /set ${name} VALUE`);
  if (key === "think") return withThinking(options, value);
  if (key === "stop") return withStop(options, value);
  const option = NUMBER_OPTIONS.find((candidate) => plain(candidate) === key) ?? OTHER_NAMES[key];
  if (option === undefined) throw new UsageError(unknownOption(name));
  if (value === "default") return { ...options, generation: without(options.generation, option) };
  return { ...options, generation: { ...options.generation, [option]: readNumber(option, name, value) } };
}

/** What `--think` and `/set think` mean. Throws {@link UsageError} for other words. */
export function readThinking(value: string): ReasoningOptions {
  const word = THINK_VALUES.find((known) => known === value.toLowerCase());
  if (word === undefined) {
    throw new UsageError(
      `think must be one of ${THINK_VALUES.join(", ")}, not ${JSON.stringify(value.slice(0, 40))}.`,
    );
  }
  if (word === "on" || word === "off") return { enabled: word === "on" };
  return { enabled: true, effort: word };
}

/** The options that are set, as `/set` takes them. */
export function describeOptions({ generation, reasoning }: ChatOptions): readonly string[] {
  const lines = Object.entries(generation)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${snake(name)} ${JSON.stringify(value)}`);
  if (reasoning === undefined) return lines;
  return [...lines, `think ${reasoning.effort ?? (reasoning.enabled === false ? "off" : "on")}`];
}

function withThinking({ reasoning: _, ...options }: ChatOptions, value: string): ChatOptions {
  return value === "default" ? options : { ...options, reasoning: readThinking(value) };
}

function withStop(options: ChatOptions, value: string): ChatOptions {
  if (value === "default") return { ...options, generation: without(options.generation, "stop") };
  const stop = [...(options.generation.stop ?? []), value];
  return { ...options, generation: { ...options.generation, stop } };
}

function without(
  generation: PartialGenerationOptions,
  name: keyof PartialGenerationOptions,
): PartialGenerationOptions {
  return Object.fromEntries(Object.entries(generation).filter(([key]) => key !== name));
}

function readNumber(option: NumberOption, name: string, text: string): number {
  const { min, max, integer } = GENERATION_NUMBER_RULES[option];
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max && (!integer || Number.isInteger(value))) return value;
  const kind = integer ? "a whole number" : "a number";
  throw new UsageError(
    `${name} must be ${kind} from ${min} to ${max}, not ${JSON.stringify(text.slice(0, 40))}.`,
  );
}

function unknownOption(name: string): string {
  const names = [...NUMBER_OPTIONS.map(snake), "stop", "think"];
  const nearest = nearestName(name, names);
  const hint = nearest === undefined ? ` There are ${names.join(", ")}.` : ` Did you mean ${nearest}?`;
  return `There is no option ${JSON.stringify(name.slice(0, 40))}.${hint}`;
}

function plain(name: string): string {
  return name.replaceAll(/[-_]/g, "").toLowerCase();
}

function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
