import { createHash } from "node:crypto";
import { basename, dirname } from "node:path";
import { BUILTIN_MODEL_NAME } from "../builtin-model.ts";
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

/**
 * The built-in model's name beside those of the user's models, which keep theirs: the plain one where it is free, in
 * whatever case, else the same with `@builtin`.
 */
export function builtinName(names: readonly string[]): string {
  const taken = new Set(names.map((name) => name.toLowerCase()));
  const labelled = `${BUILTIN_MODEL_NAME}@builtin`;
  let name = taken.has(BUILTIN_MODEL_NAME) ? labelled : BUILTIN_MODEL_NAME;
  for (let number = 2; taken.has(name); number++) name = `${labelled}-${number}`;
  return name;
}

function folderLabel(path: string): string {
  return basename(dirname(path)).replaceAll(/[^\w.-]+/g, "-") || "root";
}

function digest(path: string): string {
  return createHash("sha256").update(path).digest("hex").slice(0, 8);
}
