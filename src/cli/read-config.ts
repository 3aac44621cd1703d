import { openConfigFile } from "../config/file/open-config-file.ts";
import { type LoadedConfig, loadConfig } from "../config/load-config.ts";
import type { ShimmyConfig } from "../config/shimmy-config.ts";
import type { CommandContext } from "./command-context.ts";
import type { Invocation } from "./invocation.ts";

/** How a configuration is read. */
export interface ReadConfigOptions {
  /** It is for a server, so that the address must be safe to listen on. Default false. */
  readonly forServer?: boolean;
}

/** The configuration of a command: its flags over the environment over the file; warnings go to standard error. */
export function readConfig(
  invocation: Invocation,
  context: CommandContext,
  options: ReadConfigOptions = {},
): ShimmyConfig {
  const { config, warnings } = loadSettings(invocation, context, options);
  for (const warning of warnings) context.terminal.note(`shimmy: ${warning}\n`);
  return config;
}

/** A configuration and the file that it was read from. */
export interface LoadedSettings extends LoadedConfig {
  /** Absolute path of the file, where there is one. */
  readonly file: string | undefined;
  readonly fileVersion: string | undefined;
}

/** As {@link readConfig}, with everything that is known of it; warnings are told by the caller. */
export function loadSettings(
  invocation: Invocation,
  { environment, workingDir, homeDir }: Pick<CommandContext, "environment" | "workingDir" | "homeDir">,
  { forServer = false }: ReadConfigOptions = {},
): LoadedSettings {
  const flag = invocation.text("--config");
  const file = openConfigFile({ flag, environment, workingDir, homeDir });
  const { flags } = invocation;
  const loaded = loadConfig({ flags, environment, file, workingDir, homeDir, forServer });
  return { ...loaded, file: file?.path, fileVersion: file?.version };
}
