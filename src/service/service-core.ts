import type { ShimmyConfig } from "../config/shimmy-config.ts";
import type { ShimmyUniversalEngine } from "../engine/universal-engine.ts";
import type { ModelRegistry } from "../models/registry/model-registry.ts";
import type { Logger } from "../observability/logger.ts";
import type { LoadedModels } from "./loaded-models.ts";

/** What the parts of the service share. */
export interface ServiceCore {
  /** The settings in force: they may change. */
  readonly config: () => ShimmyConfig;
  readonly logger: Logger;
  readonly engine: ShimmyUniversalEngine;
  readonly registry: ModelRegistry;
  readonly models: LoadedModels;
  /** True for a model that neither idles out nor makes room. */
  readonly isPinned: (name: string) => boolean;
  /** Lets go of loaded models whose names stand for something else by now; to be called when the registry's models changed. */
  readonly modelsChanged: () => void;
  /** Throws `shutting_down` from the first signal to stop. */
  readonly refuseWhileDraining: () => void;
}
