import type { SettledSetting } from "../settled-settings.ts";
import { FILE_PLACEMENTS, FILE_TABLES, fileName } from "./file-places.ts";
import { writeTomlValue } from "./write-toml.ts";

/** A configuration file that sets what is in force, without defaults and secrets. */
export function configToml(settled: readonly SettledSetting[]): string {
  const tables = FILE_TABLES.map((table) => {
    const lines = settled
      .filter(({ key, sources }) => FILE_PLACEMENTS[key].table === table && sources[0]?.kind !== "default")
      .map(settingLine);
    return lines.length === 0 ? "" : `[${table}]\n${lines.join("\n")}\n`;
  });
  return tables.filter((text) => text !== "").join("\n");
}

function settingLine({ key, value, isSecret }: SettledSetting): string {
  const name = fileName(key);
  if (isSecret) return `# ${name} is set, and not shown`;
  return value === undefined ? `# ${name}` : `${name} = ${writeTomlValue(value)}`;
}
