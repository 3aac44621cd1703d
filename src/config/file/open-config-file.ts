import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { ConfigError } from "../config-error.ts";
import type { Environment } from "../environment.ts";
import { absolutePath, type PathOrigin } from "../path-list.ts";
import { fileVersion } from "./file-version.ts";
import { parseToml } from "./parse-toml.ts";
import type { TomlTable } from "./toml-node.ts";

/** Largest configuration file, in bytes. */
export const MAX_CONFIG_FILE_BYTES = 256 * 1024;

/** A configuration file that was read. */
export interface ConfigFile {
  /** Absolute path. */
  readonly path: string;
  /** Of what was read, see {@link fileVersion}. */
  readonly version: string | undefined;
  readonly root: TomlTable;
}

/** Where a file is looked for. */
export interface ConfigFileSources extends PathOrigin {
  /** Path given by the flag; it wins over the environment. */
  readonly flag: string | undefined;
  readonly environment: Environment;
}

/** Places looked at, in their order, where neither flag nor variable names a file. */
export function usualConfigPaths({ environment, workingDir, homeDir }: ConfigFileSources): readonly string[] {
  // The XDG specification has relative paths ignored.
  const given = environment.XDG_CONFIG_HOME ?? "";
  const home = path.isAbsolute(given) ? given : path.join(homeDir, ".config");
  const system = environment.ProgramData ?? "/etc";
  return [
    path.join(workingDir, "shimmy.toml"),
    path.join(home, "shimmy", "config.toml"),
    path.join(system, "shimmy", "config.toml"),
  ];
}

/** Absolute path of the file that counts: the named one, there or not, else the first that exists. */
function findConfigPath(sources: ConfigFileSources): string | undefined {
  const named = sources.flag?.trim() || sources.environment.SHIMMY_CONFIG?.trim();
  if (named) return absolutePath(named, sources);
  return usualConfigPaths(sources).find((candidate) => isThere(candidate));
}

/**
 * Reads the file that counts; undefined where there is none and none was named.
 *
 * @throws ConfigError when it cannot be read, is too large, or is no TOML.
 */
export function openConfigFile(sources: ConfigFileSources): ConfigFile | undefined {
  const file = findConfigPath(sources);
  return file === undefined ? undefined : readConfigFile(file, sources.workingDir);
}

/**
 * Reads a configuration file.
 *
 * @param file absolute path.
 * @param workingDir folder that messages name the file from, where it lies in it.
 * @throws ConfigError as {@link openConfigFile} does.
 */
function readConfigFile(file: string, workingDir: string): ConfigFile {
  const shown = shownPath(file, workingDir);
  // taken before: a change during the read is seen as one
  const version = fileVersion(file);
  return { path: file, version, root: parseToml(readText(file, shown), shown) };
}

function readText(file: string, shown: string): string {
  const refuse = (why: string): never => {
    throw new ConfigError([{ message: `The configuration file ${shown} ${why}.` }]);
  };
  try {
    const stats = statSync(file);
    if (!stats.isFile()) return refuse("is no file");
    if (stats.size > MAX_CONFIG_FILE_BYTES) {
      return refuse(`has ${stats.size} bytes, and may have ${MAX_CONFIG_FILE_BYTES} at most`);
    }
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(file));
  } catch (thrown) {
    if (thrown instanceof ConfigError) throw thrown;
    return refuse(describeReadError(thrown));
  }
}

function describeReadError(thrown: unknown): string {
  const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: "does not exist",
    ENOTDIR: "does not exist",
    EACCES: "may not be read by this user",
    ERR_ENCODING_INVALID_ENCODED_DATA: "is no UTF-8 text",
  };
  return reasons[code] ?? `cannot be read (${code || "unknown reason"})`;
}

/** False for what may not be looked at, too: a home that is closed to this user must not stop a command. */
function isThere(file: string): boolean {
  try {
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function shownPath(file: string, workingDir: string): string {
  const relative = path.relative(workingDir, file);
  return relative !== "" && !relative.startsWith("..") && !path.isAbsolute(relative) ? relative : file;
}
