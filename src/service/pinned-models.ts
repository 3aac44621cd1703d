import type { ShimmyConfig } from "../config/shimmy-config.ts";
import { loadedEntry } from "../models/registry/alias-entries.ts";
import type { ModelRegistry } from "../models/registry/model-registry.ts";
import type { Logger } from "../observability/logger.ts";

/** Engines that the settings pin, by the names that their models have now. */
export class PinnedModels {
  private readonly logger: Pick<Logger, "warn">;
  private found: ReadonlySet<string> = new Set();
  private missing: ReadonlySet<string> = new Set();

  constructor(logger: Pick<Logger, "warn">) {
    this.logger = logger;
  }

  has(name: string): boolean {
    return this.found.has(name);
  }

  /** Looks the names of the settings up again; one that no model has is logged once, as long as that lasts. */
  update(config: Pick<ShimmyConfig, "pin" | "models">, registry: Pick<ModelRegistry, "resolve">): void {
    const found = new Set<string>();
    const missing = new Set<string>();
    for (const name of pinsOf(config)) {
      try {
        found.add(loadedEntry(registry.resolve(name)).name);
      } catch {
        missing.add(name);
        if (!this.missing.has(name))
          this.logger.warn({ model: name }, "no model of this name can be pinned now");
      }
    }
    this.found = found;
    this.missing = missing;
  }
}

/** Names of models that the settings pin, one by one or by their sections. */
function pinsOf({ pin = [], models }: Pick<ShimmyConfig, "pin" | "models">): readonly string[] {
  return [
    ...pin,
    ...(models?.sections ?? []).flatMap((section) => (section.pin === true ? [section.name] : [])),
  ];
}
