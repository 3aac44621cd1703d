import type { FileValue } from "../setting.ts";

/** A value in TOML. */
export function writeTomlValue(value: FileValue): string {
  if (typeof value === "object") return `[${value.map(writeTomlValue).join(", ")}]`;
  if (typeof value === "string") return writeTomlText(value);
  return String(value);
}

/** A key in TOML: bare where it can be. */
export function writeTomlKey(key: string): string {
  return /^[\w-]+$/.test(key) ? key : writeTomlText(key);
}

/**
 * JSON's escapes are TOML's, but TOML has U+007F escaped as well, and knows no halves of surrogate pairs. What could move a
 * terminal's cursor or turn the direction of its text is escaped too.
 */
export function writeTomlText(text: string): string {
  return JSON.stringify(text.replaceAll(/\p{Surrogate}/gu, "\ufffd")).replaceAll(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (letter) => {
      const hex = (letter.codePointAt(0) ?? 0).toString(16);
      return hex.length > 4 ? `\\U${hex.padStart(8, "0")}` : `\\u${hex.padStart(4, "0")}`;
    },
  );
}
