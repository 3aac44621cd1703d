/** A command line that is still being typed. */
export interface TypedLine {
  /** Its words without quotes and backslashes; the last one is under the cursor, empty behind a space. */
  readonly words: readonly string[];
  /** The beginning of the last word that the shell does not replace: what stands before the last break or quote. */
  readonly kept: string;
  /** The quote that the cursor stands in; empty outside of quotes. */
  readonly quote: "" | "'" | '"';
}

/**
 * Reads a command line as a shell would.
 *
 * @param breaks letters that begin another word for the completion alone, as bash's `COMP_WORDBREAKS` does with `:` and `=`.
 */
export function readTypedLine(line: string, breaks = ""): TypedLine {
  const words: string[] = [];
  let word: string | undefined;
  let kept = "";
  let quote: TypedLine["quote"] = "";
  for (let index = 0; index < line.length; index++) {
    const letter = line[index] ?? "";
    if (quote === "" && /\s/.test(letter)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      kept = "";
    } else if (letter === quote) {
      quote = "";
      kept = word ?? "";
    } else if (quote === "" && (letter === '"' || letter === "'")) {
      quote = letter;
      word ??= "";
      kept = word;
    } else if (letter === "\\" && quote !== "'" && index + 1 < line.length) {
      index++;
      word = (word ?? "") + (line[index] ?? "");
    } else {
      word = (word ?? "") + letter;
      if (quote === "" && breaks.includes(letter)) kept = word;
    }
  }
  return { words: [...words, word ?? ""], kept, quote };
}

/** A text as bash has to find it where the quote is open. */
export function quoteForBash(text: string, quote: TypedLine["quote"]): string {
  if (quote === "'") return text.replaceAll("'", "'\\''");
  if (quote === '"') return text.replaceAll(/["$`\\]/gu, "\\$&");
  return text.replaceAll(/[^\p{L}\p{N}_@%+=:,./-]/gu, "\\$&");
}
