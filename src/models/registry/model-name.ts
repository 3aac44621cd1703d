import { createHash } from "node:crypto";
import { basename, dirname } from "node:path";
import { parseShardName } from "../gguf/shard-name.ts";

const EXTENSION = /\.gguf$/i;

/** Name of the model in a file: the file's name without extension and, for a shard, without its number. */
export function nameOfFile(path: string): string {
  const fileName = basename(path);
  return parseShardName(fileName)?.stem ?? fileName.replace(EXTENSION, "");
}

/**
 * A unique name for each path, the same on every run. The first path keeps the plain name; a later one
 * of the same name gets its folder's name behind an `@`, and a digest of its path where that is taken too.
 *
 * @param paths in order of precedence.
 */
export function uniqueNames(paths: readonly string[]): readonly string[] {
  // Files whose names differ only in case count as one: clients may write either.
  const taken = new Set<string>();
  return paths.map((path) => {
    const plain = nameOfFile(path);
    const withFolder = `${plain}@${folderLabel(path)}`;
    const candidates = [plain, withFolder, `${withFolder}-${digest(path)}`];
    const name =
      candidates.find((candidate) => !taken.has(candidate.toLowerCase())) ?? `${plain}@${digest(path)}`;
    taken.add(name.toLowerCase());
    return name;
  });
}

function folderLabel(path: string): string {
  return basename(dirname(path)).replaceAll(/[^\w.-]+/g, "-") || "root";
}

function digest(path: string): string {
  return createHash("sha256").update(path).digest("hex").slice(0, 8);
}
