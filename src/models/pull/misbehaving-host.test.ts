import { existsSync, readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sendContent, sha256Of, someBytes, startModelHost } from "../../../test/helpers/model-host.ts";
import { FILE, failure, isContent, KIB, pullFrom, REPOSITORY } from "../../../test/helpers/pull-from.ts";

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
