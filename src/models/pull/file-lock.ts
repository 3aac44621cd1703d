import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rm, rmdir, stat, utimes } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { abortError, ShimmyError } from "../../core/errors.ts";
import { systemCode } from "../gguf/gguf-errors.ts";
import { isRecord, parseJson } from "./json-value.ts";

/** A lock that this process holds. */
export interface FileLock {
  release(): Promise<void>;
}

/** How {@link takeLock} waits. */
export interface LockWait {
  /** A lock that was not renewed for so long is nobody's, in milliseconds. */
  readonly lockExpiryMs: number;
  /** Between two attempts, in milliseconds. */
  readonly lockPollMs: number;
  /** Longest wait, in milliseconds; 0 tries once. */
  readonly lockWaitMs: number;
}

/** What {@link takeLock} takes besides. */
export interface LockAsker {
  /** What is locked, for the message. */
  readonly what: string;
  readonly signal: AbortSignal;
  /** Told before each further wait who holds it, for example `another process (pid 17)`. */
  readonly onHeld: (holder: string) => Promise<void>;
}

/**
 * Takes a lock that a file stands for, so that one process alone works on something, and waits where another one holds it. One
 * whose process is dead, or that was not renewed in time, is taken over.
 *
 * @throws ShimmyError `conflict` after the longest wait, or the signal's reason.
 */
export async function takeLock(
  path: string,
  { lockExpiryMs, lockPollMs, lockWaitMs }: LockWait,
  { what, signal, onHeld }: LockAsker,
): Promise<FileLock> {
  const untilMs = performance.now() + lockWaitMs;
  for (;;) {
    const lock = await tryLock(path, lockExpiryMs);
    if (lock !== undefined) return lock;
    const holder = holderName(await readHolder(path));
    if (performance.now() >= untilMs) {
      throw new ShimmyError("conflict", `${what} is being pulled by ${holder}; wait until it has ended.`);
    }
    await onHeld(holder);
    await delay(lockPollMs, undefined, { signal }).catch(() => {
      throw abortError(signal);
    });
  }
}

function holderName(holder: Holder | undefined): string {
  if (holder === undefined) return "another process";
  const place = holder.host === hostname() ? "" : ` on ${holder.host}`;
  return `another process (pid ${holder.pid}${place})`;
}

async function tryLock(path: string, expiryMs: number): Promise<FileLock | undefined> {
  const token = randomUUID();
  if (!(await create(path, token)) && !(await takeOver(path, token, expiryMs))) return undefined;
  const renewal = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => {});
  }, expiryMs / 4);
  renewal.unref();
  return {
    release: async () => {
      clearInterval(renewal);
      // after a pause of the whole machine it may be somebody else's by now
      if ((await readHolder(path))?.token === token) await rm(path, { force: true });
    },
  };
}

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly token: string;
}

async function create(path: string, token: string): Promise<boolean> {
  try {
    const handle = await open(path, "wx", 0o600);
    try {
      await handle.writeFile(JSON.stringify({ pid: process.pid, host: hostname(), token }));
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if (systemCode(error) === "EEXIST") return false;
    throw error;
  }
}

/** Only one may take over at a time: of two that see the same dead holder, the second must not remove the first one's lock. */
async function takeOver(path: string, token: string, expiryMs: number): Promise<boolean> {
  const guard = `${path}.takeover`;
  if ((await ageMs(guard)) > expiryMs) await rmdir(guard).catch(() => {});
  try {
    await mkdir(guard);
  } catch (error) {
    if (systemCode(error) === "EEXIST") return false;
    throw error;
  }
  try {
    if (!(await isAbandoned(path, expiryMs))) return false;
    await rm(path, { force: true });
    return await create(path, token);
  } finally {
    await rmdir(guard).catch(() => {});
  }
}

async function isAbandoned(path: string, expiryMs: number): Promise<boolean> {
  if ((await ageMs(path)) > expiryMs) return true;
  const holder = await readHolder(path);
  // one that is just being written has no holder yet
  return holder !== undefined && holder.host === hostname() && !isAlive(holder.pid);
}

async function readHolder(path: string): Promise<Holder | undefined> {
  const value = parseJson(await readFile(path, "utf8").catch(() => ""));
  if (!isRecord(value)) return undefined;
  const { pid, host, token } = value;
  if (typeof pid !== "number" || typeof host !== "string" || typeof token !== "string") return undefined;
  return { pid, host, token };
}

async function ageMs(path: string): Promise<number> {
  const stats = await stat(path).catch(() => undefined);
  return stats === undefined ? 0 : Date.now() - stats.mtimeMs;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // somebody else's process is one that lives
    return systemCode(error) !== "ESRCH";
  }
}
