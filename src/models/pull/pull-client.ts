import { Agent, type Dispatcher, request } from "undici";
import { abortError, ShimmyError } from "../../core/errors.ts";
import { systemCode } from "../gguf/gguf-errors.ts";
import { guardedLookup, type Lookup, lookupAll } from "./guarded-lookup.ts";
import { nextHop } from "./next-hop.ts";
import { isPrivateAddress, isPrivateHost } from "./private-address.ts";
import { type Proxies, proxied } from "./proxied.ts";
import type { PullLimits } from "./pull-limits.ts";
import { refusalOf } from "./refusal.ts";
import { TransferError } from "./transfer-error.ts";

/** What a {@link PullClient} is made of. */
export interface PullClientOptions {
  readonly limits: PullLimits;
  readonly proxy: Proxies;
  /** What counts as private; tests, whose hosts are all private, have their own. */
  readonly network?: PullNetwork;
}

/** How hosts are told apart. */
export interface PullNetwork {
  readonly isPrivateAddress: (address: string) => boolean;
  readonly isPrivateHost: (host: string) => boolean;
  readonly lookup: Lookup;
}

/** One request. */
export interface PullRequest {
  readonly url: URL;
  /** Sent to the address's own origin only, whatever it redirects to. */
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** What is asked for, for messages. */
  readonly label: string;
  readonly signal: AbortSignal;
}

/** An answer with a status of 2xx. */
export interface PullAnswer {
  readonly status: number;
  /** Single value of a header. */
  readonly header: (name: string) => string | undefined;
  /** Reading ends with a {@link TransferError} where it stalls. */
  readonly body: AsyncIterable<Buffer>;
  /** Gives the connection back or, where not all was read, closes it. Safe to call twice. */
  readonly close: () => void;
}

const NETWORK: PullNetwork = { isPrivateAddress, isPrivateHost, lookup: lookupAll };

/** Asks servers for models: by the proxies of the environment, with bounded redirects that lead to no private address. */
export class PullClient {
  readonly #limits: PullLimits;
  readonly #network: PullNetwork;
  readonly #own: Dispatcher;
  readonly #foreign: Dispatcher;
  readonly #privacy = new Map<string, Promise<boolean>>();

  constructor({ limits, proxy, network = NETWORK }: PullClientOptions) {
    this.#limits = limits;
    this.#network = network;
    const dispatcher = (lookup: Lookup): Dispatcher => {
      const own = {
        // times are watched here, to the millisecond and with words of our own
        headersTimeout: 0,
        bodyTimeout: 0,
        connect: { lookup, timeout: limits.headMs },
      };
      // less than the whole, so that a silent proxy is told of and not the host behind it
      return proxied(proxy, own, limits.headMs / 2) ?? new Agent(own);
    };
    this.#own = dispatcher(network.lookup);
    this.#foreign = dispatcher(guardedLookup(network.isPrivateAddress, network.lookup));
  }

  /**
   * Asks once, following redirects.
   *
   * @throws TransferError for what may be over at the next attempt, ShimmyError for all else.
   */
  async open(asked: PullRequest): Promise<PullAnswer> {
    const { url: start, token, label, signal } = asked;
    let hop = { url: start, isOwnHost: true };
    for (let followed = 0; ; followed++) {
      const allowsPrivate = hop.isOwnHost || (await this.#isPrivate(start));
      const answer = await this.#send(hop.url, allowsPrivate ? this.#own : this.#foreign, asked, {
        "accept-encoding": "identity",
        "user-agent": "shimmy",
        ...asked.headers,
        ...(hop.isOwnHost && token !== undefined && { authorization: `Bearer ${token}` }),
      });
      const header = (name: string): string | undefined => [answer.headers[name]].flat()[0];
      const { statusCode: status, body } = answer;
      if (status >= 200 && status < 300) {
        return {
          status,
          header,
          body: this.#watched(body, hop.url.host, signal),
          close: () => discard(body),
        };
      }
      // what an error or a redirect says besides is not read
      discard(body);
      if (![301, 302, 303, 307, 308].includes(status)) {
        throw refusalOf({
          status,
          retryAfter: header("retry-after"),
          host: hop.url.host,
          isOwnHost: hop.isOwnHost,
          label,
        });
      }
      hop = nextHop({
        start,
        from: hop.url,
        location: header("location"),
        followed,
        mostRedirects: this.#limits.redirects,
        allowsPrivate: await this.#isPrivate(start),
        isPrivateHost: this.#network.isPrivateHost,
      });
    }
  }

  /** Closes every connection. */
  async close(): Promise<void> {
    await Promise.all([this.#own.destroy(), this.#foreign.destroy()]);
  }

  async #send(
    url: URL,
    dispatcher: Dispatcher,
    { signal }: PullRequest,
    headers: Record<string, string>,
  ): Promise<Dispatcher.ResponseData> {
    const { headMs } = this.#limits;
    const late = new AbortController();
    const timer = setTimeout(() => {
      late.abort(new TransferError(`${url.host} did not answer within ${headMs / 1000} s.`));
    }, headMs);
    try {
      return await request(url, { dispatcher, headers, signal: AbortSignal.any([signal, late.signal]) });
    } catch (error) {
      if (signal.aborted) throw abortError(signal);
      throw late.signal.aborted ? late.signal.reason : transferError(error, url.host);
    } finally {
      clearTimeout(timer);
    }
  }

  async *#watched(
    body: Dispatcher.ResponseData["body"],
    host: string,
    signal: AbortSignal,
  ): AsyncGenerator<Buffer, void, undefined> {
    const { stallMs, leastBytes } = this.#limits;
    let received = 0;
    let before = 0;
    const timer = setInterval(() => {
      if (received - before < leastBytes) {
        body.destroy(new TransferError(`${host} sent less than ${leastBytes} bytes in ${stallMs / 1000} s.`));
      }
      before = received;
    }, stallMs);
    try {
      for await (const piece of body) {
        const bytes = Buffer.isBuffer(piece) ? piece : Buffer.from(piece);
        received += bytes.length;
        yield bytes;
      }
    } catch (error) {
      if (signal.aborted) throw abortError(signal);
      throw transferError(error, host);
    } finally {
      clearInterval(timer);
      discard(body);
    }
  }

  /** Whether the endpoint that the settings name is a private one. */
  async #isPrivate({ hostname }: URL): Promise<boolean> {
    if (this.#network.isPrivateHost(hostname)) return true;
    const known = this.#privacy.get(hostname) ?? this.#resolvesPrivate(hostname);
    this.#privacy.set(hostname, known);
    return await known;
  }

  async #resolvesPrivate(host: string): Promise<boolean> {
    return await new Promise((resolve) => {
      // behind a proxy there may be nobody to ask: the host is then taken for a public one
      this.#network.lookup(host, { all: true }, (error, found) => {
        const addresses =
          error === null
            ? [found].flat().map((entry) => (typeof entry === "string" ? entry : entry.address))
            : [];
        resolve(addresses.length > 0 && addresses.every(this.#network.isPrivateAddress));
      });
    });
  }
}

/** What was not read is no longer wanted, nor is the error that says so. */
function discard(body: Dispatcher.ResponseData["body"]): void {
  body.on("error", () => {}).destroy();
}

function transferError(error: unknown, host: string): ShimmyError {
  if (error instanceof ShimmyError) return error;
  const reason = systemCode(error) ?? (error instanceof Error ? error.name : "unknown error");
  return new TransferError(
    `The connection to ${host} failed (${reason}); check the network, and HTTPS_PROXY and NO_PROXY where a proxy is in use.`,
    { cause: error },
  );
}
