import type { Environment } from "./environment.ts";
import { type ReadSetting, type Setting, switchSetting } from "./setting.ts";

/** Where models are pulled from, and by which way. */
export interface PullConfig {
  /** Absolute path of the folder that pulled models are kept in; discovery searches it. */
  readonly storeFolder: string;
  /** Nothing is asked of the network. */
  readonly offline: boolean;
  readonly huggingFace: {
    /** Address without a slash at the end. */
    readonly endpoint: string;
    /** Sent to that address only. */
    readonly token: string | undefined;
  };
  /** Address of the registry that plain names mean, without a slash at the end. */
  readonly ollamaEndpoint: string;
  /** Proxies by the environment; an empty text is none. */
  readonly proxy: { readonly http: string; readonly https: string; readonly none: string };
}

/** Address of the Hugging Face hub where nobody says otherwise. */
const HUGGING_FACE_ENDPOINT = "https://huggingface.co";

const ADDRESS = "an address such as https://registry.example.com";

/** Settings of pulling that have a name of ours; the others are those that Hugging Face's tools and proxies go by. */
export const PULL_SETTINGS = {
  offline: switchSetting({
    environment: "SHIMMY_OFFLINE",
    flag: "--offline",
    description: "ask nothing of the network: models are not pulled",
  }),
  ollamaRegistry: {
    environment: "SHIMMY_OLLAMA_REGISTRY",
    flag: "--ollama-registry",
    placeholder: "address",
    description: "registry that names such as llama3:8b are pulled from",
    allowed: ADDRESS,
    fallback: "https://registry.ollama.ai",
    parse: parseEndpoint,
  } satisfies Setting<string>,
} as const;

/**
 * How models are pulled.
 *
 * @param problems gets a line for each variable that cannot be used.
 */
export function readPull(
  read: ReadSetting,
  environment: Environment,
  storeFolder: string,
  problems: string[],
): PullConfig {
  const endpoint = environment.HF_ENDPOINT?.trim() || HUGGING_FACE_ENDPOINT;
  const parsed = parseEndpoint(endpoint);
  if (parsed === undefined) problems.push(`HF_ENDPOINT must be ${ADDRESS}, not ${JSON.stringify(endpoint)}.`);
  const token = environment.HF_TOKEN?.trim() || environment.HUGGING_FACE_HUB_TOKEN?.trim() || undefined;
  if (token !== undefined && !/^[\x21-\x7e]{1,512}$/u.test(token)) {
    problems.push("HF_TOKEN must be 1 to 512 visible ASCII characters without spaces.");
  }
  return {
    storeFolder,
    offline: read(PULL_SETTINGS.offline) || isOn(environment.HF_HUB_OFFLINE),
    huggingFace: { endpoint: parsed ?? HUGGING_FACE_ENDPOINT, token },
    ollamaEndpoint: read(PULL_SETTINGS.ollamaRegistry),
    proxy: {
      http: proxyOf(environment, "http_proxy", problems),
      https: proxyOf(environment, "https_proxy", problems),
      none: environment.no_proxy ?? environment.NO_PROXY ?? "",
    },
  };
}

/** Words that Hugging Face's own tools take for true. */
function isOn(text: string | undefined): boolean {
  return ["1", "on", "yes", "true"].includes((text ?? "").trim().toLowerCase());
}

/** The lower-case name goes first, as with curl. */
function proxyOf(environment: Environment, name: "http_proxy" | "https_proxy", problems: string[]): string {
  const upper = name.toUpperCase();
  const text = environment[name]?.trim() || environment[upper]?.trim() || "";
  // host:port without a scheme is what many have there
  const address = text === "" || text.includes("://") ? text : `http://${text}`;
  if (address === "" || parseHttpUrl(address) !== undefined) return address;
  // it may hold a password
  problems.push(`${upper} must be the address of a proxy, such as http://proxy.example.com:3128.`);
  return "";
}

function parseEndpoint(text: string): string | undefined {
  const url = parseHttpUrl(text);
  if (url === undefined || url.username !== "" || url.password !== "" || url.search || url.hash) {
    return undefined;
  }
  return url.href.replace(/\/+$/u, "");
}

function parseHttpUrl(text: string): URL | undefined {
  if (!/^https?:\/\//iu.test(text) || !URL.canParse(text)) return undefined;
  return new URL(text);
}
