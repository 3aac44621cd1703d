import { createHash } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const POLL_MS = 100;
const LONGEST_WAIT_MS = 15 * 60_000;

/**
 * Runs work while no other process of this user does so for the same repository. A lock whose owner is gone is
 * taken over.
 */
export async function withLock(root, work) {
  const folder = path.join(tmpdir(), `shimmy-${shortHash(homedir())}`);
  mkdirSync(folder, { recursive: true });
  const lock = path.join(folder, `${shortHash(root)}.lock`);
  await take(lock);
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

async function take(lock) {
  const mine = `${lock}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  try {
    for (let waitedMs = 0; waitedMs < LONGEST_WAIT_MS; waitedMs += POLL_MS) {
      // A link appears with its content, so that nobody reads a lock without an owner.
      if (succeeds(() => linkSync(mine, lock), "EEXIST")) return;
      if (!breakAbandoned(lock, mine)) await delay(POLL_MS);
    }
  } finally {
    rmSync(mine, { force: true });
  }
  throw new Error(`Another process has been building for 15 minutes; end it, or delete ${lock}.`);
}

/** True when the lock's owner is gone and the lock was removed. */
function breakAbandoned(lock, mine) {
  const owner = readOwner(lock);
  if (owner === undefined || isAlive(owner)) return false;
  const aside = `${mine}.abandoned`;
  if (!succeeds(() => renameSync(lock, aside), "ENOENT")) return false;
  // Between the look and the move somebody else may have taken it over: then it is theirs again.
  const isTheirs = readOwner(aside) !== owner;
  if (isTheirs) succeeds(() => linkSync(aside, lock), "EEXIST");
  rmSync(aside, { force: true });
  return !isTheirs;
}

function readOwner(file) {
  try {
    return Number(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function succeeds(action, expectedCode) {
  try {
    action();
    return true;
  } catch (error) {
    if (error.code === expectedCode) return false;
    throw error;
  }
}

function shortHash(text) {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
