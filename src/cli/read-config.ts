import { loadConfig } from "../config/load-config.ts";
import type { ShimmyConfig } from "../config/shimmy-config.ts";
import type { CommandContext } from "./command-context.ts";
import type { Invocation } from "./invocation.ts";

/** The configuration of a command: its flags over the environment; warnings go to standard error. */
export function readConfig(
  invocation: Invocation,
  context: CommandContext,
  { forServer = false }: { readonly forServer?: boolean } = {},
): ShimmyConfig {
  const { environment, workingDir, homeDir, terminal } = context;
  const { config, warnings } = loadConfig({
    flags: invocation.flags,
    environment,
    workingDir,
    homeDir,
    forServer,
  });
  for (const warning of warnings) terminal.note(`shimmy: ${warning}\n`);
  return config;
}
