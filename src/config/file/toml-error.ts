import type { ParseError } from "toml-eslint-parser";

/** Why a text is no TOML, in words that follow a colon, and where. */
export interface TomlError {
  readonly reason: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units. */
  readonly column: number;
}

/** What to do about it, by the parser's own words where these leave that open; it has no codes. */
const REASONS: Readonly<Record<string, string>> = {
  "Unterminated string constant": "the text has no closing quote",
  "Unspecified values are invalid": "a value is missing behind the equals sign",
  "Must be a newline": "something stands behind the value; each setting has a line of its own",
  "Expected equal (=) token": "an equals sign is missing; a setting is written name = value",
  "Empty bare keys are not allowed": "a name is missing",
  "Defining a key multiple times is invalid": "this stands in the file twice; put it together",
};

/** Says what the parser found in the words of somebody who has to mend it, and where that is to be mended. */
export function explainTomlError(
  { message, index, lineNumber, column }: ParseError,
  text: string,
): TomlError {
  const found = { line: lineNumber, column: column + 1 };
  switch (message) {
    case "Unspecified values are invalid":
      return { reason: REASONS[message] ?? message, ...endBefore(text, index) };
    case "Expected comma (,) token":
    case "Unterminated array":
    case "Unterminated inline table":
      return { reason: openBracket(text, index), ...endBefore(text, index) };
    case "Unterminated table-key":
    case "The key, equals sign, and value must be on the same line":
      return unclosedName(text, index) ?? { reason: lowerFirst(message), ...found };
    case "Unexpected character":
      if (/=[ \t]*\r?\n\s*$/u.test(text.slice(0, index))) {
        return { reason: REASONS["Unspecified values are invalid"] ?? message, ...endBefore(text, index) };
      }
      return { reason: unexpected(text, index), ...found };
    default:
      return { reason: REASONS[message] ?? lowerFirst(message), ...found };
  }
}

/** The last letter before a place, which may be lines further up than where the parser noticed. */
function endBefore(text: string, index: number): Pick<TomlError, "line" | "column"> {
  const before = text.slice(0, index).trimEnd().split("\n");
  return { line: before.length, column: Math.max(1, before.at(-1)?.length ?? 1) };
}

/** A list or table in brackets begins in the last line before that sets something. */
function openBracket(text: string, index: number): string {
  const lines = text.slice(0, index).split("\n");
  const begun = lines.findLastIndex((line) => /^\s*[\w."'-]+\s*=\s*[[{]/u.test(line)) + 1;
  const where = begun === 0 ? "" : ` that is opened in line ${begun}`;
  return `a comma is missing, or the bracket${where} is not closed`;
}

/** `[engine` without its closing bracket, where there is one right before. */
function unclosedName(text: string, index: number): TomlError | undefined {
  const lines = text.slice(0, index).trimEnd().split("\n");
  const last = lines.at(-1) ?? "";
  if (!/^\s*\[[^\]]*$/u.test(last)) return undefined;
  return { reason: "the bracket is not closed", line: lines.length, column: last.search(/\S/u) + 1 };
}

function unexpected(text: string, index: number): string {
  const point = text.codePointAt(index);
  if (point === undefined) return "it ends too early";
  const letter = String.fromCodePoint(point);
  const shown = /[\p{Cc}\p{Cf}\s]/u.test(letter)
    ? `U+${point.toString(16).toUpperCase().padStart(4, "0")}`
    : `"${letter}"`;
  return `${shown} may not stand here; a setting is written name = value, with texts in quotes`;
}

function lowerFirst(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1).replace(/\.$/u, "")}`;
}
