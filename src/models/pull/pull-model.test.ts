import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdir, readdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  type ModelHost,
  manifestOf,
  sendContent,
  sha256Of,
  someBytes,
  startModelHost,
} from "../../../test/helpers/model-host.ts";
import { temporaryFolder } from "../../../test/helpers/temporary-folder.ts";
import { ShimmyError } from "../../core/errors.ts";
import { lookupAll } from "./guarded-lookup.ts";
import type { PullNetwork } from "./pull-client.ts";
import type { PullOptions, PullSettings } from "./pull-context.ts";
import type { PullLimits } from "./pull-limits.ts";
import { pullModel } from "./pull-model.ts";
import type { PullProgress } from "./pull-progress.ts";
import { parsePullSource } from "./pull-source.ts";

const KIB = 1024;
const FILE = someBytes(300 * KIB);
const REPOSITORY = { "acme/tiny": { "tiny-Q4_K_M.gguf": FILE } };
const MODEL = {
  "library/llama3:8b": {
    model: FILE,
    template: Buffer.from("{{ .Prompt }}"),
    system: Buffer.from("Be kind."),
  },
};
/** Everything short, so that misbehaviour ends soon. */
const LIMITS: Partial<PullLimits> = {
  rangeBytes: 64 * KIB,
  headMs: 20_000,
  stallMs: 20_000,
  leastBytes: 1,
  failures: 3,
  firstDelayMs: 1,
  longestDelayMs: 5,
  saveMs: 0,
  spareDiskBytes: 0,
  lockExpiryMs: 60_000,
};
/** 127.0.0.1 plays the internet, and 127.0.0.2 a machine behind its firewall. */
const NETWORK: PullNetwork = {
  isPrivateAddress: (address) => address === "127.0.0.2",
  isPrivateHost: (host) => host === "127.0.0.2",
  lookup: lookupAll,
};

interface Setup {
  readonly settings?: Partial<PullSettings>;
  readonly limits?: Partial<PullLimits>;
  readonly network?: PullNetwork;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: PullProgress) => void;
}

function pullFrom(host: Pick<ModelHost, "url">, setup: Setup = {}) {
  const storeFolder = setup.settings?.storeFolder ?? join(temporaryFolder(), "models");
  const told: PullProgress[] = [];
  const options: PullOptions = {
    settings: {
      storeFolder,
      offline: false,
      huggingFace: { endpoint: host.url, token: "hf_secret" },
      ollamaEndpoint: host.url,
      proxy: { http: "", https: "", none: "" },
      ...setup.settings,
    },
    signal: setup.signal ?? new AbortController().signal,
    onProgress: (progress) => {
      told.push(progress);
      setup.onProgress?.(progress);
    },
    limits: { ...LIMITS, ...setup.limits },
    network: setup.network ?? NETWORK,
  };
  const file = join(storeFolder, "huggingface/acme/tiny/tiny-Q4_K_M.gguf");
  return {
    storeFolder,
    file,
    told,
    pull: (name = "hf:acme/tiny") => pullModel(parsePullSource(name), options),
  };
}

async function failure(pull: Promise<unknown>): Promise<ShimmyError> {
  const error: unknown = await pull.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ShimmyError)) throw new Error(`It did not fail as expected: ${String(error)}`);
  return error;
}

const isContent = (path: string) =>
  path.includes("/resolve/") || path.includes("/blobs/") || path.startsWith("/cdn/");

