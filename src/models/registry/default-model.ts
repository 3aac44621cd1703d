import type { ModelEntry } from "./model-entry.ts";

/**
 * The model that answers when nobody names one: the registered one, else the first one found. The built-in one only
 * where there is no other.
 *
 * @param entries in the order of their names.
 */
export function defaultModel<Entry extends Pick<ModelEntry, "source">>(
  entries: readonly Entry[],
): Entry | undefined {
  return (
    entries.find(({ source }) => source === "registered") ??
    entries.find(({ source }) => source === "discovered") ??
    entries[0]
  );
}
