import { setImmediate } from "node:timers/promises";
import { ShimmyError } from "../../core/errors.ts";
import { TOKENIZING_RULES } from "../../core/tokenizing.ts";
import { partsOf } from "../control-texts/parts-of.ts";
import { backgroundTokenize } from "../llama/background-tokenize.ts";
import type { LlamaModel } from "../llama/model.ts";
import { packPieces, packTokens, unpackTokens } from "../packed-tokens.ts";
import { promptBytes } from "../prompt-bytes.ts";
import type { TokenizingAnswer, TokenizingWork } from "../protocol.ts";
import { cutTokens, tokenizePieces } from "./cut-tokens.ts";
import { tokenizePrompt } from "./prompt-tokens.ts";

/** Nothing is generated, so that a prompt need not fit. */
const NO_CONTEXT_BOUND = Number.POSITIVE_INFINITY;

/** Longest text that is split between decode steps, in bytes: some milliseconds at worst. */
const LONG_BYTES = 16 * 1024;

/** Longest piece of a text that is split at once, in UTF-16 units. */
const LONG_PIECE = 1024;
/** Pieces that are split before running requests have their turn. */
const PIECES_A_TURN = 256;

type PromptWork = Extract<TokenizingWork, { kind: "tokenize" | "count" }>;

/** Asked of a model's vocabulary: the tokens of a text, their number, or the text of tokens. */
export class Tokenizer {
  private readonly model: LlamaModel;
  private readonly pieces = new Map<number, Buffer>();
  private buffer = Buffer.alloc(256);

  constructor(model: LlamaModel) {
    this.model = model;
  }

  /**
   * Does one piece of work.
   *
   * @throws ShimmyError `invalid_request` for a token id that the vocabulary lacks, a prompt without tokens, or tokens whose
   * text is too long; `unsupported_parameter` for a gap where the model has no infill tokens.
   */
  answer(work: TokenizingWork): TokenizingAnswer {
    switch (work.kind) {
      case "count":
      case "tokenize":
        return this.told(work, this.tokensOf(work));
      case "detokenize": {
        const tokens = this.checked(unpackTokens(work.tokens));
        return { kind: "detokenize", text: Buffer.concat(this.piecesOf(tokens)).toString("utf8") };
      }
    }
  }

  /** True for a text that may hold up running requests: it is to be split by {@link Tokenizer.answerInBackground}. */
  isLong(work: TokenizingWork): boolean {
    if (work.kind === "detokenize" || work.prompt.infill !== undefined) return false;
    return promptBytes(work.prompt) > LONG_BYTES;
  }

  /** As {@link Tokenizer.answer}, with the text split on a thread of its own; the model must outlive it. */
  async answerInBackground(work: TokenizingWork): Promise<TokenizingAnswer> {
    if (work.kind === "detokenize" || typeof work.prompt.prompt !== "string") return this.answer(work);
    const { prompt: text, parseSpecial, cuts = [] } = work.prompt;
    const addSpecial = work.kind === "count" || work.addSpecial;
    if (parseSpecial && cuts.length > 0) {
      return this.told(work, await this.tokenizePieces(partsOf(text, cuts), addSpecial));
    }
    const tokens = await backgroundTokenize(this.model, text, { addSpecial, parseSpecial });
    const { vocabulary } = this.model;
    return this.told(work, addSpecial ? vocabulary.withoutDoubledBegin(tokens, parseSpecial) : tokens);
  }

  private tokensOf(work: PromptWork): Int32Array {
    const { prompt: text, parseSpecial, infill } = work.prompt;
    const { vocabulary } = this.model;
    if (work.kind === "count" || typeof text !== "string" || infill !== undefined) {
      return tokenizePrompt(work.prompt, this.model, NO_CONTEXT_BOUND);
    }
    const { cuts = [] } = work.prompt;
    if (parseSpecial && cuts.length > 0)
      return tokenizePieces(partsOf(text, cuts), vocabulary, { addSpecial: work.addSpecial });
    // an empty text is no prompt, but it has its tokens, if only none
    return work.addSpecial
      ? vocabulary.tokenizePrompt(text, parseSpecial)
      : vocabulary.tokenize(text, false, parseSpecial);
  }

  /** Short pieces are split here, and few in a turn of the process. */
  private async tokenizePieces(pieces: readonly string[], addSpecial: boolean): Promise<Int32Array> {
    const { vocabulary } = this.model;
    const collected = cutTokens(vocabulary, { addSpecial });
    for (const [index, piece] of pieces.entries()) {
      const text = collected.toTokenize(piece);
      const isLong = text.length > LONG_PIECE;
      const options = { addSpecial: false, parseSpecial: true };
      collected.add(
        isLong ? await backgroundTokenize(this.model, text, options) : vocabulary.tokenize(text, false, true),
      );
      if (index % PIECES_A_TURN === 0) await setImmediate();
    }
    return collected.end();
  }

  private told(work: PromptWork, tokens: Int32Array): TokenizingAnswer {
    if (work.kind === "count") return { kind: "count", count: tokens.length };
    return {
      kind: "tokenize",
      tokens: packTokens(tokens),
      ...(work.pieces && { pieces: packPieces(this.piecesOf(tokens)) }),
    };
  }

  private checked(tokens: Int32Array): Int32Array {
    const { size } = this.model.vocabulary;
    const wrong = tokens.findIndex((token) => token < 0 || token >= size);
    if (wrong < 0) return tokens;
    throw new ShimmyError(
      "invalid_request",
      `tokens[${wrong}] is ${tokens[wrong]}, and this model's token ids are whole numbers from 0 to ${size - 1}.`,
      { param: "tokens" },
    );
  }

  private piecesOf(tokens: Int32Array): readonly Buffer[] {
    const { maxPieceBytes } = TOKENIZING_RULES;
    let bytes = 0;
    return Array.from(tokens, (token) => {
      const piece = this.piece(token);
      bytes += piece.length;
      if (bytes <= maxPieceBytes) return piece;
      throw new ShimmyError(
        "invalid_request",
        `The text of these tokens is longer than ${maxPieceBytes} bytes: send them in several requests.`,
        { param: "tokens" },
      );
    });
  }

  /** The bytes of a token, of a control token its name, as llama.cpp's server shows them. */
  private piece(token: number): Buffer {
    const known = this.pieces.get(token);
    if (known !== undefined) return known;
    const piece = Buffer.from(this.readPiece(token));
    this.pieces.set(token, piece);
    return piece;
  }

  private readPiece(token: number): Buffer {
    const { library, vocabulary } = this.model;
    const { native } = vocabulary;
    const { buffer } = this;
    const length = library.llama.llama_token_to_piece(native, token, buffer, buffer.length, 0, true);
    if (length >= 0) return buffer.subarray(0, length);
    this.buffer = Buffer.alloc(-length);
    return this.readPiece(token);
  }
}
