import { ShimmyError } from "../../core/errors.ts";
import {
  GENERATION_NUMBER_RULES,
  type PartialGenerationOptions,
  resolveGenerationOptions,
  STOP_RULES,
} from "../../core/generation-options.ts";
import { SAMPLER_NAMES } from "../../core/sampler-name.ts";
import type { ConfigProblem } from "../config-problem.ts";
import type { ValueForm } from "../setting.ts";
import { fileName } from "./file-places.ts";
import { isOfForm } from "./table-layer.ts";
import { describeNode, type TomlEntry, type TomlNode } from "./toml-node.ts";

/** A generation option that a model's section may hold. */
export interface OptionForm {
  readonly name: keyof PartialGenerationOptions;
  readonly form: ValueForm;
}

/** Lists and truth values; numbers come from their own rules. */
const OTHER_FORMS: readonly OptionForm[] = [
  { name: "stop", form: { type: "array", items: { type: "string" } } },
  { name: "drySequenceBreakers", form: { type: "array", items: { type: "string" } } },
  { name: "samplers", form: { type: "array", items: { type: "string", enum: SAMPLER_NAMES } } },
  { name: "ignoreEos", form: { type: "boolean" } },
  { name: "cachePrompt", form: { type: "boolean" } },
];

const NUMBER_FORMS = Object.entries(GENERATION_NUMBER_RULES)
  // what an answer reports is the client's to say
  .filter(([name]) => name !== "logprobs")
  .map(([name, { min, max, integer }]): [string, OptionForm] => {
    const form: ValueForm = { type: integer ? "integer" : "number", minimum: min, maximum: max };
    // entries of a table of these very names
    return [fileName(name), { name: name as keyof typeof GENERATION_NUMBER_RULES, form }];
  });

/** Generation options by the names that a file has for them. */
export const OPTION_FORMS: ReadonlyMap<string, OptionForm> = new Map([
  ...NUMBER_FORMS,
  ...OTHER_FORMS.map((option): [string, OptionForm] => [fileName(option.name), option]),
]);

/**
 * The value of a generation option, checked by the library's own rules.
 *
 * @param path of the setting as the file writes it, for example `models.a.top_p`.
 * @param problems gets one where it is not allowed.
 */
export function readOption(
  { name, form }: OptionForm,
  path: string,
  { node }: TomlEntry,
  problems: ConfigProblem[],
): PartialGenerationOptions {
  const refuse = (message: string): PartialGenerationOptions => {
    problems.push({ message, setting: path, place: node.place });
    return {};
  };
  if (!isOfForm(node, form))
    return refuse(`${path} must be ${describeForm(form)}, not ${describeNode(node)}.`);
  const option = { [name]: plainValue(node) };
  try {
    resolveGenerationOptions(option);
    return option;
  } catch (thrown) {
    if (!(thrown instanceof ShimmyError)) throw thrown;
    return refuse(thrown.message.replace(new RegExp(`^${name}\\b`, "u"), () => path));
  }
}

/** A form in words that follow "must be". */
function describeForm({ type, minimum, maximum }: ValueForm): string {
  if (type === "boolean") return "true or false";
  if (type === "array") return `a list in brackets of at most ${STOP_RULES.maxCount} texts`;
  return `${type === "integer" ? "a whole number" : "a number"} from ${minimum} to ${maximum}`;
}

function plainValue(node: TomlNode): unknown {
  if (node.kind === "array") return node.items.map(plainValue);
  return node.kind === "table" ? undefined : node.value;
}
