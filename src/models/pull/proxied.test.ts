import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { startConnectProxy } from "../../../test/helpers/connect-proxy.ts";
import { type ModelHost, sha256Of, someBytes, startModelHost } from "../../../test/helpers/model-host.ts";
import { temporaryFolder } from "../../../test/helpers/temporary-folder.ts";
import { ShimmyError } from "../../core/errors.ts";
import { lookupAll } from "./guarded-lookup.ts";
import type { Proxies } from "./proxied.ts";
import { pullModel } from "./pull-model.ts";
import { parsePullSource } from "./pull-source.ts";

const FILE = someBytes(300 * 1024);
const REPOSITORIES = { "acme/tiny": { "tiny-Q4_K_M.gguf": FILE } };
const NONE: Proxies = { http: "", https: "", none: "" };
/** Nobody listens there. */
const CLOSED = "127.0.0.1:1";

/** Pulls a model; resolves with the digest of what is then on the disk, or with the error. */
async function pullBy(proxy: Proxies, endpoint: string, headMs = 20_000): Promise<string | ShimmyError> {
  try {
    const { path } = await pullModel(parsePullSource("hf:acme/tiny"), {
      settings: {
        storeFolder: join(temporaryFolder(), "models"),
        offline: false,
        huggingFace: { endpoint, token: undefined },
        ollamaEndpoint: endpoint,
        proxy,
      },
      signal: new AbortController().signal,
      onProgress: () => {},
      limits: {
        rangeBytes: 64 * 1024,
        headMs,
        failures: 2,
        firstDelayMs: 1,
        longestDelayMs: 2,
        spareDiskBytes: 0,
      },
      network: { isPrivateAddress: () => false, isPrivateHost: () => false, lookup: lookupAll },
    });
    return sha256Of(readFileSync(path));
  } catch (thrown) {
    if (thrown instanceof ShimmyError) return thrown;
    throw thrown;
  }
}

const openHost = async (): Promise<ModelHost> => await startModelHost({ repositories: REPOSITORIES });
const authority = ({ url }: ModelHost) => new URL(url).host;

describe("a pull by a proxy", () => {
  it("carries the list and the whole file through its tunnels", async () => {
    const host = await openHost();
    const proxy = await startConnectProxy();
    expect(await pullBy({ ...NONE, http: `http://${proxy.host}` }, host.url)).toBe(sha256Of(FILE));
    expect(new Set(proxy.asked)).toEqual(new Set([authority(host)]));
    expect(proxy.carriedBytes()).toBeGreaterThan(FILE.length);
  });

  it("sends the proxy its user and password", async () => {
    const host = await openHost();
    const proxy = await startConnectProxy({ credentials: "me:p@ss" });
    const http = `http://me:p%40ss@${proxy.host}`;
    expect(await pullBy({ ...NONE, http }, host.url)).toBe(sha256Of(FILE));
  });

  it("asks hosts of NO_PROXY themselves", async () => {
    const host = await openHost();
    const proxy = await startConnectProxy();
    const proxies = { ...NONE, http: `http://${proxy.host}` };
    for (const none of ["127.0.0.1", authority(host), "*"]) {
      expect(await pullBy({ ...proxies, none }, host.url)).toBe(sha256Of(FILE));
    }
    expect(proxy.asked).toEqual([]);
    expect(await pullBy({ ...proxies, none: "127.0.0.1:9" }, host.url)).toBe(sha256Of(FILE));
    expect(proxy.asked).not.toEqual([]);
  });
});

describe("a proxy that does not do its work is named, and not the host behind it", () => {
  it.each([
    ["http", "HTTP_PROXY", "http://hub.example"],
    ["https", "HTTPS_PROXY", "https://hub.example"],
  ])("where nobody listens at the one for %s", async (kind, setting, endpoint) => {
    const error = await pullBy({ ...NONE, [kind]: `http://me:secret@${CLOSED}` }, endpoint);
    expect(error).toMatchObject({
      code: "download_failed",
      message: `The proxy http://${CLOSED} cannot be reached (ECONNREFUSED): correct ${setting}, or name hub.example in NO_PROXY.`,
    });
  });

  it("where one address is in both settings", async () => {
    const proxy = `http://${CLOSED}`;
    expect(await pullBy({ http: proxy, https: proxy, none: "" }, "https://hub.example")).toMatchObject({
      message: expect.stringContaining("correct HTTP_PROXY and HTTPS_PROXY"),
    });
  });

  it.each(["", "me:wrong@"])(
    "where it wants other credentials than %j, at once and without them",
    async (given) => {
      const host = await openHost();
      const proxy = await startConnectProxy({ credentials: "me:right" });
      const error = await pullBy({ ...NONE, http: `http://${given}${proxy.host}` }, host.url);
      expect(error).toMatchObject({
        code: "download_failed",
        message: expect.stringMatching(
          /^The proxy http:\/\/127\.0\.0\.1:\d+ does not accept .* HTTP_PROXY .*\(407\)/,
        ),
      });
      expect(String(error)).not.toMatch(/wrong|right/);
      // another attempt would be answered as the first one
      expect(proxy.asked).toHaveLength(1);
      expect(host.seen).toEqual([]);
    },
  );

  it("where it lets nobody through", async () => {
    const proxy = await startConnectProxy({ refuseWith: 403 });
    const error = await pullBy({ ...NONE, https: `http://${proxy.host}` }, "https://hub.example");
    expect(error).toMatchObject({
      message: expect.stringContaining("does not let Shimmy through to hub.example:443 (403)"),
    });
    expect(proxy.asked).toHaveLength(1);
  });

  it("where it cannot reach the host, after further attempts", async () => {
    const proxy = await startConnectProxy({ refuseWith: 502 });
    const error = await pullBy({ ...NONE, https: `http://${proxy.host}` }, "https://hub.example");
    expect(error).toMatchObject({
      message: `The proxy http://${proxy.host} of HTTPS_PROXY could not reach hub.example:443 (502).`,
    });
    expect(proxy.asked).toHaveLength(2);
  });

  it("where it never answers", async () => {
    const proxy = await startConnectProxy({ silent: true });
    const error = await pullBy({ ...NONE, https: `http://${proxy.host}` }, "https://hub.example", 400);
    expect(error).toMatchObject({
      message: `The proxy http://${proxy.host} of HTTPS_PROXY did not answer within 0.2 s.`,
    });
  });
});