describe("pulling from the hub", () => {
  it("fetches the file in ranges, verifies it and leaves nothing else", async () => {
    const host = await startModelHost({ repositories: REPOSITORY });
    const { pull, file, told } = pullFrom(host);
    expect(await pull()).toEqual({ path: file, name: undefined });
    expect(sha256Of(readFileSync(file))).toBe(sha256Of(FILE));
    expect(await readdir(join(file, ".."))).toEqual(["tiny-Q4_K_M.gguf"]);
    expect(host.seen.filter(({ range }) => range !== undefined)).toHaveLength(5);
    expect(told[0]).toEqual({ type: "listing" });
    expect(told.filter(({ type }) => type === "file").at(-1)).toMatchObject({
      sha256: sha256Of(FILE),
      totalBytes: FILE.length,
      completedBytes: FILE.length,
    });
  });

  it("takes all shards and leaves the projector", async () => {
    const files = {
      "Q8_0/big-Q8_0-00001-of-00002.gguf": someBytes(10, 1),
      "Q8_0/big-Q8_0-00002-of-00002.gguf": someBytes(10, 2),
      "mmproj-big-F16.gguf": someBytes(10, 3),
      "README.md": Buffer.from("read me"),
    };
    const host = await startModelHost({ repositories: { "acme/big": files } });
    const { pull, storeFolder } = pullFrom(host);
    const folder = join(storeFolder, "huggingface/acme/big/Q8_0");
    expect(await pull("hf:acme/big:q8_0")).toMatchObject({
      path: join(folder, "big-Q8_0-00001-of-00002.gguf"),
    });
    expect(await readdir(folder)).toHaveLength(2);
    expect(await readdir(join(folder, ".."))).toEqual(["Q8_0"]);
  });

  it("fetches nothing that is there and whole, and anew what has changed", async () => {
    const host = await startModelHost({ repositories: REPOSITORY });
    const { pull, file } = pullFrom(host);
    await pull();
    const asked = () => host.seen.filter(({ path }) => isContent(path)).length;
    const before = asked();
    await pull();
    expect(asked()).toBe(before);
    await writeFile(file, someBytes(FILE.length, 9));
    await pull();
    expect(sha256Of(readFileSync(file))).toBe(sha256Of(FILE));
  });

  it("sends the token to the hub and not to the host that it redirects to", async () => {
    const content = await startModelHost({ repositories: REPOSITORY });
    const hub = await startModelHost({ repositories: REPOSITORY, redirectTo: content.url });
    await pullFrom(hub).pull();
    expect(new Set(hub.seen.map(({ authorization }) => authorization))).toEqual(
      new Set(["Bearer hf_secret"]),
    );
    expect(content.seen.length).toBeGreaterThan(0);
    expect(new Set(content.seen.map(({ authorization }) => authorization))).toEqual(new Set([undefined]));
  });

  it("goes through the proxy of the settings, but not to hosts that need none", async () => {
    const host = await startModelHost({ repositories: REPOSITORY });
    const proxy = { http: "http://127.0.0.1:1", https: "", none: "" };
    const error = await failure(pullFrom(host, { settings: { proxy } }).pull());
    expect(error).toMatchObject({
      code: "download_failed",
      message: expect.stringContaining("ECONNREFUSED"),
    });
    expect(host.seen).toEqual([]);
    await pullFrom(host, { settings: { proxy: { ...proxy, none: "127.0.0.1" } } }).pull();
    expect(host.seen).not.toEqual([]);
  });

  it("asks nothing when offline", async () => {
    const host = await startModelHost({ repositories: REPOSITORY });
    expect(await failure(pullFrom(host, { settings: { offline: true } }).pull())).toMatchObject({
      code: "forbidden",
    });
    expect(host.seen).toEqual([]);
  });

  it("tells of a repository that is not there, and of one that is not given out", async () => {
    const host = await startModelHost();
    expect(await failure(pullFrom(host).pull())).toMatchObject({ code: "model_not_found" });
    host.intercept = (_, response) => Boolean(response.writeHead(401).end());
    expect(await failure(pullFrom(host).pull())).toMatchObject({ code: "forbidden", message: /HF_TOKEN/u });
  });
});

