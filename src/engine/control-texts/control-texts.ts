import { ShimmyError } from "../../core/errors.ts";
import { type MarkNode, MarkSet } from "../../dialogue/reading/mark-set.ts";

/** Most control texts in one conversation: each is two tokens at least, and this is more than contexts hold. */
export const MAX_CUTS = 262_144;
const NOTHING: ReadonlySet<string> = new Set();

/** The texts that a vocabulary reads as control tokens where a prompt is parsed for them. */
export class ControlTexts {
  private readonly marks: MarkSet;
  /** The first unit of any of them: regular expressions look for it faster than a loop. */
  private readonly first: RegExp | undefined;

  /** @param texts one character alone is no mark-up, and nothing could be cut out of it. */
  constructor(texts: Iterable<string>) {
    const long = [...texts].filter((text) => Array.from(text).length > 1);
    this.marks = new MarkSet(long);
    const units = new Set(long.map((text) => `\\u${text.charCodeAt(0).toString(16).padStart(4, "0")}`));
    this.first = units.size === 0 ? undefined : new RegExp(`[${[...units].join("")}]`, "g");
  }

  /**
   * Places inside of control texts, one behind the first character of each: a text that is split there holds none any more.
   *
   * @param exempt texts that are let through.
   * @throws ShimmyError `invalid_request` for a text that is full of them.
   */
  cutsOf(text: string, exempt: ReadonlySet<string> = NOTHING): readonly number[] {
    if (this.first === undefined) return [];
    const cuts: number[] = [];
    for (const { index } of text.matchAll(this.first)) {
      if (!this.begins(text, index, exempt)) continue;
      if (cuts.length >= MAX_CUTS) throw tooManyControlTexts();
      cuts.push(index + ((text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1));
    }
    return cuts;
  }

  private begins(text: string, index: number, exempt: ReadonlySet<string>): boolean {
    let node: MarkNode | undefined = this.marks.start;
    for (let at = index; at < text.length && node !== undefined; at++) {
      node = node.next.get(text.charCodeAt(at));
      if (node?.mark !== undefined && !exempt.has(node.mark)) return true;
    }
    return false;
  }
}

/** The error of a conversation that is full of control texts. */
export function tooManyControlTexts(): ShimmyError {
  return new ShimmyError(
    "invalid_request",
    `The messages spell more than ${MAX_CUTS} control tokens of the model: leave them out.`,
    { param: "messages" },
  );
}
