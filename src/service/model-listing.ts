import { loadedEntry } from "../models/registry/alias-entries.ts";
import type { ModelEntry } from "../models/registry/model-entry.ts";
import type { ModelPool } from "./model-pool.ts";
import type { ModelListing } from "./shimmy-service.ts";

/** An entry, and what its engine is about; an alias may share that of its model. */
export function listingOf(entry: ModelEntry, pool: Pick<ModelPool, "look">): ModelListing {
  const { name } = loadedEntry(entry);
  const { state } = pool.look(name).activity;
  const isShared = name !== entry.name;
  const loaded = state === "ready" || state === "draining";
  return { ...entry, state, loaded, ...(isShared && { sharesEngineOf: name }) };
}
