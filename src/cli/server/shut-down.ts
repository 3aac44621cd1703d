import type { Logger } from "../../observability/logger.ts";
import type { ShimmyService } from "../../service/shimmy-service.ts";
import type { ServedApp } from "./server-parts.ts";

/** Time beyond the drain for engines to be stopped the hard way. */
const ENGINE_STOP_GRACE_MS = 5_000;
/** Time for connections to end on their own once all work has ended. */
const CONNECTION_GRACE_MS = 2_000;

/** What {@link shutDown} ends. */
export interface RunningParts {
  readonly service: ShimmyService;
  readonly app: ServedApp | undefined;
  readonly logger: Logger;
}

/**
 * Ends a server in order: the service drains while HTTP still answers (health checks see `ready` go 503), then the
 * connections close. Bounded in time whatever hangs; never rejects.
 */
export async function shutDown({ service, app, logger }: RunningParts): Promise<void> {
  const drainMs = service.config.timeouts.drainMs + ENGINE_STOP_GRACE_MS;
  const isDrained = await endsWithin(service.drain(), drainMs, logger);
  if (!isDrained) logger.warn({ drainMs }, "Engines did not stop in time");
  if (app === undefined) return;
  const closing = app.close();
  if (await endsWithin(closing, CONNECTION_GRACE_MS, logger)) return;
  app.server.closeAllConnections();
  await endsWithin(closing, CONNECTION_GRACE_MS, logger);
}

/** True when the work ended in time, well or not. */
async function endsWithin(work: Promise<unknown>, timeoutMs: number, logger: Logger): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs);
  });
  const ended = work.then(
    () => true,
    (thrown: unknown) => {
      logger.error({ err: thrown }, "Shutting down failed");
      return true;
    },
  );
  const isEnded = await Promise.race([ended, late]);
  clearTimeout(timer);
  return isEnded;
}
