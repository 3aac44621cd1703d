import { type Dispatcher, EnvHttpProxyAgent, Pool } from "undici";
import { ShimmyError } from "../../core/errors.ts";
import { systemCode } from "../gguf/gguf-errors.ts";
import { TransferError } from "./transfer-error.ts";

/** Addresses of proxies; an empty text is none. */
export interface Proxies {
  readonly http: string;
  readonly https: string;
  /** Hosts that are asked without one, as `NO_PROXY` has them. */
  readonly none: string;
}

/**
 * A dispatcher that goes through proxies and says of a failure of theirs that it is theirs; without any, undefined.
 *
 * @param tunnelMs longest wait for a proxy's answer, in milliseconds.
 */
export function proxied(
  proxies: Proxies,
  options: EnvHttpProxyAgent.Options,
  tunnelMs: number,
): Dispatcher | undefined {
  const { http, https, none } = proxies;
  if (http === "" && https === "") return undefined;
  return new EnvHttpProxyAgent({
    ...options,
    httpProxy: http,
    httpsProxy: https,
    noProxy: none,
    clientFactory: (origin, poolOptions) =>
      new ProxyPool(origin, poolOptions, settingOf(origin, proxies), tunnelMs),
  });
}

/** Names of the settings that a proxy comes from. */
function settingOf(origin: URL, { http, https }: Proxies): string {
  const is = (text: string): boolean => text !== "" && new URL(text).href === origin.href;
  if (is(http) && is(https)) return "HTTP_PROXY and HTTPS_PROXY";
  return is(https) ? "HTTPS_PROXY" : "HTTP_PROXY";
}

type TunnelOptions = Omit<Dispatcher.ConnectOptions, "origin">;
type Tunnel = Dispatcher.ConnectData;

/** Connections to a proxy, each of which becomes a tunnel to some host. */
class ProxyPool extends Pool {
  readonly #proxy: string;
  readonly #setting: string;
  readonly #tunnelMs: number;

  constructor(origin: URL, options: object, setting: string, tunnelMs: number) {
    super(origin, options);
    // never its user and password
    this.#proxy = `${origin.protocol}//${origin.host}`;
    this.#setting = setting;
    this.#tunnelMs = tunnelMs;
  }

  override connect(options: TunnelOptions): Promise<Tunnel>;
  override connect(options: TunnelOptions, callback: (error: Error | null, tunnel: Tunnel) => void): void;
  override connect(
    options: TunnelOptions,
    callback?: (error: Error | null, tunnel: Tunnel) => void,
  ): Promise<Tunnel> | undefined {
    if (callback === undefined) return this.#open(options);
    super.connect(options, callback);
    return undefined;
  }

  async #open(options: TunnelOptions): Promise<Tunnel> {
    const host = options.path;
    const late = new AbortController();
    const timer = setTimeout(() => {
      const seconds = this.#tunnelMs / 1000;
      late.abort(
        new TransferError(`The proxy ${this.#proxy} of ${this.#setting} did not answer within ${seconds} s.`),
      );
    }, this.#tunnelMs);
    let tunnel: Tunnel;
    try {
      tunnel = await super.connect({ ...options, signal: late.signal });
    } catch (cause) {
      throw late.signal.aborted ? late.signal.reason : this.#unreachable(cause, host);
    } finally {
      clearTimeout(timer);
    }
    if (tunnel.statusCode === 200) return tunnel;
    tunnel.socket.on("error", () => {}).destroy();
    throw this.#refusal(tunnel.statusCode, host);
  }

  #unreachable(cause: unknown, host: string): ShimmyError {
    const reason = systemCode(cause) ?? (cause instanceof Error ? cause.name : "unknown error");
    return new TransferError(
      `The proxy ${this.#proxy} cannot be reached (${reason}): correct ${this.#setting}, or name ${hostOf(host)} in NO_PROXY.`,
      { cause },
    );
  }

  #refusal(status: number, host: string): ShimmyError {
    const proxy = `The proxy ${this.#proxy}`;
    if (status === 407) {
      return new ShimmyError(
        "download_failed",
        `${proxy} does not accept the user and password that ${this.#setting} has for it, or wants some (407): write them as http://USER:PASSWORD@HOST:PORT, with %40 for an @.`,
      );
    }
    if (status >= 500 || status === 429 || status === 408) {
      return new TransferError(`${proxy} of ${this.#setting} could not reach ${host} (${status}).`);
    }
    return new ShimmyError(
      "download_failed",
      `${proxy} does not let Shimmy through to ${host} (${status}): ask whoever runs it, correct ${this.#setting}, or name ${hostOf(host)} in NO_PROXY.`,
    );
  }
}

function hostOf(authority: string): string {
  return authority.replace(/:\d+$/, "");
}
