import type { ChatMessage } from "../../core/chat-message.ts";
import { foldSeed } from "../../core/fold-seed.ts";
import {
  GENERATION_NUMBER_RULES,
  type PartialGenerationOptions,
  STOP_RULES,
} from "../../core/generation-options.ts";
import type { TemplateFamily } from "../chat-template/template-families.ts";
import type { ModelSettings } from "../registry/model-entry.ts";

/** Texts of the layers that say how a model is used. */
interface OllamaTexts {
  readonly template?: string | undefined;
  readonly system?: string | undefined;
  readonly parameters?: string | undefined;
  readonly messages?: string | undefined;
  readonly licenses: readonly string[];
}

/**
 * Settings out of Ollama's layers. What is malformed is left out, as the model works without.
 *
 * @param hasChatTemplate true for a model whose file has a template of its own, which is then taken: Ollama's are programs for
 * Go's `text/template` and say less. For a file without one Ollama's text tells which of the known families it is.
 */
export function toModelSettings(texts: OllamaTexts, hasChatTemplate: boolean): ModelSettings {
  const system = texts.system?.trim();
  const parameters = parseRecord(texts.parameters);
  const messages = parseMessages(texts.messages);
  const template = hasChatTemplate ? undefined : familyOfGoTemplate(texts.template ?? "");
  return {
    ...(system && { system }),
    ...(template !== undefined && { template }),
    ...(messages.length > 0 && { messages }),
    ...(texts.licenses.length > 0 && { license: texts.licenses.join("\n") }),
    ...(parameters !== undefined && { parameters, options: toOptions(parameters) }),
  };
}

/** Marks of each family, the one that contains others first. */
const MARKS: readonly { readonly family: TemplateFamily; readonly marks: readonly string[] }[] = [
  { family: "llama3", marks: ["<|start_header_id|>", "<|eot_id|>"] },
  { family: "chatml", marks: ["<|im_start|>", "<|im_end|>"] },
  { family: "gemma", marks: ["<start_of_turn>", "<end_of_turn>"] },
  { family: "openchat", marks: ["GPT4 Correct", "<|end_of_turn|>"] },
  { family: "phi3", marks: ["<|user|>", "<|end|>"] },
  { family: "mistral", marks: ["[INST]", "[/INST]"] },
];

/** The family whose marks a Go template writes; undefined for one of another form. */
export function familyOfGoTemplate(template: string): TemplateFamily | undefined {
  // llama2's form has the same marks as mistral's, and a system text between marks of its own
  if (template.includes("<<SYS>>")) return undefined;
  return MARKS.find(({ marks }) => marks.every((mark) => template.includes(mark)))?.family;
}

type NumberOption = keyof typeof GENERATION_NUMBER_RULES;

/** Ollama's names of options: https://github.com/ollama/ollama/blob/main/docs/modelfile.md */
const NUMBER_OPTIONS: Readonly<Record<string, NumberOption>> = {
  temperature: "temperature",
  top_p: "topP",
  top_k: "topK",
  min_p: "minP",
  typical_p: "typicalP",
  repeat_penalty: "repeatPenalty",
  repeat_last_n: "repeatLastN",
  presence_penalty: "presencePenalty",
  frequency_penalty: "frequencyPenalty",
  mirostat: "mirostat",
  mirostat_tau: "mirostatTau",
  mirostat_eta: "mirostatEta",
  seed: "seed",
};

/** Options in core's words. What Shimmy does not have, or would refuse, is left out. */
function toOptions(parameters: Readonly<Record<string, unknown>>): PartialGenerationOptions {
  const options: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(NUMBER_OPTIONS)) {
    const value = inRange(name, parameters[name]);
    if (typeof value === "number" && isAllowed(option, value)) options[option] = value;
  }
  const { num_predict: length, stop } = parameters;
  if (typeof length === "number" && length < 0) options.maxTokens = null;
  else if (typeof length === "number" && isAllowed("maxTokens", length)) options.maxTokens = length;
  const stops = (Array.isArray(stop) ? stop : [stop]).filter(
    (text) => typeof text === "string" && text !== "" && text.length <= STOP_RULES.maxLength,
  );
  if (stops.length > 0) options.stop = stops.slice(0, STOP_RULES.maxCount);
  return options;
}

/** A value that Ollama takes and that Shimmy writes otherwise. */
function inRange(name: string, value: unknown): unknown {
  if (typeof value !== "number") return value;
  // any negative one is off
  if (name === "top_k") return Math.max(0, value);
  return name === "seed" && Number.isInteger(value) ? foldSeed(value) : value;
}

function isAllowed(option: NumberOption, value: number): boolean {
  const { min, max, integer } = GENERATION_NUMBER_RULES[option];
  return value >= min && value <= max && (!integer || Number.isInteger(value));
}

const ROLES: readonly unknown[] = ["system", "user", "assistant"];

function parseMessages(json: string | undefined): readonly ChatMessage[] {
  const value = parseJson(json);
  if (!Array.isArray(value)) return [];
  return value.flatMap((message: unknown) =>
    isMessage(message) ? [{ role: message.role, content: message.content }] : [],
  );
}

function isMessage(value: unknown): value is ChatMessage & { readonly content: string } {
  return isRecord(value) && ROLES.includes(value.role) && typeof value.content === "string";
}

function parseRecord(json: string | undefined): Readonly<Record<string, unknown>> | undefined {
  const value = parseJson(json);
  return isRecord(value) ? value : undefined;
}

function parseJson(json: string | undefined): unknown {
  try {
    return json === undefined ? undefined : JSON.parse(json);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
