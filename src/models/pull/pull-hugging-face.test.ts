import { readFileSync } from "node:fs";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sha256Of, someBytes, startModelHost } from "../../../test/helpers/model-host.ts";
import { FILE, failure, isContent, pullFrom, REPOSITORY } from "../../../test/helpers/pull-from.ts";

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
