import type { CharacterSet } from "../automaton/character-set.ts";
import type { Expression } from "./expression.ts";

/**
 * An expression in llama.cpp's GBNF.
 *
 * @param nameOf how a rule is called in the text.
 */
export function printExpression(expression: Expression, nameOf: (name: string) => string): string {
  switch (expression.kind) {
    case "literal":
      return `"${Array.from(expression.text, escapeInLiteral).join("")}"`;
    case "characters":
      return printSet(expression.set);
    case "rule":
      return nameOf(expression.name);
    case "sequence":
      // the parser would take an alternative of nothing for one that goes on in the next line
      if (expression.items.length === 0) return '""';
      return expression.items.map((item) => printPart(item, "choice", nameOf)).join(" ");
    case "choice":
      return expression.options.map((option) => printExpression(option, nameOf)).join(" | ");
    case "repeat":
      return printPart(expression.item, "all", nameOf) + printCount(expression.min, expression.max);
  }
}

function printPart(part: Expression, wrapped: "choice" | "all", nameOf: (name: string) => string): string {
  const isAtom = part.kind === "rule" || part.kind === "characters";
  const needsGroup = wrapped === "all" ? !isAtom : part.kind === "choice";
  const text = printExpression(part, nameOf);
  return needsGroup ? `(${text})` : text;
}

function printCount(min: number, max: number): string {
  if (max === Number.POSITIVE_INFINITY) return min === 0 ? "*" : min === 1 ? "+" : `{${min},}`;
  if (min === 0 && max === 1) return "?";
  return min === max ? `{${min}}` : `{${min},${max}}`;
}

function printSet(set: CharacterSet): string {
  const runs = set.map(([low, high]) =>
    low === high ? escapeCode(low) : `${escapeCode(low)}-${escapeCode(high)}`,
  );
  return `[${runs.join("")}]`;
}

function escapeInLiteral(character: string): string {
  if (character === '"' || character === "\\") return `\\${character}`;
  if (character === "\n") return "\\n";
  return /^[ -~]$/.test(character) ? character : escapeCode(character.codePointAt(0) ?? 0);
}

/** Letters, digits and harmless marks stand for themselves; all else is written by its number. */
function escapeCode(code: number): string {
  const character = String.fromCodePoint(code);
  if (/^[A-Za-z0-9 _:,.{}/+]$/.test(character)) return character;
  const hexadecimal = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hexadecimal.padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${hexadecimal.padStart(4, "0")}` : `\\U${hexadecimal.padStart(8, "0")}`;
}
