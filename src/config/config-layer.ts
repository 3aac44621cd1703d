import type { FilePlace } from "./config-problem.ts";
import type { Environment } from "./environment.ts";
import { nearestName } from "./nearest-name.ts";
import { SERVER_URL_VARIABLE } from "./server-url.ts";
import type { Setting } from "./setting.ts";
import { SETTING_KEYS, SETTINGS } from "./settings.ts";

/** What layers need to know of a setting; the parts of a {@link Setting} that hold no value. */
export type SettingNames = Pick<
  Setting<unknown>,
  "environment" | "flag" | "flagMeans" | "form" | "namesPaths"
>;

/** Where a value comes from. */
export type SettingSource =
  | { readonly kind: "default" }
  | { readonly kind: "flag"; readonly name: string }
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "file"; readonly name: string; readonly place: FilePlace };

/** Something that a layer gives for a setting. */
export interface GivenValue {
  /** Undefined where it is not even of the right kind. */
  readonly text: string | undefined;
  /** As messages show it; absent is the text. */
  readonly shown?: string;
  /** An entry of a list, which is not split any further. */
  readonly isPart?: boolean;
  readonly source: Exclude<SettingSource, { kind: "default" }>;
}

/** One source of settings. */
export interface ConfigLayer {
  /** What is given for a setting; empty when this layer leaves it alone. */
  readonly read: (setting: SettingNames) => readonly GivenValue[];
}

/** Texts given on the command line, by flag (`--slots`); a switch that was given is `true`, `--no-…` too. */
export type FlagValues = Readonly<Record<string, readonly string[]>>;

/** The layer of environment variables; an empty value counts as unset. */
export function environmentLayer(environment: Environment): ConfigLayer {
  return {
    read: (setting) => {
      const text = environment[setting.environment]?.trim() ?? "";
      return text === "" ? [] : [{ text, source: { kind: "variable", name: setting.environment } }];
    },
  };
}

/** The layer of command line flags; an empty value is an error there, since somebody wrote it on purpose. */
export function flagLayer(flags: FlagValues): ConfigLayer {
  return {
    read: (setting) =>
      (flags[setting.flag] ?? []).map((text) => ({
        text: setting.flagMeans ?? text.trim(),
        source: { kind: "flag", name: setting.flag },
      })),
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
