import { basename, dirname, join } from "node:path";
import { formatShardName, parseShardName } from "../gguf/shard-name.ts";
import type { FoundFile } from "./find-gguf-files.ts";

/** The files of one model. */
export interface ModelFiles {
  /** File that is loaded: the only one, or the first shard (the first that exists, if shards are missing). */
  readonly first: FoundFile;
  /** Further shards, by number. */
  readonly further: readonly FoundFile[];
  /** Names of shards that are not there. */
  readonly missing: readonly string[];
}

/** Puts the files of each sharded model together; an ordinary file is a group of its own. */
export function groupShards(files: readonly FoundFile[]): readonly ModelFiles[] {
  const groups = new Map<string, FoundFile[]>();
  for (const file of files) {
    const key = groupKey(file.path);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [file]);
    else group.push(file);
  }
  return [...groups.values()].flatMap(toModelFiles);
}

function groupKey(path: string): string {
  const shard = parseShardName(basename(path));
  return shard === undefined ? path : join(dirname(path), formatShardName({ ...shard, number: 1 }));
}

function toModelFiles(group: readonly FoundFile[]): readonly ModelFiles[] {
  const [first, ...further] = [...group].sort((a, b) => shardNumber(a.path) - shardNumber(b.path));
  if (first === undefined) return [];
  return [{ first, further, missing: missingShards(group) }];
}

function shardNumber(path: string): number {
  return parseShardName(basename(path))?.number ?? 1;
}

/** Names at most this many missing shards: a name may claim 99,999. */
const MISSING_NAMED = 5;

function missingShards(group: readonly FoundFile[]): readonly string[] {
  const shard = parseShardName(basename(group[0]?.path ?? ""));
  if (shard === undefined) return [];
  const present = new Set(group.map((file) => shardNumber(file.path)));
  const missing: string[] = [];
  for (let number = 1; number <= shard.count && missing.length < MISSING_NAMED; number++) {
    if (!present.has(number)) missing.push(formatShardName({ ...shard, number }));
  }
  return missing;
}
