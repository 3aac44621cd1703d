import { type ConfigFile, openConfigFile } from "../config/file/open-config-file.ts";
import type { TomlTable } from "../config/file/toml-node.ts";
import { type ConfigSources, type LoadedConfig, loadConfig } from "../config/load-config.ts";
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
  const file = openFile(invocation, { environment, workingDir, homeDir });
  return load(file, { flags: invocation.flags, environment, workingDir, homeDir, forServer });
}

/**
 * As {@link loadSettings} for a server, chat templates too.
 *
 * @throws ConfigError naming all that is wrong at once.
 */
export async function loadServerSettings(
  invocation: Invocation,
  { environment, workingDir, homeDir }: Pick<CommandContext, "environment" | "workingDir" | "homeDir">,
): Promise<LoadedSettings> {
  const file = openFile(invocation, { environment, workingDir, homeDir });
  // what reads templates takes its time to load
  const reader = hasTemplates(file?.root) ? await import("../service/template-fault.ts") : undefined;
  const templateFault = reader?.templateFault;
  const { flags } = invocation;
  return load(file, { flags, environment, workingDir, homeDir, forServer: true, templateFault });
}

function openFile(
  invocation: Invocation,
  places: Pick<CommandContext, "environment" | "workingDir" | "homeDir">,
): ConfigFile | undefined {
  return openConfigFile({ flag: invocation.text("--config"), ...places });
}

function load(file: ConfigFile | undefined, sources: Omit<ConfigSources, "file">): LoadedSettings {
  return { ...loadConfig({ ...sources, file }), file: file?.path, fileVersion: file?.version };
}

function hasTemplates(root: TomlTable | undefined): boolean {
  return (["models", "aliases"] as const).some((name) => {
    const tables = root?.entries.get(name)?.node;
    if (tables?.kind !== "table") return false;
    return [...tables.entries.values()].some(
      ({ node }) => node.kind === "table" && node.entries.has("template"),
    );
  });
}
