import { ShimmyError } from "../../core/errors.ts";

/** What a name given to `pull` means. */
export type PullSource = HuggingFaceSource | OllamaSource;

/** A repository of the Hugging Face hub. */
export interface HuggingFaceSource {
  readonly kind: "huggingface";
  readonly owner: string;
  readonly name: string;
  /** Quantization or file name; undefined takes the best fitting one. */
  readonly choice: string | undefined;
  /** The name that the asker will use for the model, where that is not its file's. */
  readonly alias: string | undefined;
}

/** A model of an Ollama registry. */
export interface OllamaSource {
  readonly kind: "ollama";
  readonly namespace: string;
  readonly name: string;
  readonly tag: string;
}

const FORMS = "hf:OWNER/NAME[:QUANTIZATION], ollama:NAME[:TAG] or Ollama's NAME[:TAG]";
/** Hosts that stand before a name in Ollama's way of writing, with what each means. */
const HUB_HOSTS: readonly string[] = ["hf.co", "huggingface.co"];
const OLLAMA_HOSTS: readonly string[] = ["registry.ollama.ai", "ollama.com"];
/** A part of a name, which becomes a folder's name: no dot at its start, no two in a row, none at its end. */
const PART = /^[A-Za-z0-9_](?:[\w-]|\.(?=[\w-])){0,95}$/u;
const QUOTED_LENGTH = 80;
const LONGEST_NAME = 512;

/**
 * Reads the name of a model to pull: `hf:owner/name[:quant]`, `ollama:name[:tag]`, or as Ollama writes them
 * `name[:tag]` of its own library, `user/name[:tag]` and `hf.co/owner/name[:quant]`.
 *
 * @throws ShimmyError `invalid_request` for any other name; none reaches a path or an address unchecked.
 */
export function parsePullSource(text: string): PullSource {
  if (text.length > LONGEST_NAME) throw badName(text, "is too long");
  const [, scheme, rest = ""] = /^(?:(hf|huggingface|ollama):)?(.*)$/isu.exec(text.trim()) ?? [];
  const path = rest.replace(/^https?:\/\//iu, "");
  const slash = path.indexOf("/");
  const host = slash < 0 ? "" : path.slice(0, slash).toLowerCase();
  const below = path.slice(slash + 1);
  if (HUB_HOSTS.includes(host)) {
    if (scheme?.toLowerCase() === "ollama") throw badName(text, "is not of Ollama's library");
    return huggingFaceSource(below, text, `hf.co/${below}`);
  }
  if (OLLAMA_HOSTS.includes(host)) {
    if (scheme !== undefined && scheme.toLowerCase() !== "ollama") throw badName(text, "is Ollama's");
    return ollamaSource(below, text);
  }
  if (path !== rest) throw badName(text, "names a host that nothing is pulled from");
  if (scheme !== undefined && scheme.toLowerCase() !== "ollama") return huggingFaceSource(path, text);
  return ollamaSource(path, text);
}

/** The name of a source, the same for every way of writing it. */
export function nameOfSource(source: PullSource): string {
  if (source.kind === "huggingface") {
    return `hf:${source.owner}/${source.name}${source.choice === undefined ? "" : `:${source.choice}`}`;
  }
  const { namespace, name, tag } = source;
  return `${namespace === "library" ? "" : `${namespace}/`}${name}:${tag}`;
}

function huggingFaceSource(path: string, text: string, alias?: string): HuggingFaceSource {
  const { parts, tail } = split(path, text);
  const [owner = "", name = ""] = parts;
  if (parts.length !== 2 || tail === "")
    throw badName(text, "must have the form hf:OWNER/NAME[:QUANTIZATION]");
  const choice = tail?.toLowerCase() === "latest" ? undefined : tail;
  return { kind: "huggingface", owner, name, choice, alias };
}

function ollamaSource(path: string, text: string): OllamaSource {
  const { parts, tail } = split(path, text);
  const [first = "", second] = parts;
  if (parts.length > 2) throw badName(text, "names a host that nothing is pulled from");
  if (tail === "") throw badName(text, "has an empty tag");
  const [namespace, name] = second === undefined ? ["library", first] : [first, second];
  return { kind: "ollama", namespace, name, tag: tail ?? "latest" };
}

function split(
  path: string,
  text: string,
): { readonly parts: readonly string[]; readonly tail: string | undefined } {
  const colon = path.indexOf(":");
  const parts = (colon < 0 ? path : path.slice(0, colon)).split("/");
  const tail = colon < 0 ? undefined : path.slice(colon + 1);
  if (!parts.every((part) => PART.test(part)) || (tail !== undefined && tail !== "" && !PART.test(tail))) {
    throw badName(text, "is not a model's name");
  }
  return { parts, tail };
}

function badName(text: string, what: string): ShimmyError {
  const shown = text.length > QUOTED_LENGTH ? `${text.slice(0, QUOTED_LENGTH)}…` : text;
  return new ShimmyError("invalid_request", `${JSON.stringify(shown)} ${what}; write ${FORMS}.`, {
    param: "model",
  });
}