describe("pulling from a registry", () => {
  it("keeps blobs and manifest as Ollama does, the manifest last", async () => {
    const host = await startModelHost({ models: MODEL });
    host.intercept = (request, response, path) => {
      // the configuration is not among the layers of the host
      if (!path.endsWith(sha256Of(Buffer.from("{}")))) return false;
      sendContent(Buffer.from("{}"), request, response);
      return true;
    };
    const { pull, storeFolder } = pullFrom(host);
    const store = join(storeFolder, "ollama");
    expect(await pull("llama3:8b")).toEqual({
      path: join(store, `blobs/sha256-${sha256Of(FILE)}`),
      name: "llama3:8b",
    });
    expect(await readdir(join(store, "blobs"))).toHaveLength(4);
    expect(await readFile(join(store, "manifests/registry.ollama.ai/library/llama3/8b"), "utf8")).toBe(
      manifestOf(MODEL["library/llama3:8b"]),
    );
    expect(host.seen.every(({ authorization }) => authorization === undefined)).toBe(true);
  });

  it.each([
    [
      "a digest that is a path",
      '{"layers":[{"mediaType":"application/vnd.ollama.image.model","digest":"sha256:../../../../x","size":3}]}',
    ],
    ["no JSON", "<html>"],
    [
      "a size that is none",
      `{"layers":[{"mediaType":"application/vnd.ollama.image.model","digest":"sha256:${"a".repeat(64)}","size":-1}]}`,
    ],
  ])("refuses a manifest with %s", async (_, manifest) => {
    const host = await startModelHost();
    host.intercept = (__, response) => Boolean(response.end(manifest));
    const { pull, storeFolder } = pullFrom(host);
    expect(await failure(pull("llama3"))).toMatchObject({ code: "download_failed" });
    expect(existsSync(storeFolder)).toBe(false);
  });
});

