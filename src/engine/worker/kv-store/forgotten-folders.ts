import { readdir, rm, rmdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** A folder that nobody wrote to for so long belongs to a model or to settings that are gone. */
const FORGOTTEN_AFTER_MS = 30 * 24 * 60 * 60 * 1000;
/** Names of folders as the cache gives them; anything else is not ours. */
const FOLDER_NAME = /^[0-9a-f]{32}$/;
const OUR_FILES = /\.(?:kv|partial)$/;

/**
 * Removes the folders of other models beside `folder` that were forgotten. Only files of the cache are removed, and a
 * folder only when it is then empty.
 */
export async function removeForgotten(folder: string, nowMs: number = Date.now()): Promise<void> {
  const parent = dirname(folder);
  const names = await readdir(parent).catch(() => []);
  for (const name of names) {
    if (name === basename(folder) || !FOLDER_NAME.test(name)) continue;
    const path = join(parent, name);
    const stats = await stat(path).catch(() => undefined);
    if (stats?.isDirectory() !== true || nowMs - stats.mtimeMs < FORGOTTEN_AFTER_MS) continue;
    const files = await readdir(path).catch(() => []);
    for (const file of files) {
      if (OUR_FILES.test(file)) await rm(join(path, file), { force: true }).catch(() => {});
    }
    await rmdir(path).catch(() => {});
  }
}
