import { existsSync } from "node:fs";
import { mkdir, readFile, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../../test/helpers/temporary-folder.ts";
import { takeLock } from "./file-lock.ts";

const EXPIRY_MS = 60_000;
/** Larger than any system gives. */
const DEAD_PID = 2 ** 30;

async function lockOf(holder: object): Promise<string> {
  const path = join(temporaryFolder(), "x.lock");
  await writeFile(path, JSON.stringify(holder));
  return path;
}

async function makeOld(path: string): Promise<void> {
  const past = new Date(Date.now() - 2 * EXPIRY_MS);
  await utimes(path, past, past);
}

describe("takeLock", () => {
  it("keeps others out until it is released", async () => {
    const path = join(temporaryFolder(), "x.lock");
    const lock = await takeLock(path, "x", EXPIRY_MS);
    await expect(takeLock(path, "x", EXPIRY_MS)).rejects.toMatchObject({ code: "conflict" });
    await lock.release();
    expect(existsSync(path)).toBe(false);
    await (await takeLock(path, "x", EXPIRY_MS)).release();
  });

  it("takes over from a dead process of this machine", async () => {
    const path = await lockOf({ pid: DEAD_PID, host: hostname(), token: "t" });
    const lock = await takeLock(path, "x", EXPIRY_MS);
    expect(JSON.parse(await readFile(path, "utf8"))).toMatchObject({ pid: process.pid });
    await lock.release();
  });

  it("gives one of many the lock of a dead process", async () => {
    const path = await lockOf({ pid: DEAD_PID, host: hostname(), token: "t" });
    const takes = await Promise.allSettled(Array.from({ length: 8 }, () => takeLock(path, "x", EXPIRY_MS)));
    const taken = takes.filter(({ status }) => status === "fulfilled");
    expect(taken).toHaveLength(1);
  });

  it("respects one of another machine, and one that is being written, until it is old", async () => {
    for (const path of [await lockOf({ pid: DEAD_PID, host: "elsewhere", token: "t" }), await lockOf([])]) {
      await expect(takeLock(path, "x", EXPIRY_MS)).rejects.toMatchObject({ code: "conflict" });
      await makeOld(path);
      await (await takeLock(path, "x", EXPIRY_MS)).release();
    }
  });

  it("is not kept out for ever by a takeover that was never ended", async () => {
    const path = await lockOf({ pid: DEAD_PID, host: hostname(), token: "t" });
    await mkdir(`${path}.takeover`);
    await expect(takeLock(path, "x", EXPIRY_MS)).rejects.toMatchObject({ code: "conflict" });
    await makeOld(`${path}.takeover`);
    await (await takeLock(path, "x", EXPIRY_MS)).release();
  });

  it("leaves a lock that is somebody else's by now", async () => {
    const path = join(temporaryFolder(), "x.lock");
    const lock = await takeLock(path, "x", EXPIRY_MS);
    await writeFile(path, JSON.stringify({ pid: 1, host: "elsewhere", token: "other" }));
    await lock.release();
    expect(await readFile(path, "utf8")).toContain("other");
  });
});
