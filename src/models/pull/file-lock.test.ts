import { existsSync } from "node:fs";
import { mkdir, readFile, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../../test/helpers/temporary-folder.ts";
import { type FileLock, takeLock } from "./file-lock.ts";

const EXPIRY_MS = 60_000;
/** Larger than any system gives. */
const DEAD_PID = 2 ** 30;

/** Tries once. */
async function take(path: string): Promise<FileLock> {
  const wait = { lockExpiryMs: EXPIRY_MS, lockPollMs: 1, lockWaitMs: 0 };
  const { signal } = new AbortController();
  return await takeLock(path, wait, { what: "x", signal, onHeld: async () => {} });
}

async function holderOf(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, "utf8")).pid;
}

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
    const lock = await take(path);
    await expect(take(path)).rejects.toMatchObject({ code: "conflict" });
    await lock.release();
    expect(existsSync(path)).toBe(false);
    await (await take(path)).release();
  });

  it("is had by one who waits as soon as it is released", async () => {
    const path = join(temporaryFolder(), "x.lock");
    const first = await take(path);
    const told: string[] = [];
    const waiting = await takeLock(
      path,
      { lockExpiryMs: EXPIRY_MS, lockPollMs: 1, lockWaitMs: 60_000 },
      {
        what: "x",
        signal: new AbortController().signal,
        onHeld: async (holder) => {
          told.push(holder);
          await first.release();
        },
      },
    );
    expect(told).toEqual([`another process (pid ${process.pid})`]);
    await waiting.release();
  });

  it("takes over from a dead process of this machine", async () => {
    const path = await lockOf({ pid: DEAD_PID, host: hostname(), token: "t" });
    const lock = await take(path);
    expect(await holderOf(path)).toBe(process.pid);
    // and it is held: nobody takes it from a process that lives
    await expect(take(path)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining(`another process (pid ${process.pid})`),
    });
    await lock.release();
    expect(existsSync(path)).toBe(false);
  });

  it("gives one of many the lock of a dead process", async () => {
    const path = await lockOf({ pid: DEAD_PID, host: hostname(), token: "t" });
    const takes = await Promise.allSettled(Array.from({ length: 8 }, () => take(path)));
    const taken = takes.filter(({ status }) => status === "fulfilled");
    expect(taken).toHaveLength(1);
  });

  it("respects one of another machine, and one that is being written, until it is old", async () => {
    for (const path of [await lockOf({ pid: DEAD_PID, host: "elsewhere", token: "t" }), await lockOf([])]) {
      await expect(take(path)).rejects.toMatchObject({ code: "conflict" });
      await makeOld(path);
      const lock = await take(path);
      expect(await holderOf(path)).toBe(process.pid);
      await lock.release();
    }
  });

  it("is not kept out for ever by a takeover that was never ended", async () => {
    const path = await lockOf({ pid: DEAD_PID, host: hostname(), token: "t" });
    await mkdir(`${path}.takeover`);
    await expect(take(path)).rejects.toMatchObject({ code: "conflict" });
    await makeOld(`${path}.takeover`);
    const lock = await take(path);
    expect(await holderOf(path)).toBe(process.pid);
    await lock.release();
  });

  it("leaves a lock that is somebody else's by now", async () => {
    const path = join(temporaryFolder(), "x.lock");
    const lock = await take(path);
    await writeFile(path, JSON.stringify({ pid: 1, host: "elsewhere", token: "other" }));
    await lock.release();
    expect(await readFile(path, "utf8")).toContain("other");
  });
});
