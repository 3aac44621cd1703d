import { formatHostAndPort, isWildcardHost } from "../../config/bind-address.ts";
import type { ShimmyConfig } from "../../config/shimmy-config.ts";
import { defaultModel } from "../../models/registry/default-model.ts";
import type { ModelListing } from "../../service/shimmy-service.ts";
import { printable } from "../format.ts";
import { howToAddModels } from "../how-to-add-models.ts";

type AnnouncedModel = Pick<ModelListing, "name" | "source" | "alias">;

/** What {@link announcement} tells. */
export interface RunningServer {
  readonly version: string;
  readonly config: Pick<ShimmyConfig, "bind" | "modelDirs" | "apiKey" | "baseGguf">;
  /** The port in use, which may differ from the configured one. */
  readonly port: number;
  /** In the order of their names. */
  readonly models: readonly AnnouncedModel[];
}

const MOST_NAMES_SHOWN = 8;

/** What `shimmy serve` prints once it listens: the address, the default model and the others, and a line to try. */
export function announcement({ version, config, port, models }: RunningServer): string {
  const { bind } = config;
  const address = `http://${formatHostAndPort({ host: bind.host, port })}`;
  const lines = [
    `Shimmy ${version} listens on ${address}${bind.host === "0.0.0.0" ? " (every interface)" : ""}`,
  ];
  if (!bind.explicit && port !== bind.port)
    lines.push(`Port ${bind.port} is taken, so this is the next free one.`);
  const first = defaultModel(models, config.baseGguf !== undefined);
  if (first !== undefined) {
    const others = models.filter((model) => model !== first);
    lines.push(`Default model: ${nameOf(first)}${describeOthers(others)}`);
    lines.push(`Try: ${tryLine(reachableAddress(bind.host, port), first, config)}`);
  } else if (models.length > 0) {
    lines.push(
      `No default model: the file that SHIMMY_BASE_GGUF names cannot be used. There is ${models.map(nameOf).join(", ")}.`,
    );
  }
  const advice = howToAddModels(config, models);
  if (advice !== undefined) lines.push(advice);
  return `${lines.join("\n")}\n`;
}

function nameOf({ name, source }: AnnouncedModel): string {
  return `${printable(name)}${source === "builtin" ? " (built in)" : ""}`;
}

function describeOthers(models: readonly AnnouncedModel[]): string {
  if (models.length === 0) return "";
  const names = models.slice(0, MOST_NAMES_SHOWN).map(nameOf);
  const rest = models.length - names.length;
  return `; also ${names.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

/** Nobody connects to "every interface": this machine's own address stands for it. */
function reachableAddress(host: string, port: number): string {
  const reachable = isWildcardHost(host) ? (host.includes(":") ? "::1" : "127.0.0.1") : host;
  return `http://${formatHostAndPort({ host: reachable, port })}`;
}

/** A conversation with the built-in model, which is made for that; any other is asked to go on with a text. */
function tryLine(
  address: string,
  { name, source }: AnnouncedModel,
  config: Pick<ShimmyConfig, "apiKey">,
): string {
  const model = printable(name);
  const [route, body] =
    source === "builtin"
      ? ["/v1/chat/completions", { model, messages: [{ role: "user", content: "What are you?" }] }]
      : ["/api/generate", { model, prompt: "Once upon a time", stream: false }];
  const key = config.apiKey === undefined ? "" : ' -H "authorization: Bearer $SHIMMY_API_KEY"';
  const data = JSON.stringify(body).replaceAll("'", "'\\''");
  return `curl ${address}${route}${key} -H 'content-type: application/json' -d '${data}'`;
}
