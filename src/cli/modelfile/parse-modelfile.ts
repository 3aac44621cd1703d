import { nearestName } from "../../config/nearest-name.ts";
import { goToJinja } from "../../models/chat-template/go-to-jinja.ts";
import { UsageError } from "../usage-error.ts";
import { isGoTemplate } from "./go-template.ts";
import { readText } from "./read-text.ts";

/** What a Modelfile asks for, as `POST /api/create` takes it. */
export interface Modelfile {
  /** A model, an alias, or the path of a GGUF file. */
  readonly from: string;
  readonly system?: string;
  readonly template?: string;
  readonly parameters?: Readonly<Record<string, ParameterValue>>;
  readonly messages?: readonly { readonly role: string; readonly content: string }[];
  readonly license?: readonly string[];
  readonly adapters?: readonly ModelfileAdapter[];
}

/** A LoRA adapter: by the name that the server has for it, or by the path of its file. */
interface ModelfileAdapter {
  readonly source: string;
  /** Strength; absent is as it was trained. */
  readonly scale?: number;
}

type ParameterValue = string | number | boolean | object | readonly string[];

/** Options that are lists of texts, with a line for each. */
const LISTS: readonly string[] = ["stop", "dry_sequence_breakers", "samplers"];

const INSTRUCTIONS = ["FROM", "SYSTEM", "TEMPLATE", "PARAMETER", "ADAPTER", "LICENSE", "MESSAGE"] as const;

/** Instructions of Ollama's that have no counterpart, and what to do instead. */
const WITHOUT_COUNTERPART: Readonly<Record<string, string>> = {
  RENDERER: "the chat template of the model's file is used; leave it out",
  PARSER: "answers are read as the model's family writes them; leave it out",
  REQUIRES: "it names a version of Ollama; leave it out",
};

const ROLES = ["system", "user", "assistant"];

/**
 * Reads a Modelfile: https://github.com/ollama/ollama/blob/main/docs/modelfile.md
 *
 * @throws UsageError with the line of what is wrong, and what to do.
 */
export function parseModelfile(source: string): Modelfile {
  const lines = source.replace(/^\uFEFF/, "").split(/\r?\n/);
  const found = new Found();
  for (let index = 0; index < lines.length; ) {
    const line = lines[index] ?? "";
    if (line.trim() === "" || line.trimStart().startsWith("#")) {
      index++;
      continue;
    }
    const match = /^\s*([A-Za-z]+)(?:\s+(.*))?$/.exec(line);
    const name = (match?.[1] ?? "").toUpperCase();
    const fail = (what: string): UsageError => new UsageError(`Line ${index + 1} of the Modelfile: ${what}`);
    if (match === null) throw fail(`${JSON.stringify(line.slice(0, 40))} is no instruction.`);
    const rest = match[2] ?? "";
    const { word, start } = found.takesWord(name) ? splitWord(rest) : { word: "", start: rest };
    const { text, nextIndex } = readText(start, lines, index, fail);
    found.add(name, word, text, fail);
    index = nextIndex;
  }
  return found.result();
}

type Fail = (what: string) => UsageError;

/** What was found up to a line. */
class Found {
  #from: string | undefined;
  #system: string | undefined;
  #template: string | undefined;
  readonly #parameters: Record<string, ParameterValue> = {};
  readonly #messages: { role: string; content: string }[] = [];
  readonly #licenses: string[] = [];
  readonly #adapters: ModelfileAdapter[] = [];

  /** PARAMETER and MESSAGE have a word before their text. */
  takesWord(name: string): boolean {
    return name === "PARAMETER" || name === "MESSAGE";
  }

  add(name: string, word: string, text: string, fail: Fail): void {
    if (text === "" && name !== "SYSTEM") throw fail(`${name} needs a value.`);
    switch (name) {
      case "FROM":
        if (this.#from !== undefined) throw fail("FROM is there already; an alias stands for one model.");
        this.#from = text;
        return;
      case "SYSTEM":
        this.#system = text;
        return;
      case "TEMPLATE":
        if (isGoTemplate(text) && goToJinja(text) === undefined) throw fail(GO_TEMPLATE);
        this.#template = text;
        return;
      case "PARAMETER":
        this.#addParameter(word.toLowerCase(), text);
        return;
      case "MESSAGE":
        if (!ROLES.includes(word.toLowerCase()))
          throw fail(`MESSAGE needs a role of ${ROLES.join(", ")} first.`);
        this.#messages.push({ role: word.toLowerCase(), content: text });
        return;
      case "ADAPTER":
        this.#adapters.push(readAdapter(text));
        return;
      case "LICENSE":
        this.#licenses.push(text);
        return;
      default:
        throw fail(describeUnknown(name));
    }
  }

  result(): Modelfile {
    if (this.#from === undefined)
      throw new UsageError("The Modelfile has no FROM: the model that the alias is made from.");
    return {
      from: this.#from,
      ...(this.#system && { system: this.#system }),
      ...(this.#template !== undefined && { template: this.#template }),
      ...(Object.keys(this.#parameters).length > 0 && { parameters: this.#parameters }),
      ...(this.#messages.length > 0 && { messages: this.#messages }),
      ...(this.#licenses.length > 0 && { license: this.#licenses }),
      ...(this.#adapters.length > 0 && { adapters: this.#adapters }),
    };
  }

  /** Lists may stand several times; of any other option the last one counts. */
  #addParameter(name: string, text: string): void {
    const earlier = this.#parameters[name];
    if (LISTS.includes(name)) this.#parameters[name] = [...(Array.isArray(earlier) ? earlier : []), text];
    else this.#parameters[name] = readValue(text);
  }
}

const GO_TEMPLATE =
  "TEMPLATE is a Go template that does more than show .System, .Prompt and .Response with if and else. Write it in Jinja, leave it out to take the one in the model's file, or name a family: chatml, llama3, openchat, gemma, phi3, mistral.";

const STRENGTH = /^(?<source>.*\S)\s+(?<scale>[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)$/iu;

function readAdapter(text: string): ModelfileAdapter {
  const { source, scale } = STRENGTH.exec(text)?.groups ?? {};
  return source === undefined ? { source: text } : { source, scale: Number(scale) };
}

function readValue(text: string): string | number | boolean | object {
  if (text === "true" || text === "false") return text === "true";
  if (text.startsWith("{")) return readObject(text) ?? text;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : text;
}

/** As `logit_bias` is written. */
function readObject(json: string): object | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function splitWord(rest: string): { readonly word: string; readonly start: string } {
  const [, word = "", start = ""] = /^(\S*)\s*(.*)$/.exec(rest) ?? [];
  return { word, start };
}

function describeUnknown(name: string): string {
  const instead = WITHOUT_COUNTERPART[name];
  if (instead !== undefined) return `${name}: ${instead}.`;
  const nearest = nearestName(name, INSTRUCTIONS);
  const hint = nearest === undefined ? ` There are ${INSTRUCTIONS.join(", ")}.` : ` Did you mean ${nearest}?`;
  return `there is no instruction ${name}.${hint}`;
}
