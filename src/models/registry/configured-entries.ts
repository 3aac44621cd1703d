import type { ConfiguredAlias, ModelSection } from "../../core/configured-models.ts";
import { ShimmyError } from "../../core/errors.ts";
import { aliasKey, type ModelAlias } from "./model-alias.ts";
import type { DiscoveryProblem, ModelEntry } from "./model-entry.ts";
import { resolveModel } from "./resolve-model.ts";
import type { UnusableModel } from "./unusable-models.ts";

/** Models with the settings that the configuration has for them, and sections that fit none. */
export interface ConfiguredEntries {
  readonly entries: readonly ModelEntry[];
  readonly problems: readonly DiscoveryProblem[];
}

/** Gives each model the section that names it, by the rules that requests are resolved by. */
export function withSections(
  models: readonly ModelEntry[],
  sections: readonly ModelSection[],
  unusable: readonly UnusableModel[] = [],
): ConfiguredEntries {
  const byModel = new Map<ModelEntry, ModelSection>();
  const problems: DiscoveryProblem[] = [];
  for (const section of sections) {
    const found = lookUp(models, section.name, unusable);
    if (typeof found === "string") {
      problems.push({ path: section.place, reason: `The settings of this model wait for it. ${found}` });
    } else if (byModel.has(found)) {
      problems.push({ path: section.place, reason: `Another section is for "${found.name}" already.` });
    } else {
      byModel.set(found, section);
    }
  }
  const entries = models.map((model) => {
    const section = byModel.get(model);
    return section === undefined ? model : withSection(model, section);
  });
  return { entries, problems };
}

function withSection(model: ModelEntry, section: ModelSection): ModelEntry {
  const { system, template, options } = section;
  const settings = {
    ...model.settings,
    ...(system !== undefined && { system }),
    ...(template !== undefined && { template }),
    ...(options !== undefined && { options: { ...model.settings?.options, ...options } }),
  };
  return { ...model, section, ...(Object.keys(settings).length > 0 && { settings }) };
}

/** Aliases of the configuration as the registry keeps them, and those that stand for nothing now. */
export function configuredAliases(
  models: readonly ModelEntry[],
  configured: readonly ConfiguredAlias[],
  createdAt: Date,
  unusable: readonly UnusableModel[] = [],
): { readonly aliases: readonly ModelAlias[]; readonly problems: readonly DiscoveryProblem[] } {
  const names = new Set(configured.map(({ name }) => aliasKey(name)));
  const aliases: ModelAlias[] = [];
  const problems: DiscoveryProblem[] = [];
  for (const { place, model, ...rest } of configured) {
    const found = lookUp(models, model, unusable);
    if (typeof found === "string") {
      const isAlias = names.has(aliasKey(model));
      const lacks = isAlias ? `"${model}" is an alias itself: name the model that it stands for.` : found;
      problems.push({
        path: place,
        reason: `The alias "${rest.name}" of the configuration file waits for its model. ${lacks}`,
        ...{ model: rest.name, isAlias: true, code: "model_not_found" },
      });
    } else {
      aliases.push({ ...rest, base: found.name, createdAt });
    }
  }
  return { aliases, problems };
}

/** The model of a name, or why there is none. */
function lookUp(
  models: readonly ModelEntry[],
  name: string,
  unusable: readonly UnusableModel[],
): ModelEntry | string {
  try {
    return resolveModel(models, name, false, unusable);
  } catch (thrown) {
    if (thrown instanceof ShimmyError) return thrown.message;
    throw thrown;
  }
}
