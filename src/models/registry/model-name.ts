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

/** A file, and the name that its store gives it, where it does. */
interface NamedFile {
  readonly path: string;
  readonly name?: string;
}

/**
 * A unique name for each file, the same on every run. The first one keeps the plain name; a later one
 * of the same name gets its folder's name behind an `@`, and a digest of its path where that is taken too.
 *
 * @param files in order of precedence.
 */
export function uniqueNames(files: readonly NamedFile[]): readonly string[] {
  // Files whose names differ only in case count as one: clients may write either.
  const taken = new Set<string>();
  return files.map(({ path, name: given }) => {
    const plain = given ?? nameOfFile(path);
    if (!taken.has(plain.toLowerCase())) {
      taken.add(plain.toLowerCase());
      return plain;
    }
    const withFolder = `${plain}@${folderLabel(path)}`;
    const candidates = [withFolder, `${withFolder}-${digest(path)}`];
    const free = candidates.find((candidate) => !taken.has(candidate.toLowerCase()));
    const name = free ?? numbered(`${plain}@${digest(path)}`, taken);
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

/** Two names of one file may leave no other way. */
function numbered(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let number = 2; taken.has(free.toLowerCase()); number++) free = `${name}-${number}`;
  return free;
}

function folderLabel(path: string): string {
  return basename(dirname(path)).replaceAll(/[^\w.-]+/g, "-") || "root";
}

function digest(path: string): string {
  return createHash("sha256").update(path).digest("hex").slice(0, 8);
}
