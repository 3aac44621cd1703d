import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdir, readdir, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sha256Of, someBytes, startModelHost } from "../../../test/helpers/model-host.ts";
import { FILE, failure, isContent, pullFrom, REPOSITORY } from "../../../test/helpers/pull-from.ts";
import type { PullProgress } from "./pull-progress.ts";

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
