import { type CharacterSet, charactersOf } from "./character-set.ts";

/** A regular expression in parts. */
export type RegexNode =
  | { readonly kind: "characters"; readonly set: CharacterSet }
  | { readonly kind: "sequence"; readonly items: readonly RegexNode[] }
  | { readonly kind: "choice"; readonly options: readonly RegexNode[] }
  | { readonly kind: "repeat"; readonly item: RegexNode; readonly min: number; readonly max: number }
  /** `^` or `$`: matches no character, only where the text starts or ends. */
  | { readonly kind: "edge"; readonly at: "start" | "end" };

/** Matches the empty text. */
export const EMPTY: RegexNode = { kind: "sequence", items: [] };

/** Matches exactly this text. */
export function textNode(text: string): RegexNode {
  return {
    kind: "sequence",
    items: Array.from(text, (character) => ({ kind: "characters", set: charactersOf(character) })),
  };
}

/** Matches one part after the other. */
export function sequenceNode(...items: readonly RegexNode[]): RegexNode {
  return { kind: "sequence", items };
}

/** Matches any of the parts; without parts, nothing. */
export function choiceNode(...options: readonly RegexNode[]): RegexNode {
  return { kind: "choice", options };
}

/** Matches a part so many times; `max` may be Infinity. */
export function repeatNode(item: RegexNode, min: number, max: number): RegexNode {
  return { kind: "repeat", item, min, max };
}
