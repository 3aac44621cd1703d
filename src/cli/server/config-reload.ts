import { configChanges, takeable } from "../../config/config-changes.ts";
import { ConfigError } from "../../config/config-error.ts";
import { toShimmyError } from "../../core/errors.ts";
import type { Logger } from "../../observability/logger.ts";
import type { ShimmyService } from "../../service/shimmy-service.ts";
import type { CommandContext } from "../command-context.ts";
import type { Invocation } from "../invocation.ts";
import { type LoadedSettings, loadServerSettings } from "../read-config.ts";
import { startPreload } from "./preload.ts";
import type { ConfigWatch } from "./server-parts.ts";

/** What {@link reloadOnChange} works on. */
export interface ReloadOptions {
  readonly invocation: Invocation;
  readonly context: CommandContext;
  /** The settings that the server was started with. */
  readonly started: LoadedSettings;
  readonly service: ShimmyService;
  readonly logger: Logger;
}

/**
 * Puts a changed configuration in force as far as that goes in a running server, and logs what came of it. A configuration that
 * cannot be used changes nothing. Ends with {@link ConfigWatch.close}.
 */
export function reloadOnChange(options: ReloadOptions): Pick<ConfigWatch, "close"> {
  const { context, service, logger, started } = options;
  let running: Pick<LoadedSettings, "config" | "settled"> = started;
  let { file } = started;
  let last: Promise<void> = Promise.resolve();
  let isClosed = false;
  const watch = context.serverParts.watchConfig({
    isOnTerminal: context.terminal.isErrorInteractive,
    onChange: (trigger) => {
      // one after the other: each compares with what the one before has left
      last = last.then(async () => {
        if (isClosed || service.draining) return;
        try {
          await reload(trigger);
        } catch (thrown) {
          refuse(trigger, thrown);
        }
      });
    },
  });
  watch.follow(started.file, started.fileVersion);
  return {
    close: () => {
      isClosed = true;
      watch.close();
    },
  };

  async function reload(trigger: string): Promise<void> {
    const next = await loadServerSettings(options.invocation, context);
    if (file !== undefined && next.file === undefined) {
      // some editors remove a file before they write it anew
      throw new ConfigError([{ message: `The configuration file ${file} is gone.` }]);
    }
    for (const warning of next.warnings) logger.warn(warning);
    const changes = configChanges(running, next);
    const { live, load, restart } = changes;
    const taken = takeable(running, next);
    if (live.length + load.length > 0) {
      await service.reconfigure(taken.config);
      logger.level = taken.config.logLevel;
      if (live.includes("lifecycle.preload")) preload(taken.config.preload);
    }
    running = taken;
    file = next.file;
    watch.follow(file, next.fileVersion);
    const config = file ?? null;
    if (live.length + load.length + restart.length === 0) {
      logger.info({ trigger, config }, "configuration read again: nothing has changed");
    } else {
      logger.info({ trigger, config, live, onNextLoad: load }, "configuration reloaded");
    }
    if (restart.length > 0) {
      logger.warn({ settings: restart }, `these settings need a restart: ${restart.join(", ")}`);
    }
  }

  function preload(names: readonly string[]): void {
    try {
      void startPreload(names, service, logger);
    } catch (thrown) {
      logger.warn(toShimmyError(thrown).message);
    }
  }

  function refuse(trigger: string, thrown: unknown): void {
    const kept = "the changed configuration cannot be used, and the one before stays in force";
    if (!(thrown instanceof ConfigError)) logger.error({ trigger, err: thrown }, kept);
    else for (const problem of thrown.problems) logger.error({ trigger }, `${kept}: ${problem}`);
  }
}
