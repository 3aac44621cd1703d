import type { ShimmyConfig } from "../config/shimmy-config.ts";
import { ShimmyUniversalEngine } from "../engine/universal-engine.ts";
import type { Logger } from "../observability/logger.ts";

/**
 * Makes the engine that the service loads models with.
 *
 * @param config gives the settings in force when a model is loaded.
 */
export function createEngine(config: () => ShimmyConfig, logger: Logger): ShimmyUniversalEngine {
  return new ShimmyUniversalEngine({
    get queueLimit() {
      return config().queueLimit;
    },
    get timeouts() {
      return { loadMs: config().timeouts.loadMs };
    },
    onCrash: ({ message, log, requestIds }) =>
      logger.error({ requestIds, engineLog: log.slice(-20) }, message),
  });
}
