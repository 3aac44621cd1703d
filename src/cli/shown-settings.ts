import type { SettingSource } from "../config/config-layer.ts";
import { formatPlace } from "../config/config-problem.ts";
import type { LoadedConfig } from "../config/load-config.ts";
import type { Setting } from "../config/setting.ts";
import { SETTINGS } from "../config/settings.ts";
import { renderTable } from "./table.ts";

/** Stands in place of a secret that is set. */
const HIDDEN = "(hidden)";

/** A setting as `shimmy config show` tells it. */
export interface ShownSetting {
  readonly name: string;
  /** Undefined where nothing is set. */
  readonly value: unknown;
  /** What is in force where nothing is set. */
  readonly fallbackText: string | undefined;
  /** Where the value comes from, the highest first: `default`, a flag, a variable, or `file:line:column`. */
  readonly sources: readonly string[];
}

/** Every setting in force and what the file says of models, secrets hidden. */
export function shownSettings({
  settled,
  modelValues,
}: Pick<LoadedConfig, "settled" | "modelValues">): readonly ShownSetting[] {
  const settings = settled.map(({ key, name, value, isSecret, sources }): ShownSetting => {
    const setting: Setting<unknown> = SETTINGS[key];
    return {
      name,
      value: isSecret && value !== undefined ? HIDDEN : value,
      fallbackText: setting.fallbackText,
      sources: sources.map(describeSource),
    };
  });
  const ofModels = modelValues.map(({ name, value, source }) => ({
    name,
    value,
    fallbackText: undefined,
    sources: [describeSource(source)],
  }));
  return [...settings, ...ofModels];
}

/** The same as a table for people. */
export function shownTable(shown: readonly ShownSetting[]): string {
  return renderTable(
    [
      { title: "SETTING", value: ({ name }: ShownSetting) => name },
      { title: "VALUE", value: describeValue },
      { title: "SOURCE", value: ({ sources }) => sources.join(", ") },
    ],
    shown,
  );
}

function describeValue({ value, fallbackText }: ShownSetting): string {
  const isUnset = value === undefined || (Array.isArray(value) && value.length === 0);
  if (isUnset) return fallbackText === undefined ? "(none)" : `(${fallbackText})`;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

const LONGEST_SHOWN = 100;

function describeSource(source: SettingSource): string {
  if (source.kind === "default") return "default";
  return source.kind === "file" ? formatPlace(source.place) : source.name;
}