describe("a host that misbehaves", () => {
  it("is asked again where it cuts the connection, from the byte that it came to", async () => {
    const host = await startModelHost({ repositories: REPOSITORY });
    const cut = new Set<string>();
    host.intercept = (request, response, path) => {
      const { range = "" } = request.headers;
      const first = Number(/^bytes=(\d+)-/u.exec(range)?.[1]);
      if (!isContent(path) || first % (64 * KIB) !== 0 || cut.has(range)) return false;
      cut.add(range);
      const last = Number(/-(\d+)$/u.exec(range)?.[1]);
      response.writeHead(206, {
        "content-length": last - first + 1,
        "content-range": `bytes ${first}-${last}/${FILE.length}`,
      });
      response.write(FILE.subarray(first, first + 1000), () => response.destroy());
      return true;
    };
    const { pull, file } = pullFrom(host);
    await pull();
    expect(sha256Of(readFileSync(file))).toBe(sha256Of(FILE));
    expect(host.seen.filter(({ range }) => range?.startsWith("bytes=1000-"))).toHaveLength(1);
  });

  it("is given up where it cuts every connection", async () => {
    const host = await startModelHost({ repositories: REPOSITORY });
    host.intercept = (_, response, path) => isContent(path) && Boolean(response.destroy());
    const { pull, file } = pullFrom(host);
    expect(await failure(pull())).toMatchObject({
      code: "download_failed",
      message: /connection to 127\.0\.0\.1/u,
    });
    expect(existsSync(file)).toBe(false);
  });

  it("is believed nothing with a wrong digest: it is fetched twice, then removed", async () => {
    const host = await startModelHost({ repositories: REPOSITORY });
    const wrong = someBytes(FILE.length, 5);
    host.intercept = (request, response, path) => {
      if (!isContent(path)) return false;
      sendContent(wrong, request, response);
      return true;
    };
    const { pull, file } = pullFrom(host);
    expect(await failure(pull())).toMatchObject({
      code: "download_failed",
      message: /sha256 after 2 attempts/u,
    });
    expect(host.seen.filter(({ path }) => isContent(path))).toHaveLength(10);
    expect(await readdir(join(file, ".."))).toEqual([]);
  });

  it.each([
    [
      "states another length",
      (response: ServerResponse) =>
        response.writeHead(206, { "content-range": "bytes 0-65535/99999999" }).end(),
    ],
    [
      "sends another part",
      (response: ServerResponse) =>
        response.writeHead(206, { "content-range": `bytes 5-65535/${FILE.length}` }).end(),
    ],
    ["does not say which part it sends", (response: ServerResponse) => response.writeHead(206).end("x")],
    [
      "has a file of another length",
      (response: ServerResponse) => response.writeHead(200, { "content-length": 3 }).end("abc"),
    ],
    ["answers with something odd", (response: ServerResponse) => response.writeHead(418).end()],
  ])("is refused where it %s, at once", async (_, misbehave) => {
    const host = await startModelHost({ repositories: REPOSITORY });
    host.intercept = (__, response, path) => isContent(path) && Boolean(misbehave(response));
    const { pull, file } = pullFrom(host, { limits: { connections: 1 } });
    expect(await failure(pull())).toMatchObject({ code: "download_failed" });
    expect(host.seen.filter(({ path }) => isContent(path))).toHaveLength(1);
    expect(existsSync(file)).toBe(false);
  });

  it("is cut off where its body does not end", async () => {
    const host = await startModelHost({ repositories: REPOSITORY });
    host.intercept = (_, response, path) => {
      if (!isContent(path)) return false;
      response.writeHead(206, { "content-range": `bytes 0-65535/${FILE.length}` });
      const more = (): void => {
        if (!response.destroyed) response.write(someBytes(16 * KIB), () => setImmediate(more));
      };
      more();
      return true;
    };
    const { pull } = pullFrom(host, { limits: { connections: 1 } });
    expect(await failure(pull())).toMatchObject({
      code: "download_failed",
      message: /more than it announced/u,
    });
  });

  it("is cut off where its list of files does not end", async () => {
    const host = await startModelHost();
    host.intercept = (_, response) => {
      const more = (): void => {
        if (!response.destroyed) response.write(someBytes(16 * KIB), () => setImmediate(more));
      };
      more();
      return true;
    };
    const error = await failure(pullFrom(host, { limits: { listingBytes: 100 * KIB } }).pull());
    expect(error).toMatchObject({ code: "download_failed", message: /too long a list/u });
  });

  it("is given up where its body is slow", async () => {
    const host = await startModelHost({ repositories: REPOSITORY });
    host.intercept = (_, response, path) => {
      if (!isContent(path)) return false;
      response.writeHead(206, { "content-range": `bytes 0-65535/${FILE.length}` });
      response.write("x");
      return true;
    };
    const { pull } = pullFrom(host, {
      limits: { connections: 1, failures: 1, stallMs: 50, leastBytes: 100 },
    });
    expect(await failure(pull())).toMatchObject({ code: "download_failed", message: /less than 100 bytes/u });
  });

  it("is given up where it does not answer at all", async () => {
    const host = await startModelHost();
    host.intercept = () => true;
    const error = await failure(pullFrom(host, { limits: { headMs: 50, failures: 1 } }).pull());
    expect(error).toMatchObject({ code: "download_failed", message: /did not answer within/u });
  });

  it.each([429, 500, 503])("is asked again after %i", async (status) => {
    const host = await startModelHost({ repositories: REPOSITORY });
    let refusals = 2;
    host.intercept = (_, response) => {
      if (refusals === 0) return false;
      refusals--;
      response.writeHead(status, { "retry-after": "0" }).end();
      return true;
    };
    const { pull, file } = pullFrom(host);
    await pull();
    expect(existsSync(file)).toBe(true);
  });

  it("is not waited for when it asks for too long a pause, which is told", async () => {
    const host = await startModelHost();
    host.intercept = (_, response) => Boolean(response.writeHead(429, { "retry-after": "3600" }).end());
    expect(await failure(pullFrom(host).pull())).toMatchObject({
      code: "download_failed",
      retryAfterSeconds: 3600,
    });
    expect(host.seen).toHaveLength(1);
  });

  it("may know no ranges: the file then comes in one piece", async () => {
    const host = await startModelHost({ repositories: REPOSITORY });
    host.intercept = (_, response, path) => {
      if (!isContent(path)) return false;
      response.writeHead(200, { "content-length": FILE.length }).end(FILE);
      return true;
    };
    const { pull, file } = pullFrom(host);
    await pull();
    expect(sha256Of(readFileSync(file))).toBe(sha256Of(FILE));
  });

  it.each([
    "../../../evil.gguf",
    "/etc/evil.gguf",
    "a/../../evil.gguf",
    "..\\evil.gguf",
    ".hidden/evil.gguf",
  ])("names a file %s, which is not pulled", async (path) => {
    const host = await startModelHost({ repositories: { "acme/tiny": { [path]: FILE } } });
    const { pull, storeFolder } = pullFrom(host);
    expect(await failure(pull())).toMatchObject({ code: "download_failed", message: /not a safe name/u });
    expect(existsSync(storeFolder)).toBe(false);
  });
});

