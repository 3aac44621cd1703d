/** Files of one model in Ollama's store, by what they are; each a digest of 64 hexadecimal digits. */
export interface OllamaManifest {
  readonly models: readonly string[];
  readonly adapters: readonly string[];
  readonly template: string | undefined;
  readonly system: string | undefined;
  readonly parameters: string | undefined;
  readonly messages: string | undefined;
  readonly licenses: readonly string[];
}

const DIGEST = /^sha256[:-](?<hex>[0-9a-f]{64})$/;
const MEDIA_TYPE = /^application\/vnd\.ollama\.image\.(?<kind>\w+)$/;
const MOST_LAYERS = 1_024;

/**
 * Reads a manifest. A digest that is none is never turned into a path (CVE-2024-37032): the whole manifest is refused.
 *
 * @returns undefined for what is no manifest.
 */
export function parseOllamaManifest(json: string): OllamaManifest | undefined {
  const layers = layersOf(json);
  if (layers === undefined || layers.length > MOST_LAYERS) return undefined;
  const byKind = new Map<string, string[]>();
  for (const layer of layers) {
    if (!isRecord(layer)) return undefined;
    const { mediaType, digest } = layer;
    if (typeof mediaType !== "string" || typeof digest !== "string") return undefined;
    const hex = DIGEST.exec(digest)?.groups?.hex;
    if (hex === undefined) return undefined;
    const kind = MEDIA_TYPE.exec(mediaType)?.groups?.kind ?? "other";
    byKind.set(kind, [...(byKind.get(kind) ?? []), hex]);
  }
  const all = (kind: string): readonly string[] => byKind.get(kind) ?? [];
  return {
    models: all("model"),
    adapters: all("adapter"),
    // "prompt" is the template's older name
    template: all("template").at(-1) ?? all("prompt").at(-1),
    system: all("system").at(-1),
    parameters: all("params").at(-1),
    messages: all("messages").at(-1),
    licenses: all("license"),
  };
}

function layersOf(json: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isRecord(value) && Array.isArray(value.layers) ? value.layers : undefined;
  } catch {
    return undefined;
  }
}

const PART = /^[A-Za-z0-9_][\w.-]*$/;
const DEFAULT_HOST = "registry.ollama.ai";
const DEFAULT_NAMESPACE = "library";

/**
 * The name by which Ollama's users know a model: `llama3:8b`, `someone/llama3:8b`, `hf.co/owner/name:Q4_K_M`.
 *
 * @param parts of the manifest's path below `manifests`: host, namespace, model and tag.
 * @returns undefined where that is no name.
 */
export function ollamaName(parts: readonly string[]): string | undefined {
  if (parts.length < 3 || !parts.every((part) => PART.test(part))) return undefined;
  const [host = "", ...below] = parts;
  const tag = below.pop() ?? "";
  const isDefaultHost = host === DEFAULT_HOST;
  const shown = isDefaultHost && below[0] === DEFAULT_NAMESPACE && below.length > 1 ? below.slice(1) : below;
  return `${[...(isDefaultHost ? [] : [host]), ...shown].join("/")}:${tag}`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
