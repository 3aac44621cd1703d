import type { ConfigLayer, SettingSource } from "./config-layer.ts";
import { FILE_SETTING_KEYS, type FileSettingKey, qualifiedName } from "./file/file-places.ts";
import { resolveSetting } from "./resolve-setting.ts";
import type { FileValue, Setting } from "./setting.ts";
import { SETTINGS } from "./settings.ts";

/** A setting in force. */
export interface SettledSetting {
  readonly key: FileSettingKey;
  /** Its name in the file, for example `engine.slots`. */
  readonly name: string;
  /** As the file would write it; undefined where nothing is set. */
  readonly value: FileValue | undefined;
  /** Its value must not be shown. */
  readonly isSecret: boolean;
  /** Who said so; several where they add up. */
  readonly sources: readonly SettingSource[];
}

/** Every setting that a file can hold, over all layers, which have been checked. */
export function settleSettings(layers: readonly ConfigLayer[]): readonly SettledSetting[] {
  return FILE_SETTING_KEYS.map((key) => {
    const setting: Setting<unknown> = SETTINGS[key];
    const { value, sources } = resolveSetting(setting, layers, []);
    return {
      key,
      name: qualifiedName(key),
      value: toFileValue(setting, value),
      isSecret: setting.secret === true,
      sources,
    };
  });
}

/** A value as the file writes it. */
export function toFileValue(setting: Setting<unknown>, value: unknown): FileValue | undefined {
  if (value === undefined) return undefined;
  if (setting.write !== undefined) return setting.write(value);
  // what has no writer is a file's value as it is
  return value as FileValue;
}
