import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { ConfigError } from "../config-error.ts";
import { type ConfigFileSources, findConfigPath } from "./config-path.ts";
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

function shownPath(file: string, workingDir: string): string {
  const relative = path.relative(workingDir, file);
  return relative !== "" && !relative.startsWith("..") && !path.isAbsolute(relative) ? relative : file;
}