describe("redirects", () => {
  const redirecting = async (location: (url: string) => string) => {
    const host = await startModelHost({ repositories: REPOSITORY });
    host.intercept = (_, response, path) =>
      isContent(path) && Boolean(response.writeHead(302, { location: location(host.url) }).end());
    return host;
  };

  it.each([
    ["to a private address", () => "http://127.0.0.2:9/x", /private address/u],
    ["to another protocol", () => "file:///etc/passwd", /redirected to file:/u],
    ["to no address", () => "http://", /to no address/u],
    ["to an address with a password", () => "http://me:secret@127.0.0.1/x", /password/u],
    ["to itself for ever", (url: string) => `${url}/a/b/resolve/x`, /more than 5 times/u],
  ])("are refused %s", async (_, location, message) => {
    const host = await redirecting(location);
    expect(await failure(pullFrom(host, { limits: { connections: 1 } }).pull())).toMatchObject({
      code: "download_failed",
      message: expect.stringMatching(message),
    });
  });

  it("are refused to a name that leads to a private address", async () => {
    const lookup: PullNetwork["lookup"] = (_, __, callback) =>
      callback(null, [{ address: "127.0.0.2", family: 4 }]);
    const host = await redirecting(() => "http://inner.example:9/x");
    const error = await failure(pullFrom(host, { network: { ...NETWORK, lookup } }).pull());
    expect(error).toMatchObject({
      code: "download_failed",
      message: /inner\.example leads to a private address/u,
    });
  });

  it("may lead to a private host where the endpoint is private itself", async () => {
    const content = await startModelHost({ repositories: REPOSITORY });
    const hub = await startModelHost({ repositories: REPOSITORY, redirectTo: content.url });
    const everything: PullNetwork = { ...NETWORK, isPrivateAddress: () => true, isPrivateHost: () => true };
    const { pull, file } = pullFrom(hub, { network: everything });
    await pull();
    expect(existsSync(file)).toBe(true);
  });
});

describe("a pull that is stopped", () => {
  it("ends at once and is gone on with: no byte that is there is asked for again", async () => {
    const host = await startModelHost({ repositories: REPOSITORY });
    const controller = new AbortController();
    host.intercept = ({ headers }, response) => {
      if (headers.range?.startsWith("bytes=131072-") !== true) return false;
      response
        .writeHead(206, { "content-range": `bytes 131072-196607/${FILE.length}` })
        .write(FILE.subarray(131_072, 132_072));
      return true;
    };
    const onProgress = (progress: PullProgress): void => {
      if (progress.type === "file" && progress.completedBytes === 132_072) controller.abort();
    };
    const setup = { limits: { connections: 1 } };
    const first = pullFrom(host, { ...setup, signal: controller.signal, onProgress });
    expect(await failure(first.pull())).toMatchObject({ code: "cancelled" });
    expect(await readdir(join(first.file, ".."))).toEqual([
      "tiny-Q4_K_M.gguf.part",
      "tiny-Q4_K_M.gguf.part.json",
    ]);

    host.intercept = undefined;
    const before = host.seen.length;
    const second = pullFrom(host, { ...setup, settings: { storeFolder: first.storeFolder } });
    await second.pull();
    const ranges = host.seen.slice(before).flatMap(({ range }) => range ?? []);
    expect(ranges[0]).toBe("bytes=132072-196607");
    expect(second.told.find(({ type }) => type === "file")).toMatchObject({ completedBytes: 132_072 });
    expect(sha256Of(readFileSync(second.file))).toBe(sha256Of(FILE));
  });

  it("begins anew where what is left belongs to another file, or cannot be read", async () => {
    const host = await startModelHost({ repositories: REPOSITORY });
    const { pull, file } = pullFrom(host);
    await mkdir(join(file, ".."), { recursive: true });
    await writeFile(`${file}.part`, someBytes(FILE.length, 7));
    await writeFile(`${file}.part.json`, '{"version":1,"sha256":"other"');
    await pull();
    expect(sha256Of(readFileSync(file))).toBe(sha256Of(FILE));
  });
});

