import { realpath, stat } from "node:fs/promises";
import { ShimmyError } from "../../core/errors.ts";
import type { DiscoveredModel } from "../discovery/inspect-model.ts";
import { toModelFacts } from "../discovery/model-facts.ts";
import { unreadableModel } from "../gguf/gguf-errors.ts";
import { validateGguf } from "../gguf/validate-gguf.ts";
import type { DiscoveryProblem } from "./model-entry.ts";

/** What reading one file gave, or why it cannot be used. */
export type Examined<Value> =
  | { readonly value: Value; readonly problem?: never }
  | { readonly value?: never; readonly problem: DiscoveryProblem };

/**
 * Reads a file, and turns what is wrong with it into a problem.
 *
 * @param toReason words for people, made of the error.
 */
export async function examineFile<Value>(
  path: string,
  read: (path: string) => Promise<Value>,
  toReason: (error: ShimmyError) => string,
): Promise<Examined<Value>> {
  try {
    return { value: await read(path) };
  } catch (error) {
    if (!(error instanceof ShimmyError)) throw error;
    return { problem: { path, reason: toReason(error) } };
  }
}

/**
 * Reads the header of a model that is one file, or the first shard.
 *
 * @throws ShimmyError as {@link validateGguf} does.
 */
export async function readModelFile(path: string): Promise<DiscoveredModel> {
  const { header, summary, sizeBytes } = await validateGguf(path);
  try {
    const [realPath, { mtime }] = await Promise.all([realpath(path), stat(path)]);
    return { path, realPath, sizeBytes, modifiedAt: mtime, summary: toModelFacts(header, summary) };
  } catch (error) {
    throw unreadableModel(path, error);
  }
}
