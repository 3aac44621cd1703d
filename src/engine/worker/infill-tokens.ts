import { ShimmyError } from "../../core/errors.ts";
import type { InfillTokens, Vocabulary } from "../llama/vocabulary.ts";
import type { InfillPrompt } from "../protocol.ts";

/** What llama.cpp's server calls a project and a file that have no name; models were trained with names there. */
const PROJECT_NAME = "myproject";
const FILE_NAME = "filename";

/** Comes before each other file where the vocabulary has no token for that, as in llama.cpp's server. */
const FILE_SEPARATOR = "\n\n--- snippet ---\n\n";

/** An infill prompt's texts may not spell control tokens, and get no begin-of-sequence token of their own. */
type TextTokenizer = Pick<Vocabulary, "tokenize">;

/**
 * The tokens of an infill prompt, in llama.cpp's order: other files, prefix, suffix, and the token
 * after which the middle is written. Nothing is cut. https://arxiv.org/abs/2207.14255
 *
 * @throws ShimmyError `unsupported_parameter` for a model without infill tokens.
 */
export function infillTokens(
  { prefix, suffix, files = [] }: InfillPrompt,
  vocabulary: TextTokenizer & Pick<Vocabulary, "infillTokens">,
): Int32Array {
  const special = vocabulary.infillTokens();
  if (special === undefined) {
    throw new ShimmyError(
      "unsupported_parameter",
      "This model cannot fill a gap: its vocabulary has no infill (fill-in-the-middle) tokens. Send a plain prompt, or load a code model that has them.",
      { param: "suffix" },
    );
  }
  const split = (text: string): Int32Array => vocabulary.tokenize(text, false, false);
  return Int32Array.from([
    ...(files.length === 0 ? [] : otherFiles(files, special, split)),
    ...present(special.begin),
    special.prefix,
    ...split(prefix),
    special.suffix,
    ...split(suffix),
    special.middle,
  ]);
}

function otherFiles(
  files: NonNullable<InfillPrompt["files"]>,
  { repository, file }: InfillTokens,
  split: (text: string) => Int32Array,
): readonly number[] {
  const named = (name: string): readonly number[] =>
    file === undefined ? [...split(FILE_SEPARATOR)] : [file, ...split(`${name}\n`)];
  return [
    ...(repository === undefined ? [] : [repository, ...split(`${PROJECT_NAME}\n`)]),
    ...files.flatMap(({ name, text }) => [...named(name), ...split(text)]),
    ...(file === undefined ? [] : named(FILE_NAME)),
  ];
}

function present(token: number | undefined): readonly number[] {
  return token === undefined ? [] : [token];
}
