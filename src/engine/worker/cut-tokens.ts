import type { Vocabulary } from "../llama/vocabulary.ts";

/** What the tokens of a cut prompt are made with. */
type CutVocabulary = Pick<Vocabulary, "tokenize" | "marks" | "type" | "withoutDoubledBegin">;

/** llama.cpp's `LLAMA_VOCAB_TYPE_SPM`. */
const SENTENCE_PIECE = 1;

/** Puts a piece's tokens behind those that there are. */
export interface CutTokens {
  /** Takes the tokens of the next piece, from {@link CutTokens.toTokenize} with control tokens parsed and none added. */
  add(tokens: ArrayLike<number>): void;
  /** The text to split for a piece. */
  toTokenize(piece: string): string;
  /** All of them. */
  end(): Int32Array;
}

/**
 * Collects the tokens of a prompt whose pieces are split one by one, since a control text that a client wrote goes over their border.
 *
 * @param addSpecial puts the tokens around it that the model's file asks for.
 */
export function cutTokens(vocabulary: CutVocabulary, addSpecial: boolean): CutTokens {
  const { begin, end, addsBegin, addsEnd } = vocabulary.marks;
  const tokens: number[] = addSpecial && addsBegin ? [begin] : [];
  let isFirst = true;
  // SentencePiece's vocabularies put a blank before a text, so that one begins behind a line break
  const lead = vocabulary.type === SENTENCE_PIECE ? vocabulary.tokenize(LEAD, false, true) : undefined;
  return {
    toTokenize: (piece) => (isFirst || lead === undefined ? piece : LEAD + piece),
    add: (added) => {
      const skipped = isFirst || lead === undefined ? 0 : lead.length;
      for (let index = skipped; index < added.length; index++) tokens.push(added[index] ?? 0);
      isFirst = false;
    },
    end: () => {
      if (addSpecial && addsEnd) tokens.push(end);
      const all = Int32Array.from(tokens);
      return addSpecial ? vocabulary.withoutDoubledBegin(all, true) : all;
    },
  };
}

const LEAD = "\n";

/** The tokens of a prompt that is split into pieces. */
export function tokenizePieces(
  pieces: readonly string[],
  vocabulary: CutVocabulary,
  addSpecial: boolean,
): Int32Array {
  const collected = cutTokens(vocabulary, addSpecial);
  for (const piece of pieces) collected.add(vocabulary.tokenize(collected.toTokenize(piece), false, true));
  return collected.end();
}
