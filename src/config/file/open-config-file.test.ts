import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../../test/helpers/temporary-folder.ts";
import { ConfigError } from "../config-error.ts";
import type { ConfigFileSources } from "./config-path.ts";
import { MAX_CONFIG_FILE_BYTES, openConfigFile } from "./open-config-file.ts";

function world(): ConfigFileSources & { readonly write: (file: string, text?: string | Buffer) => string } {
  const folder = temporaryFolder();
  return {
    flag: undefined,
    environment: { XDG_CONFIG_HOME: path.join(folder, "xdg"), ProgramData: path.join(folder, "system") },
    workingDir: path.join(folder, "work"),
    homeDir: path.join(folder, "home"),
    write: (file, text = "") => {
      const whole = path.join(folder, file);
      mkdirSync(path.dirname(whole), { recursive: true });
      writeFileSync(whole, text);
      return whole;
    },
  };
}

function problemOf(sources: ConfigFileSources): string {
  try {
    openConfigFile(sources);
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown.message;
    throw thrown;
  }
  return "";
}

describe("openConfigFile", () => {
  it("takes the flag's file, then the variable's, then the working folder's, the user's, the system's", () => {
    const sources = world();
    expect(openConfigFile(sources)).toBeUndefined();
    const system = sources.write("system/shimmy/config.toml");
    expect(openConfigFile(sources)?.path).toBe(system);
    const own = sources.write("home/.config/shimmy/config.toml");
    expect(openConfigFile({ ...sources, environment: { XDG_CONFIG_HOME: "relative" } })?.path).toBe(own);
    const xdg = sources.write("xdg/shimmy/config.toml");
    expect(openConfigFile(sources)?.path).toBe(xdg);
    const here = sources.write("work/shimmy.toml");
    expect(openConfigFile(sources)?.path).toBe(here);
    const named = sources.write("work/other.toml");
    const environment = { ...sources.environment, SHIMMY_CONFIG: "other.toml" };
    expect(openConfigFile({ ...sources, environment })?.path).toBe(named);
    const flagged = sources.write("home/flag.toml");
    expect(openConfigFile({ ...sources, environment, flag: "~/flag.toml" })?.path).toBe(flagged);
  });

  it("counts an empty variable as unset", () => {
    const sources = world();
    const here = sources.write("work/shimmy.toml");
    const environment = { ...sources.environment, SHIMMY_CONFIG: " " };
    expect(openConfigFile({ ...sources, environment })?.path).toBe(here);
  });

  it("refuses a named file that is not there, a folder, one that is too large, and what is no text", () => {
    const sources = world();
    expect(problemOf({ ...sources, flag: "absent.toml" })).toBe(
      "The configuration file absent.toml does not exist.",
    );
    const folder = path.dirname(sources.write("work/x.toml"));
    expect(problemOf({ ...sources, flag: folder })).toMatch(/is no file\.$/);
    sources.write("work/large.toml", "#".repeat(MAX_CONFIG_FILE_BYTES + 1));
    expect(problemOf({ ...sources, flag: "large.toml" })).toBe(
      "The configuration file large.toml has 262145 bytes, and may have 262144 at most.",
    );
    sources.write("work/bytes.toml", Buffer.from([0xff, 0xfe]));
    expect(problemOf({ ...sources, flag: "bytes.toml" })).toMatch(/is no UTF-8 text\.$/);
  });

  it("names a file in the working folder by its name alone, any other whole", () => {
    const sources = world();
    sources.write("work/shimmy.toml", "x");
    expect(problemOf(sources)).toMatch(/^shimmy\.toml:1:2: This is no TOML/);
    const other = sources.write("other.toml", "x");
    expect(problemOf({ ...sources, flag: other })).toMatch(/^\/.*\/other\.toml:1:2: /);
  });
});
