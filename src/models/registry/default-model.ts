import type { ModelEntry } from "./model-entry.ts";

/**
 * The model that answers when a request names none: the registered one, else the first one found. The built-in one only
 * where there is no other. Where a setting names a model that cannot be used, none takes its place: an answer from
 * another model would go unnoticed.
 *
 * @param entries in the order of their names.
 * @param isModelNamed true when a setting names a model, usable or not.
 */
export function defaultModel<Entry extends Pick<ModelEntry, "source">>(
  entries: readonly Entry[],
  isModelNamed: boolean,
): Entry | undefined {
  const registered = entries.find(({ source }) => source === "registered");
  if (registered !== undefined || isModelNamed) return registered;
  return entries.find(({ source }) => source === "discovered") ?? entries[0];
}
