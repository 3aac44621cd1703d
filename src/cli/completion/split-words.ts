/**
 * The words of a command line that is still being typed, as a shell would split them: quotes and backslashes are taken off. The
 * last word is the one under the cursor, empty behind a space.
 */
export function splitWords(line: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (let index = 0; index < line.length; index++) {
    const letter = line[index] ?? "";
    if (quote === "" && /\s/.test(letter)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (letter === quote) {
      quote = "";
    } else if (quote === "" && (letter === '"' || letter === "'")) {
      quote = letter;
      word ??= "";
    } else if (letter === "\\" && quote !== "'" && index + 1 < line.length) {
      index++;
      word = (word ?? "") + (line[index] ?? "");
    } else {
      word = (word ?? "") + letter;
    }
  }
  return [...words, word ?? ""];
}
