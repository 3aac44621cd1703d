import { realpath, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { DiscoveredModel } from "../discovery/inspect-model.ts";
import type { InspectionCache } from "../discovery/inspection-cache.ts";
import { systemCode, unreadableModel } from "../gguf/gguf-errors.ts";
import type { Examined } from "./examine-file.ts";

/** Where the built-in model lies, symbolic links resolved; undefined for what does not exist. */
export interface BuiltinPlace {
  readonly file: string | undefined;
  /** Its folder, which holds nothing that is meant to be served. */
  readonly folder: string | undefined;
}

/** Finds out what a search must pass over, whether the built-in model is listed or not. */
export async function locateBuiltin(path: string): Promise<BuiltinPlace> {
  const [file, folder] = await Promise.all([path, dirname(path)].map(realPathOf));
  return { file, folder };
}

async function realPathOf(path: string): Promise<string | undefined> {
  return await realpath(path).catch(() => undefined);
}

/** Looks at the built-in model's file. A missing or damaged one is a problem, never an error. */
export async function readBuiltinModel(
  path: string,
  cache: Pick<InspectionCache, "inspect">,
): Promise<Examined<DiscoveredModel>> {
  try {
    const [realPath, stats] = await Promise.all([realpath(path), stat(path)]);
    const first = { path, realPath, sizeBytes: stats.size, modifiedAt: stats.mtime };
    const inspection = await cache.inspect({ first, further: [], missing: [] });
    if (inspection.kind === "model") return { value: inspection.model };
    return toProblem(path, inspection.kind === "problem" ? inspection.problem.reason : "it is no model.");
  } catch (error) {
    return toProblem(path, systemCode(error) === "ENOENT" ? undefined : unreadableModel(path, error).message);
  }
}

/** @param fault undefined for a file that is not there. */
function toProblem(path: string, fault: string | undefined): Examined<DiscoveredModel> {
  const what =
    fault === undefined
      ? "The file of the built-in model is missing."
      : `The built-in model cannot be used: ${fault}`;
  return {
    problem: { path, reason: `${what} Install Shimmy again, or leave the model out with --no-builtin.` },
  };
}
