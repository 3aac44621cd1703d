import { lstat, readdir, realpath, rm, rmdir } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";
import { parseShardName } from "../../models/gguf/shard-name.ts";

/** Whose books a file is on, by where it lies. */
export function ownerOf(path: string): "ollama" | "hugging-face" | undefined {
  if (/^sha256-[0-9a-f]{64}$/i.test(basename(path))) return "ollama";
  const parts = path.split(sep);
  const snapshots = parts.lastIndexOf("snapshots");
  return parts[snapshots - 1]?.startsWith("models--") === true ? "hugging-face" : undefined;
}

/** True where a file's own place, not that of what it links to, is inside of a folder. */
export async function liesIn(folder: string, path: string): Promise<boolean> {
  try {
    const [root, parent] = await Promise.all([realpath(folder), realpath(dirname(path))]);
    const way = relative(root, parent);
    return way === "" || (!way.startsWith("..") && !way.startsWith(sep));
  } catch {
    return false;
  }
}

/** The file itself and, for a shard, every other one of the same model beside it. */
export async function filesOfModel(path: string): Promise<readonly string[]> {
  const shard = parseShardName(basename(path));
  if (shard === undefined) return [path];
  const folder = dirname(path);
  const names = await readdir(folder);
  const own = names.filter((name) => {
    const other = parseShardName(name);
    return other?.stem === shard.stem && other.count === shard.count;
  });
  return own.map((name) => join(folder, name));
}

/**
 * Removes files, links themselves and never what they lead to, and then folders up to the store that are left empty.
 *
 * @returns length of the files, in bytes.
 */
export async function removeFiles(files: readonly string[], store: string | undefined): Promise<number> {
  let bytes = 0;
  for (const file of files) {
    const { size } = await lstat(file);
    await rm(file);
    bytes += size;
  }
  if (store !== undefined) for (const file of files) await removeEmptyFolders(dirname(file), store);
  return bytes;
}

async function removeEmptyFolders(folder: string, store: string): Promise<void> {
  const way = relative(store, folder);
  if (way === "" || way.startsWith("..")) return;
  try {
    await rmdir(folder);
  } catch {
    // it still holds something, and so do those above
    return;
  }
  await removeEmptyFolders(dirname(folder), store);
}