describe("two pulls of one file", () => {
  it("wait for each other within a process, and fetch it once", async () => {
    const host = await startModelHost({ repositories: REPOSITORY });
    const { pull, file } = pullFrom(host);
    await Promise.all([pull(), pull("hf.co/acme/tiny:Q4_K_M")]);
    expect(host.seen.filter(({ path }) => isContent(path))).toHaveLength(5);
    expect((await stat(file)).size).toBe(FILE.length);
  });

  it("are refused where another process holds the lock for too long, and not when it is dead", async () => {
    const host = await startModelHost({ repositories: REPOSITORY });
    const { pull, file } = pullFrom(host, { limits: { lockWaitMs: 0 } });
    const { hostname } = await import("node:os");
    await mkdir(join(file, ".."), { recursive: true });
    await writeFile(`${file}.lock`, JSON.stringify({ pid: process.ppid, host: hostname(), token: "x" }));
    expect(await failure(pull())).toMatchObject({
      code: "conflict",
      message: expect.stringContaining(`is being pulled by another process (pid ${process.ppid})`),
    });
    const longAgo = new Date(Date.now() - 3_600_000);
    await utimes(`${file}.lock`, longAgo, longAgo);
    await pull();
    expect(await readdir(join(file, ".."))).toEqual(["tiny-Q4_K_M.gguf"]);
  });

  it("wait for another process that fetches the same, and take what it fetched", async () => {
    const host = await startModelHost({ repositories: REPOSITORY });
    const waiting = pullFrom(host, {
      limits: { lockPollMs: 1 },
      onProgress: ({ type }) => {
        if (type !== "waiting") return;
        // the other one ends well
        writeFileSync(waiting.file, FILE);
        rmSync(`${waiting.file}.lock`);
      },
    });
    const { pull, file, told } = waiting;
    const { hostname } = await import("node:os");
    await mkdir(join(file, ".."), { recursive: true });
    await writeFile(`${file}.lock`, JSON.stringify({ pid: process.ppid, host: hostname(), token: "x" }));
    await pull();
    expect(told.filter(({ type }) => type === "waiting")).toEqual([
      {
        type: "waiting",
        label: "tiny-Q4_K_M.gguf",
        holder: `another process (pid ${process.ppid})`,
      },
    ]);
    expect(host.seen.filter(({ path }) => isContent(path))).toEqual([]);
    expect(await readdir(join(file, ".."))).toEqual(["tiny-Q4_K_M.gguf"]);
  });

  it("wait no longer than their asker does", async () => {
    const host = await startModelHost({ repositories: REPOSITORY });
    const asker = new AbortController();
    const { pull, file } = pullFrom(host, {
      limits: { lockPollMs: 60_000 },
      signal: asker.signal,
      onProgress: ({ type }) => {
        if (type === "waiting") asker.abort();
      },
    });
    const { hostname } = await import("node:os");
    await mkdir(join(file, ".."), { recursive: true });
    await writeFile(`${file}.lock`, JSON.stringify({ pid: process.ppid, host: hostname(), token: "x" }));
    expect(await failure(pull())).toMatchObject({ code: "cancelled" });
    // it is the other one's
    expect(existsSync(`${file}.lock`)).toBe(true);
  });
});

it("fetches nothing that does not fit on the disk", async () => {
  const host = await startModelHost({ repositories: REPOSITORY });
  const { pull } = pullFrom(host, { limits: { spareDiskBytes: Number.MAX_SAFE_INTEGER } });
  expect(await failure(pull())).toMatchObject({
    code: "insufficient_disk",
    details: { needed_bytes: FILE.length },
  });
  expect(host.seen.filter(({ path }) => isContent(path))).toEqual([]);
});
