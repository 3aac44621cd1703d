import type { Environment } from "./environment.ts";
import { nearestName } from "./nearest-name.ts";
import { SERVER_URL_VARIABLE } from "./server-url.ts";
import type { Setting } from "./setting.ts";
import { SETTING_KEYS, SETTINGS } from "./settings.ts";

/** Names under which a setting appears in the layers; the parts of a {@link Setting} that hold no value. */
type SettingNames = Pick<Setting<never>, "environment" | "flag" | "flagMeans">;

/** One source of settings. A file becomes one more of these, between the defaults and the environment. */
export interface ConfigLayer {
  /** The texts given for a setting; empty when this layer leaves it alone. */
  readonly read: (setting: SettingNames) => readonly string[];
  /** Where a text came from, for messages: a variable, a flag, a line of a file. */
  readonly label: (setting: SettingNames) => string;
}

/** Texts given on the command line, by flag (`--slots`); a switch that was given is `true`, `--no-…` too. */
export type FlagValues = Readonly<Record<string, readonly string[]>>;

/** The layer of environment variables; an empty value counts as unset. */
export function environmentLayer(environment: Environment): ConfigLayer {
  return {
    label: (setting) => setting.environment,
    read: (setting) => {
      const text = environment[setting.environment]?.trim() ?? "";
      return text === "" ? [] : [text];
    },
  };
}

/** The layer of command line flags; an empty value is an error there, since somebody wrote it on purpose. */
export function flagLayer(flags: FlagValues): ConfigLayer {
  return {
    label: (setting) => setting.flag,
    read: (setting) => (flags[setting.flag] ?? []).map((text) => setting.flagMeans ?? text.trim()),
  };
}

/** One warning for each `SHIMMY_*` variable that sets nothing, with the name it may have meant. */
export function unknownVariableWarnings(environment: Environment): readonly string[] {
  const known = [...SETTING_KEYS.map((key): string => SETTINGS[key].environment), SERVER_URL_VARIABLE];
  return Object.entries(environment)
    .filter(([name, value]) => name.startsWith("SHIMMY_") && value !== "" && value !== undefined)
    .map(([name]) => name)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const nearest = nearestName(name, known);
      const hint = nearest === undefined ? "" : ` Did you mean ${nearest}?`;
      return `Unknown environment variable ${name} is ignored.${hint}`;
    });
}
