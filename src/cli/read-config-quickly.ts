import { findConfigPath } from "../config/file/config-path.ts";
import { loadConfig } from "../config/load-config.ts";
import type { ShimmyConfig } from "../config/shimmy-config.ts";
import type { CommandContext } from "./command-context.ts";
import type { Invocation } from "./invocation.ts";

/**
 * The configuration of a command, as `readConfig` has it, for commands that should answer at once: the reader of TOML, a tenth of
 * their time, is loaded only where there is a file.
 *
 * @throws ConfigError with every problem at once.
 */
export async function readConfigQuickly(
  invocation: Invocation,
  context: CommandContext,
): Promise<ShimmyConfig> {
  const { environment, workingDir, homeDir, terminal } = context;
  const flag = invocation.text("--config");
  if (findConfigPath({ flag, environment, workingDir, homeDir }) !== undefined) {
    const { readConfig } = await import("./read-config.ts");
    return readConfig(invocation, context);
  }
  const { flags } = invocation;
  const { config, warnings } = loadConfig({ flags, environment, workingDir, homeDir });
  for (const warning of warnings) terminal.note(`shimmy: ${warning}\n`);
  return config;
}
