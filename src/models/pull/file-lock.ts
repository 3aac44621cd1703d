import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rm, rmdir, stat, utimes } from "node:fs/promises";
import { hostname } from "node:os";
import { ShimmyError } from "../../core/errors.ts";
import { systemCode } from "../gguf/gguf-errors.ts";
import { isRecord, parseJson } from "./json-value.ts";

/** A lock that this process holds. */
export interface FileLock {
  release(): Promise<void>;
}

/**
 * Takes a lock that a file stands for, so that one process alone works on something. One whose process is dead, or that was not
 * renewed for `expiryMs`, is taken over.
 *
 * @param what is locked, for the message.
 * @throws ShimmyError `conflict` where another one holds it.
 */
export async function takeLock(path: string, what: string, expiryMs: number): Promise<FileLock> {
  const token = randomUUID();
  if (!(await create(path, token)) && !(await takeOver(path, token, expiryMs))) {
    throw new ShimmyError("conflict", `${what} is being pulled by another process; wait until it has ended.`);
  }
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
