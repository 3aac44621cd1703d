import { formatHostAndPort, isWildcardHost } from "../../config/bind-address.ts";
import type { ShimmyConfig } from "../../config/shimmy-config.ts";
import type { ModelListing } from "../../service/shimmy-service.ts";
import { printable } from "../format.ts";
import { howToAddModels } from "../how-to-add-models.ts";

/** What {@link announcement} tells. */
export interface RunningServer {
  readonly version: string;
  readonly config: Pick<ShimmyConfig, "bind" | "modelDirs" | "apiKey">;
  /** The port in use, which may differ from the configured one. */
  readonly port: number;
  readonly models: readonly Pick<ModelListing, "name">[];
}

const MOST_NAMES_SHOWN = 8;

/** What `shimmy serve` prints once it listens: the address, the models, and a line to try. */
export function announcement({ version, config, port, models }: RunningServer): string {
  const { bind } = config;
  const address = `http://${formatHostAndPort({ host: bind.host, port })}`;
  const lines = [
    `Shimmy ${version} listens on ${address}${bind.host === "0.0.0.0" ? " (every interface)" : ""}`,
  ];
  if (!bind.explicit && port !== bind.port)
    lines.push(`Port ${bind.port} is taken, so this is the next free one.`);
  const [first] = models;
  if (first === undefined) lines.push(howToAddModels(config));
  else
    lines.push(
      describeModels(models),
      `Try: ${tryLine(reachableAddress(bind.host, port), first.name, config)}`,
    );
  return `${lines.join("\n")}\n`;
}

function describeModels(models: RunningServer["models"]): string {
  const names = models.slice(0, MOST_NAMES_SHOWN).map((model) => printable(model.name));
  const rest = models.length - names.length;
  const more = rest > 0 ? ` and ${rest} more` : "";
  return `${models.length === 1 ? "1 model" : `${models.length} models`}: ${names.join(", ")}${more}`;
}

/** Nobody connects to "every interface": this machine's own address stands for it. */
function reachableAddress(host: string, port: number): string {
  const reachable = isWildcardHost(host) ? (host.includes(":") ? "::1" : "127.0.0.1") : host;
  return `http://${formatHostAndPort({ host: reachable, port })}`;
}

function tryLine(address: string, model: string, config: Pick<ShimmyConfig, "apiKey">): string {
  const body = JSON.stringify({ model: printable(model), prompt: "Once upon a time", stream: false });
  const key = config.apiKey === undefined ? "" : ' -H "authorization: Bearer $SHIMMY_API_KEY"';
  return `curl ${address}/api/generate${key} -H 'content-type: application/json' -d '${body.replaceAll("'", "'\\''")}'`;
}
