import { LOAD_SETTINGS } from "../load-settings.ts";
import { SETTINGS } from "../settings.ts";
import { SPECULATION_SETTINGS } from "../speculation-settings.ts";
import { fileName } from "./file-places.ts";

/** Settings that a model's section may hold for that model alone. */
export const SECTION_SETTINGS = {
  threads: SETTINGS.threads,
  slots: SETTINGS.slots,
  maxContextLength: SETTINGS.maxContextLength,
  device: SETTINGS.device,
  keepAliveMs: SETTINGS.keepAliveMs,
  ...LOAD_SETTINGS,
  ...SPECULATION_SETTINGS,
} as const;

/** Their keys by the names that a file has for them. */
export const SECTION_SETTING_NAMES: ReadonlyMap<string, keyof typeof SECTION_SETTINGS> = new Map(
  // Object.keys forgets that the keys are those of the table
  (Object.keys(SECTION_SETTINGS) as (keyof typeof SECTION_SETTINGS)[]).map((key) => [fileName(key), key]),
);

/** Keys of a section and of an alias that are texts, and what they mean. */
export const DEFAULT_TEXTS = {
  system: "instruction for conversations that bring none",
  template: "chat template in place of the file's: Jinja, or the name of a built-in family",
} as const;

/** Keys of a section that are true or false. */
export const SECTION_SWITCHES = { pin: "keep the model in memory, whatever requests say" } as const;

/** Names of settings by variable, for the layer of a section. */
export const SECTION_NAMES_BY_VARIABLE: ReadonlyMap<string, string> = new Map(
  [...SECTION_SETTING_NAMES].map(([name, key]) => [SECTION_SETTINGS[key].environment, name]),
);
