import { aliasKey, type ModelAlias } from "./model-alias.ts";
import type { DiscoveryProblem, ModelEntry } from "./model-entry.ts";
import type { UnusableModel } from "./unusable-models.ts";

/** Entries of aliases, and what is wrong with those that have none. */
export interface AliasEntries {
  readonly entries: readonly ModelEntry[];
  readonly problems: readonly DiscoveryProblem[];
  /** Names of aliases without an entry. */
  readonly unlisted: readonly string[];
}

/**
 * An entry for each alias, beside the models themselves. One whose name a model's file has by now gives way, and one whose model is
 * gone waits for it.
 *
 * @param path of the file that holds the aliases, for problems.
 * @param unusable what is there and cannot be used.
 */
export function aliasEntries(
  models: readonly ModelEntry[],
  aliases: readonly ModelAlias[],
  path: string,
  unusable: readonly UnusableModel[] = [],
): AliasEntries {
  const taken = new Set(models.map(({ name }) => aliasKey(name)));
  const byName = new Map(models.map((model) => [model.name, model]));
  const entries: ModelEntry[] = [];
  const problems: DiscoveryProblem[] = [];
  const unlisted: string[] = [];
  for (const alias of aliases) {
    const model = byName.get(alias.base);
    const key = aliasKey(alias.name);
    if (model === undefined) {
      unlisted.push(alias.name);
      const base = unusable.find(({ name }) => name === alias.base);
      problems.push({ path, model: alias.name, isAlias: true, ...waiting(alias, base) });
    } else if (taken.has(key)) {
      unlisted.push(alias.name);
      problems.push({
        path,
        reason: `The alias "${alias.name}" has the name of a model: remove the alias with shimmy rm ${alias.name}.`,
      });
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
  return { entries, problems, unlisted };
}

/** What is told of an alias whose model is not there. */
function waiting(
  { name, base }: ModelAlias,
  found: UnusableModel | undefined,
): Pick<DiscoveryProblem, "reason" | "code"> {
  if (found !== undefined) {
    return { reason: `The alias "${name}" stands for "${base}". ${found.message}`, code: found.code };
  }
  return {
    reason: `The alias "${name}" stands for "${base}", which is gone: bring that back, make the alias anew (shimmy cp MODEL ${name}), or remove it (shimmy rm ${name}).`,
    code: "model_not_found",
  };
}

/** Whether a name stands for the model that Shimmy brings along: its own, or an alias of it. */
export function isBuiltin({ source, alias }: Pick<ModelEntry, "source" | "alias">): boolean {
  return (alias?.model.source ?? source) === "builtin";
}

/** The entry whose engine answers for an entry: an alias without a template of its own shares its model's. */
export function loadedEntry(entry: ModelEntry): ModelEntry {
  return entry.alias !== undefined && entry.alias.template === undefined ? entry.alias.model : entry;
}
