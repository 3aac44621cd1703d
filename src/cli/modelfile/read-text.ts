import type { UsageError } from "../usage-error.ts";

const FENCE = '"""';

/** A text of a Modelfile and the line behind it. */
export interface FoundText {
  readonly text: string;
  readonly nextIndex: number;
}

/**
 * Reads a text that begins on a line: between `"""` over any number of lines, between quotes, or the rest of the line.
 *
 * @param start what stands on that line behind the instruction.
 * @param index of that line.
 */
export function readText(
  start: string,
  lines: readonly string[],
  index: number,
  fail: (what: string) => UsageError,
): FoundText {
  if (start.startsWith(FENCE)) return readFenced(start.slice(FENCE.length), lines, index, fail);
  const text = start.trim();
  const isQuoted = text.length > 1 && text.startsWith('"') && text.endsWith('"');
  return { text: isQuoted ? text.slice(1, -1) : text, nextIndex: index + 1 };
}

function readFenced(
  first: string,
  lines: readonly string[],
  index: number,
  fail: (what: string) => UsageError,
): FoundText {
  const text: string[] = [];
  for (let at = index; at < lines.length; at++) {
    const line = at === index ? first : (lines[at] ?? "");
    const trimmed = line.trimEnd();
    if (trimmed.endsWith(FENCE)) {
      // the last of the quotes are the fence: a text may end with some of its own
      text.push(trimmed.slice(0, -FENCE.length));
      return { text: text.join("\n"), nextIndex: at + 1 };
    }
    if (line.includes(FENCE)) throw fail('there is text behind the closing """.');
    text.push(line);
  }
  throw fail('the """ is never closed.');
}
