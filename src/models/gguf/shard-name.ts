/** What the name of one file of a sharded model tells. */
export interface ShardName {
  /** Name of the model: the file's name without number and extension. */
  readonly stem: string;
  /** 1 for the first file. */
  readonly number: number;
  readonly count: number;
}

const SHARD_PATTERN = /^(?<stem>.+)-(?<number>\d{5})-of-(?<count>\d{5})\.gguf$/i;

/** Takes a name such as `llama-00001-of-00003.gguf` apart; undefined for a file that is no shard. */
export function parseShardName(fileName: string): ShardName | undefined {
  // Most files are no shards, and a thousand of them are asked about more than once.
  if (!/-of-\d{5}\./i.test(fileName.slice(-"-of-00000.gguf".length))) return undefined;
  const groups = SHARD_PATTERN.exec(fileName)?.groups;
  if (groups === undefined) return undefined;
  const { stem = "", number, count } = groups;
  const shard = { stem, number: Number(number), count: Number(count) };
  return shard.number >= 1 && shard.number <= shard.count ? shard : undefined;
}

/** Name of one file of a sharded model, as llama.cpp looks for it. */
export function formatShardName(shard: ShardName): string {
  return `${shard.stem}-${padded(shard.number)}-of-${padded(shard.count)}.gguf`;
}

function padded(number: number): string {
  return String(number).padStart(5, "0");
}
