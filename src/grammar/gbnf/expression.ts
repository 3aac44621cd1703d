import { type CharacterSet, characterSet } from "../automaton/character-set.ts";

/** The right side of a grammar rule. */
export type Expression =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "characters"; readonly set: CharacterSet }
  | { readonly kind: "rule"; readonly name: string }
  | { readonly kind: "sequence"; readonly items: readonly Expression[] }
  | { readonly kind: "choice"; readonly options: readonly Expression[] }
  | { readonly kind: "repeat"; readonly item: Expression; readonly min: number; readonly max: number };

/** Derives the empty text only. */
export const NOTHING: Expression = { kind: "sequence", items: [] };

/** Derives no text at all. */
export const NEVER: Expression = { kind: "choice", options: [] };

/** Exactly this text. */
export function literal(text: string): Expression {
  return text === "" ? NOTHING : { kind: "literal", text };
}

/** One character of the set, given as runs such as `["az", "09", "_"]`. */
export function oneOf(...runs: readonly string[]): Expression {
  const ranges = runs.map((run): [number, number] => {
    const [low = "", high = low] = [...run];
    return [low.codePointAt(0) ?? 0, high.codePointAt(0) ?? 0];
  });
  return { kind: "characters", set: characterSet(ranges) };
}

/** One part after the other. */
export function sequence(...items: readonly Expression[]): Expression {
  const flat: Expression[] = [];
  for (const item of items.flatMap((part) => (part.kind === "sequence" ? part.items : [part]))) {
    const last = flat.at(-1);
    if (isNever(item)) return NEVER;
    if (last?.kind === "literal" && item.kind === "literal")
      flat[flat.length - 1] = literal(last.text + item.text);
    else flat.push(item);
  }
  const [only] = flat;
  return flat.length === 1 && only !== undefined ? only : { kind: "sequence", items: flat };
}

/** Any of the parts; none at all derives nothing. */
export function choice(...options: readonly Expression[]): Expression {
  const flat = options.flatMap((option) => (option.kind === "choice" ? option.options : [option]));
  const [only] = flat;
  return flat.length === 1 && only !== undefined ? only : { kind: "choice", options: flat };
}

/** A part or nothing. */
export function optional(item: Expression): Expression {
  return repeat(item, 0, 1);
}

/** A part so many times; `max` may be Infinity. Counts of more than some hundred belong to `repeatMany`. */
export function repeat(item: Expression, min: number, max: number): Expression {
  if (max === 0) return NOTHING;
  if (isNever(item)) return min === 0 ? NOTHING : NEVER;
  return min === 1 && max === 1 ? item : { kind: "repeat", item, min, max };
}

/** Whether an expression is the one that derives no text. */
export function isNever(expression: Expression): boolean {
  if (expression.kind === "characters") return expression.set.length === 0;
  return expression.kind === "choice" && expression.options.length === 0;
}
