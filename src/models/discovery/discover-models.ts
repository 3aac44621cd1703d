import type { DiscoveryProblem } from "../registry/model-entry.ts";
import { DISCOVERY_LIMITS } from "./discovery-limits.ts";
import { type FoundFile, findGgufFiles, type SearchFolder } from "./find-gguf-files.ts";
import { groupShards } from "./group-shards.ts";
import type { DiscoveredModel } from "./inspect-model.ts";
import { InspectionCache } from "./inspection-cache.ts";
import { mapConcurrently } from "./map-concurrently.ts";

/** What a search found. */
export interface Discovery {
  /** In the order of the folders, then of the paths; each file once. */
  readonly models: readonly DiscoveredModel[];
  readonly problems: readonly DiscoveryProblem[];
}

/**
 * Searches folders for GGUF models. Adapters and projectors are passed over; a folder or a file that
 * cannot be used becomes a problem and never hides the rest.
 *
 * @param cache kept by the caller between searches.
 * @param passedOver real path of a folder whose files are no models, unless it is one of `folders`.
 */
export async function discoverModels(
  folders: readonly SearchFolder[],
  cache: InspectionCache = new InspectionCache(),
  passedOver?: string,
): Promise<Discovery> {
  const found = await mapConcurrently(folders, DISCOVERY_LIMITS.concurrency, (folder) =>
    findGgufFiles(folder, DISCOVERY_LIMITS, passedOver),
  );
  const files = withoutRepeats(found.flatMap((folder) => folder.files));
  const inspections = await mapConcurrently(groupShards(files), DISCOVERY_LIMITS.concurrency, (group) =>
    cache.inspect(group),
  );
  cache.endSearch();
  return {
    models: inspections.flatMap((inspection) => (inspection.kind === "model" ? [inspection.model] : [])),
    problems: [
      ...found.flatMap((folder) => folder.problems),
      ...inspections.flatMap((inspection) => (inspection.kind === "problem" ? [inspection.problem] : [])),
    ],
  };
}

/** Keeps the first path of each real file: folders may overlap, and links lead to one file twice. */
function withoutRepeats(files: readonly FoundFile[]): readonly FoundFile[] {
  const seen = new Set<string>();
  return files.filter((file) => {
    if (seen.has(file.realPath)) return false;
    seen.add(file.realPath);
    return true;
  });
}
