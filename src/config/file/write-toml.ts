import type { FileValue } from "../setting.ts";

/** A value in TOML. */
export function writeTomlValue(value: FileValue): string {
  if (typeof value === "object") return `[${value.map(writeTomlValue).join(", ")}]`;
  if (typeof value === "string") return writeText(value);
  return String(value);
}

/** A key in TOML: bare where it can be. */
export function writeTomlKey(key: string): string {
  return /^[\w-]+$/.test(key) ? key : writeText(key);
}

/** JSON's escapes are TOML's, but TOML has U+007F escaped as well, and knows no halves of surrogate pairs. */
function writeText(text: string): string {
  return JSON.stringify(text.replaceAll(/\p{Surrogate}/gu, "\ufffd")).replaceAll("\u007f", "\\u007f");
}
