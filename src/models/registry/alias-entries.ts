import { aliasKey, type ModelAlias, type WaitingAlias } from "./model-alias.ts";
import type { DiscoveryProblem, ModelEntry } from "./model-entry.ts";

/** Entries of aliases, and those that stand for nothing now. */
export interface AliasEntries {
  readonly entries: readonly ModelEntry[];
  readonly problems: readonly DiscoveryProblem[];
  /** Those whose model is gone. */
  readonly waiting: readonly WaitingAlias[];
}

/**
 * An entry for each alias, beside the models themselves. One whose name a model's file has by now gives way, and one whose model is
 * gone waits for it.
 *
 * @param path of the file that holds the aliases, for problems.
 */
export function aliasEntries(
  models: readonly ModelEntry[],
  aliases: readonly ModelAlias[],
  path: string,
): AliasEntries {
  const taken = new Set(models.map(({ name }) => aliasKey(name)));
  const byName = new Map(models.map((model) => [model.name, model]));
  const entries: ModelEntry[] = [];
  const problems: DiscoveryProblem[] = [];
  const waiting: WaitingAlias[] = [];
  for (const alias of aliases) {
    const model = byName.get(alias.base);
    const key = aliasKey(alias.name);
    if (model === undefined) {
      problems.push({ path, reason: `The alias "${alias.name}" stands for "${alias.base}", which is gone.` });
      waiting.push({ name: alias.name, lacks: `It stands for "${alias.base}", which is gone.` });
    } else if (taken.has(key)) {
      problems.push({ path, reason: `The alias "${alias.name}" has the name of a model: delete the alias.` });
    } else {
      taken.add(key);
      entries.push({
        ...model,
        name: alias.name,
        source: "registered",
        modifiedAt: alias.createdAt,
        alias: { ...alias, model },
      });
    }
  }
  return { entries, problems, waiting };
}

/** Whether a name stands for the model that Shimmy brings along: its own, or an alias of it. */
export function isBuiltin({ source, alias }: Pick<ModelEntry, "source" | "alias">): boolean {
  return (alias?.model.source ?? source) === "builtin";
}

/** The entry whose engine answers for an entry: an alias without a template of its own shares its model's. */
export function loadedEntry(entry: ModelEntry): ModelEntry {
  return entry.alias !== undefined && entry.alias.template === undefined ? entry.alias.model : entry;
}
