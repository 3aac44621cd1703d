import { SETTING_KEYS } from "../../config/settings.ts";
import type { ShimmyConfig } from "../../config/shimmy-config.ts";
import type { ShimmyService } from "../../service/shimmy-service.ts";
import type { CommandContext } from "../command-context.ts";
import type { CommandDefinition } from "../command-definition.ts";
import { declareSettings } from "../declare-flags.ts";
import { loadServerSettings } from "../read-config.ts";
import { announcement } from "../server/announcement.ts";
import { reloadOnChange } from "../server/config-reload.ts";
import { listen } from "../server/listen.ts";
import { engineStarted, startPreload } from "../server/preload.ts";
import type { ServedApp } from "../server/server-parts.ts";
import { shutDown } from "../server/shut-down.ts";

/** `shimmy serve`: serves until SIGINT or SIGTERM, then drains and ends with 0. */
export const serveCommand: CommandDefinition = {
  declare: (command) => declareSettings(command, SETTING_KEYS),
  run: async (invocation, context) => {
    const started = await loadServerSettings(invocation, context);
    const { config, warnings } = started;
    for (const warning of warnings) context.terminal.note(`shimmy: ${warning}\n`);
    const logger = await context.serverParts.createLogger(config);
    const service = await context.serverParts.createService({ config, logger });
    let app: ServedApp | undefined;
    try {
      // Started before the HTTP modules load, so that the first model is ready sooner.
      void startPreload(config.preload, service, logger);
      await engineStarted(config.preload[0], service);
      app = await context.serverParts.createApp({ service, logger, version: context.version });
      const reload = reloadOnChange({ invocation, context, started, service, logger });
      try {
        await serveUntilStopped(app, service, config, context);
      } finally {
        reload.close();
      }
      await shutDown({ service, app, logger });
      return 0;
    } catch (thrown) {
      // The reason should stand alone, and not among lines about what had been started.
      if (logger.isLevelEnabled("info")) logger.level = "warn";
      await shutDown({ service, app, logger });
      throw thrown;
    }
  },
};

async function serveUntilStopped(
  app: ServedApp,
  service: ShimmyService,
  config: ShimmyConfig,
  { terminal, interruption, version }: CommandContext,
): Promise<void> {
  if (interruption.signal.aborted) return;
  const port = await listen(app, config.bind);
  await terminal.print(announcement({ version, config, port, models: service.listModels() }));
  await aborted(interruption.signal);
  const seconds = service.config.timeouts.drainMs / 1000;
  terminal.note(`Stopping; running requests have ${seconds} s to end. A second signal stops at once.\n`);
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
