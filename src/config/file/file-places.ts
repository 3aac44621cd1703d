import { LOAD_SETTINGS } from "../load-settings.ts";
import { SETTING_KEYS, SETTINGS, type SettingKey } from "../settings.ts";

/** Tables of the configuration file that hold settings, in their order. */
export const FILE_TABLES = [
  "server",
  "discovery",
  "pull",
  "engine",
  "speculation",
  "cache",
  "lifecycle",
  "log",
] as const;
/** One of {@link FILE_TABLES}. */
export type FileTable = (typeof FILE_TABLES)[number];

/**
 * When a changed value takes effect in a running server: at once (`live`), when each model is loaded next, which is as soon as
 * nobody uses it (`load`), or at the next start (`restart`).
 */
export type ChangeEffect = "live" | "load" | "restart";

/** Where the file has a setting, and when a change of it counts. */
export interface FilePlacement {
  readonly table: FileTable;
  readonly effect: ChangeEffect;
}

/** Settings that a file can hold: all but the one that names it. */
export type FileSettingKey = Exclude<SettingKey, "configFile">;

const live = (table: FileTable): FilePlacement => ({ table, effect: "live" });
const load = (table: FileTable): FilePlacement => ({ table, effect: "load" });
const restart = (table: FileTable): FilePlacement => ({ table, effect: "restart" });

/** Every setting's place; a new setting does not compile before it has one. */
export const FILE_PLACEMENTS: Readonly<Record<FileSettingKey, FilePlacement>> = {
  bind: restart("server"),
  apiKey: restart("server"),
  insecureNoAuth: restart("server"),
  allowedHosts: live("server"),
  corsOrigins: live("server"),
  firstTokenTimeoutMs: live("server"),
  requestTimeoutMs: live("server"),
  idleStreamTimeoutMs: live("server"),
  drainTimeoutMs: live("server"),
  modelDirs: live("discovery"),
  baseGguf: live("discovery"),
  loraGguf: live("discovery"),
  builtin: live("discovery"),
  offline: restart("pull"),
  ollamaRegistry: restart("pull"),
  ...ofLoading(),
  threads: load("engine"),
  slots: load("engine"),
  maxContextLength: load("engine"),
  queueLimit: live("engine"),
  device: load("engine"),
  speculation: load("speculation"),
  modelDraft: load("speculation"),
  draftMax: load("speculation"),
  draftMinProbability: load("speculation"),
  cacheMemoryMib: load("cache"),
  cacheDiskMib: load("cache"),
  cacheDir: load("cache"),
  preload: live("lifecycle"),
  keepAliveMs: live("lifecycle"),
  pin: live("lifecycle"),
  maxModels: live("lifecycle"),
  loadTimeoutMs: load("lifecycle"),
  logLevel: live("log"),
};

function ofLoading(): Record<keyof typeof LOAD_SETTINGS, FilePlacement> {
  const placements = Object.keys(LOAD_SETTINGS).map((key) => [key, load("engine")]);
  // Object.fromEntries forgets the keys' own types; they are those of the settings
  return Object.fromEntries(placements) as Record<keyof typeof LOAD_SETTINGS, FilePlacement>;
}

/** Settings that a file can hold, in the order of help texts. */
export const FILE_SETTING_KEYS: readonly FileSettingKey[] = SETTING_KEYS.filter(
  (key): key is FileSettingKey => key !== "configFile",
);

/** Name of a setting in its table: in snake case, without the unit that the value itself tells. */
export function fileName(key: string): string {
  return key.replace(/Ms$/u, "").replace(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`);
}

/** A setting's whole name in the file, for example `engine.slots`. */
export function qualifiedName(key: FileSettingKey): string {
  return `${FILE_PLACEMENTS[key].table}.${fileName(key)}`;
}

/** The key of a setting by its variable, which every setting has for itself. */
export function keyOfVariable(environment: string): FileSettingKey | undefined {
  return KEYS_BY_VARIABLE.get(environment);
}

const KEYS_BY_VARIABLE = new Map(FILE_SETTING_KEYS.map((key) => [SETTINGS[key].environment as string, key]));
