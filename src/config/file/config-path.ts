import { statSync } from "node:fs";
import path from "node:path";
import type { Environment } from "../environment.ts";
import { absolutePath, type PathOrigin } from "../path-list.ts";

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

/** Absolute path of the file that counts: the named one, there or not, else the first that exists; undefined where there is none. */
export function findConfigPath(sources: ConfigFileSources): string | undefined {
  const named = sources.flag?.trim() || sources.environment.SHIMMY_CONFIG?.trim();
  if (named) return absolutePath(named, sources);
  return usualConfigPaths(sources).find((candidate) => isThere(candidate));
}

/** False for what may not be looked at, too: a home that is closed to this user must not stop a command. */
function isThere(file: string): boolean {
  try {
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
