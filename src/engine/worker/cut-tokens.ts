import type { Vocabulary } from "../llama/vocabulary.ts";

/** What the tokens of a cut prompt are made with. */
type CutVocabulary = Pick<Vocabulary, "tokenize" | "marks" | "type" | "withoutDoubledBegin">;

/** What stands around a prompt. */
export interface AroundTokens {
  /** Puts the tokens around it that the model's file asks for. Default false. */
  readonly addSpecial?: boolean;
  /** Tokens that stand before it. Default none. */
  readonly after?: Int32Array;
}

/** Puts the tokens of piece after piece behind each other. */
export interface CutTokens {
  /** The text to split for the next piece. */
  toTokenize(piece: string): string;
  /** Takes the tokens of that text, split without any being added. */
  add(tokens: Int32Array): void;
  /** All of them. */
  end(): Int32Array;
}

/** llama.cpp's `LLAMA_VOCAB_TYPE_SPM`. */
const SENTENCE_PIECE = 1;
const LEAD = "\n";

/**
 * Collects the tokens of a prompt whose pieces are split one by one: a control text that a client wrote goes over their border, or
 * there are tokens before the first one already.
 */
export function cutTokens(vocabulary: CutVocabulary, { addSpecial = false, after }: AroundTokens): CutTokens {
  const { begin, end, addsBegin, addsEnd } = vocabulary.marks;
  const tokens: number[] = addSpecial && addsBegin ? [begin] : [];
  for (const token of after ?? []) tokens.push(token);
  let isInside = after !== undefined;
  let mayBegin = after !== undefined;
  // SentencePiece's vocabularies put a blank before a text, so that one begins behind a line break
  const lead = vocabulary.type === SENTENCE_PIECE ? vocabulary.tokenize(LEAD, false, true).length : 0;
  return {
    toTokenize: (piece) => (isInside && lead > 0 ? LEAD + piece : piece),
    add: (added) => {
      let from = isInside ? lead : 0;
      // templates begin every prompt with this token, and what stands before has it
      if (mayBegin && added[from] === begin) from++;
      for (let index = from; index < added.length; index++) tokens.push(added[index] ?? 0);
      isInside = true;
      mayBegin = false;
    },
    end: () => {
      if (addSpecial && addsEnd) tokens.push(end);
      const all = Int32Array.from(tokens);
      return addSpecial ? vocabulary.withoutDoubledBegin(all, true) : all;
    },
  };
}

/**
 * The tokens of a prompt that is split into pieces.
 *
 * @param options.parseSpecial reads the texts of control tokens as those tokens. Default true.
 */
export function tokenizePieces(
  pieces: readonly string[],
  vocabulary: CutVocabulary,
  { parseSpecial = true, ...around }: AroundTokens & { readonly parseSpecial?: boolean },
): Int32Array {
  const collected = cutTokens(vocabulary, around);
  for (const piece of pieces) {
    if (piece === "") continue;
    collected.add(vocabulary.tokenize(collected.toTokenize(piece), false, parseSpecial));
  }
  return collected.end();
}
