import { DEFAULT_HOST, DEFAULT_PORT, formatHostAndPort } from "../../config/bind-address.ts";
import type { ShimmyConfig } from "../../config/shimmy-config.ts";
import { LAST_PORT } from "../server/port-search.ts";

/** Longest wait for one port: a server answers in a fraction of it, unless the machine is busy with its models. */
const PROBE_TIMEOUT_MS = 5_000;
/** Ports asked at once. */
const PROBES_AT_ONCE = 20;

/** Asks an address whether Shimmy is there; passed in for tests. */
export type Probe = (url: string, signal: AbortSignal) => Promise<boolean>;

/**
 * Address of the server that runs on this machine: where the settings put it, else the first of the ports that
 * `shimmy serve` tries by itself. Undefined where none answers.
 */
export async function findServer(
  bind: ShimmyConfig["bind"],
  signal: AbortSignal,
  probe: Probe = isShimmy,
): Promise<string | undefined> {
  const urls = bind.explicit ? [addressOf(bind.host, bind.port)] : usualAddresses();
  const [usual, ...others] = urls;
  if (usual !== undefined && (await probe(usual, signal))) return usual;
  for (let start = 0; start < others.length; start += PROBES_AT_ONCE) {
    signal.throwIfAborted();
    const batch = others.slice(start, start + PROBES_AT_ONCE);
    const answers = await Promise.all(batch.map((url) => probe(url, signal)));
    const found = batch[answers.indexOf(true)];
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Nobody connects to "every interface": this machine's own address stands for it. */
function addressOf(host: string, port: number): string {
  const reachable = host === "0.0.0.0" ? DEFAULT_HOST : host === "::" ? "::1" : host;
  return `http://${formatHostAndPort({ host: reachable, port })}`;
}

function usualAddresses(): readonly string[] {
  const count = LAST_PORT - DEFAULT_PORT + 1;
  return Array.from({ length: count }, (_, index) => addressOf(DEFAULT_HOST, DEFAULT_PORT + index));
}

/** True where `GET /health` answers as Shimmy does. */
export async function isShimmy(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(PROBE_TIMEOUT_MS)]);
    const response = await fetch(`${url}/health`, { signal: limit, redirect: "error" });
    const body: unknown = await response.json();
    return typeof body === "object" && body !== null && "service" in body && body.service === "shimmy";
  } catch {
    // nobody there, or somebody else: both are no server of ours
    return false;
  }
}
