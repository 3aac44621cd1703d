/** Longest and shortest run of tokens that is looked for. */
const LONGEST_RUN = 5;
const SHORTEST_RUN = 2;

/**
 * Guesses how a text goes on from what it said before: finds the latest earlier place of its last few tokens, the
 * longest run first, and proposes what followed there. Prompt lookup decoding (Saxena 2023,
 * https://github.com/apoorvumang/prompt-lookup-decoding): it pays where answers quote their prompts.
 *
 * @param tokens prompt and answer so far.
 * @param count tokens to propose at most.
 * @returns no tokens when the last ones were never there before.
 */
export function ngramDraft(tokens: Int32Array, count: number): Int32Array {
  for (let run = Math.min(LONGEST_RUN, tokens.length - 1); run >= SHORTEST_RUN; run--) {
    const start = lastOccurrence(tokens, run);
    if (start >= 0) return tokens.slice(start + run, Math.min(start + run + count, tokens.length));
  }
  return new Int32Array(0);
}

/** Start of the latest place, before the end itself, of the last `run` tokens; -1 when there is none. */
function lastOccurrence(tokens: Int32Array, run: number): number {
  const end = tokens.length - run;
  const last = tokens[tokens.length - 1];
  for (let start = end - 1; start >= 0; start--) {
    // most places differ in the last token already
    if (tokens[start + run - 1] !== last) continue;
    let matched = 0;
    while (matched < run - 1 && tokens[start + matched] === tokens[end + matched]) matched++;
    if (matched === run - 1) return start;
  }
  return -1;
}
