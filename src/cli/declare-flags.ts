import { type Command, Option } from "commander";
import { LOAD_SETTINGS } from "../config/load-settings.ts";
import type { Setting } from "../config/setting.ts";
import { SETTING_KEYS, SETTINGS, type SettingKey } from "../config/settings.ts";
import { SPECULATION_SETTINGS } from "../config/speculation-settings.ts";

/** Adds a flag that keeps every text it is given, for {@link Invocation} to read. */
export function declareFlag(command: Command, flags: string, description: string): void {
  const option = new Option(flags, description);
  if (option.required) option.argParser(collect);
  command.addOption(option);
}

function collect(text: string, earlier: readonly string[] | undefined): readonly string[] {
  return [...(earlier ?? []), text];
}

/** Adds lines to try to a command's help. */
export function declareExamples(command: Command, lines: readonly string[]): void {
  command.addHelpText("after", `\nExamples:\n${lines.map((line) => `  ${line}`).join("\n")}`);
}

/** Adds the flags of settings, described by the table. */
export function declareSettings(command: Command, keys: readonly SettingKey[]): void {
  for (const key of keys) declareSetting(command, SETTINGS[key]);
}

type DescribedSetting = Pick<
  Setting<unknown>,
  "flag" | "placeholder" | "description" | "fallback" | "fallbackText"
>;

function declareSetting(command: Command, setting: DescribedSetting): void {
  const { flag, placeholder, description, fallback } = setting;
  const hasPlainFallback = typeof fallback === "number" || typeof fallback === "string";
  const fallbackText = setting.fallbackText ?? (hasPlainFallback ? String(fallback) : undefined);
  declareFlag(
    command,
    placeholder === undefined ? flag : `${flag} <${placeholder}>`,
    fallbackText === undefined ? description : `${description} (default: ${fallbackText})`,
  );
}

/** Settings that say where models are: every command that names a model takes them. */
export const MODEL_SOURCE_SETTINGS: readonly SettingKey[] = [
  "configFile",
  "modelDirs",
  "baseGguf",
  "loraGguf",
  "builtin",
];

const LOAD_SETTING_KEYS: readonly SettingKey[] = SETTING_KEYS.filter(
  (key) => Object.hasOwn(LOAD_SETTINGS, key) || Object.hasOwn(SPECULATION_SETTINGS, key),
);

/** Settings of one model's engine, for commands that load one themselves. */
export const ENGINE_SETTINGS: readonly SettingKey[] = [
  "threads",
  "maxContextLength",
  "device",
  ...LOAD_SETTING_KEYS,
  "loadTimeoutMs",
];
