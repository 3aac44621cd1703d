import { ShimmyError } from "../core/errors.ts";
import type { ModelEntry } from "../models/registry/model-entry.ts";
import { aliasAdapters } from "./alias-adapters.ts";
import { knownAdapters } from "./known-adapters.ts";
import { listingOf } from "./model-listing.ts";
import { newAlias } from "./new-alias.ts";
import type { ServiceCore } from "./service-core.ts";
import type { ShimmyService } from "./shimmy-service.ts";

/** How the service makes aliases and forgets them. */
export function aliasOperations({
  config,
  logger,
  registry,
  models,
  modelsChanged,
}: ServiceCore): Pick<ShimmyService, "createAlias" | "deleteAlias"> {
  return {
    async createAlias(alias) {
      const known = knownAdapters(registry.resolve(alias.from), config());
      const adapters = alias.adapters && (await aliasAdapters(alias.adapters, known));
      const made = newAlias(alias, registry, adapters);
      const entry = await registry.putAlias(made, alias.params.name);
      modelsChanged();
      logger.info({ model: entry.name, base: entry.alias?.base }, "alias made");
      return listingOf(entry, models.pool);
    },
    async deleteAlias(name) {
      if (await registry.removeAlias(name)) {
        modelsChanged();
        logger.info({ model: name }, "alias deleted");
        return;
      }
      throw noAlias(registry.resolve(name));
    },
  };
}

function noAlias({ name }: ModelEntry): ShimmyError {
  return new ShimmyError(
    "forbidden",
    `"${name}" is a model's file, and Shimmy deletes no such files: remove it from the disk.`,
    { param: "model" },
  );
}
