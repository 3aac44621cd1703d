import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "../../observability/logger.ts";
import type { ShimmyService } from "../../service/shimmy-service.ts";

/**
 * Loads models one after the other, in the order given; a load that fails is logged, and the first request for that
 * model tries again. Resolves when all were tried.
 *
 * @throws ShimmyError `model_not_found`, before anything loads, when a name is none of the registry's.
 */
export function startPreload(
  names: readonly string[],
  service: ShimmyService,
  logger: Logger,
): Promise<void> {
  const models = names.map((name) => service.resolveModel(name).name);
  return loadInTurn(models, service, logger);
}

async function loadInTurn(models: readonly string[], service: ShimmyService, logger: Logger): Promise<void> {
  for (const model of models) {
    if (service.draining) return;
    try {
      await service.load(model);
    } catch {
      // Why it failed is in the log already: the service wrote it.
      if (service.draining) return;
      logger.warn({ model }, "Preload failed; the next request for this model tries again");
    }
  }
}

const POLL_MS = 5;
const LONGEST_WAIT_MS = 300;

/**
 * Resolves once the first engine process runs, or after a moment. Loading the HTTP modules keeps this process busy for
 * long, and an engine process that started before that loads its model meanwhile on another core.
 */
export async function engineStarted(model: string | undefined, service: ShimmyService): Promise<void> {
  if (model === undefined) return;
  const { name } = service.resolveModel(model);
  for (let waitedMs = 0; waitedMs < LONGEST_WAIT_MS; waitedMs += POLL_MS) {
    if (service.status(name).activity.pid !== undefined) return;
    await delay(POLL_MS);
  }
}
