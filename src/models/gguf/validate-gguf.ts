import { basename, dirname, join } from "node:path";
import { ShimmyError } from "../../core/errors.ts";
import { corruptModel, quoteName } from "./gguf-errors.ts";
import { adapterFault, modelFault } from "./native-preconditions.ts";
import { type GgufHeader, readGgufHeader } from "./read-gguf-header.ts";
import { formatShardName, parseShardName, type ShardName } from "./shard-name.ts";
import { type GgufSummary, summarizeGguf } from "./summarize-gguf.ts";

/** A model or an adapter that may be handed to native code. */
export interface ValidatedGguf {
  /** Header of the file, or of the first file of a sharded model. */
  readonly header: GgufHeader;
  /** Headers of every file, the first one first. */
  readonly headers: readonly [GgufHeader, ...GgufHeader[]];
  readonly summary: GgufSummary;
  /** Absolute or relative as given: every file, the first one first. */
  readonly paths: readonly string[];
  /** Of all files together. */
  readonly sizeBytes: number;
}

/**
 * Checks a GGUF file, and every further file of a sharded model, before native code sees it.
 *
 * @param expected what the file is to be; an adapter given as a model is refused, and the other way round.
 * @throws ShimmyError `model_corrupt` saying what is wrong with which file, `invalid_request` for a
 * file of another kind, and what {@link readGgufHeader} throws.
 */
export async function validateGguf(
  path: string,
  expected: "model" | "adapter" = "model",
): Promise<ValidatedGguf> {
  const header = await readGgufHeader(path);
  const paths = [path, ...furtherShardPaths(path, header)];
  const further: GgufHeader[] = [];
  // One after the other: a header may claim thousands of shards, and the first missing one settles it.
  for (const shardPath of paths.slice(1)) further.push(await readShard(shardPath));
  const summary = summarizeGguf(header, further);
  checkKind(header, summary, expected);
  const fault = expected === "adapter" ? adapterFault(header) : modelFault(header);
  if (fault !== undefined) throw corruptModel(path, fault);
  const sizeBytes = [header, ...further].reduce((sum, shard) => sum + shard.fileBytes, 0);
  return { header, headers: [header, ...further], summary, paths, sizeBytes };
}

/** Paths of the other files of a sharded model; none for an ordinary one. */
function furtherShardPaths(path: string, header: GgufHeader): readonly string[] {
  const count = header.metadata.count("split.count") ?? 1;
  if (count <= 1) return [];
  const shard = parseShardName(basename(path));
  if (shard === undefined || shard.count !== count) {
    const example = formatShardName({ stem: "name", number: 1, count });
    throw corruptModel(path, `it is one of ${count} shards, but is not named like ${example}`);
  }
  if (shard.number !== 1) {
    const first = formatShardName({ ...shard, number: 1 });
    throw new ShimmyError(
      "invalid_request",
      `${quoteName(basename(path))} is a later shard; name ${quoteName(first)}.`,
    );
  }
  return Array.from({ length: count - 1 }, (_, index) => siblingPath(path, shard, index + 2));
}

function siblingPath(path: string, shard: ShardName, number: number): string {
  return join(dirname(path), formatShardName({ ...shard, number }));
}

async function readShard(path: string): Promise<GgufHeader> {
  try {
    return await readGgufHeader(path);
  } catch (error) {
    if (!(error instanceof ShimmyError) || error.code !== "model_not_found") throw error;
    throw new ShimmyError(
      "model_corrupt",
      `The shard ${quoteName(basename(path))} is missing; download it too.`,
      {
        cause: error,
      },
    );
  }
}

function checkKind(header: GgufHeader, summary: GgufSummary, expected: "model" | "adapter"): void {
  const name = quoteName(header.fileName);
  if (expected === "adapter" && !summary.isAdapter) {
    throw new ShimmyError("invalid_request", `${name} is not a LoRA adapter; name one as the LoRA path.`);
  }
  if (expected === "model" && summary.isAdapter) {
    throw new ShimmyError(
      "invalid_request",
      `${name} is a LoRA adapter; name its base model and give it as LoRA path.`,
    );
  }
  if (expected === "model" && summary.isProjector) {
    throw new ShimmyError(
      "invalid_request",
      `${name} is the projector of a multimodal model; name the model itself.`,
    );
  }
}
