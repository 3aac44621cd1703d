import { ConfigError } from "../../src/config/config-error.ts";
import { parseToml } from "../../src/config/file/parse-toml.ts";
import { type ConfigSources, loadConfig } from "../../src/config/load-config.ts";

/** Settings of a configuration file in `/etc/shimmy` with this text, beside no other source but those given. */
export function loadToml(text: string, sources: Partial<ConfigSources> = {}) {
  return loadConfig({
    flags: {},
    environment: {},
    workingDir: "/projects",
    homeDir: "/home/someone",
    file: { path: "/etc/shimmy/config.toml", version: undefined, root: parseToml(text, "shimmy.toml") },
    ...sources,
  });
}

/** What is wrong with such a file. */
export function problemsOfToml(text: string, sources: Partial<ConfigSources> = {}): readonly string[] {
  try {
    loadToml(text, sources);
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown.problems;
    throw thrown;
  }
  return [];
}
