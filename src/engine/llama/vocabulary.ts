import koffi from "koffi";
import type { LlamaLibrary } from "./library.ts";
import type { NativePointer } from "./native-types.ts";

/** Tokens around and between the parts of an input; -1 where the vocabulary has none. */
export interface VocabularyMarks {
  readonly begin: number;
  readonly end: number;
  readonly separator: number;
  readonly addsBegin: boolean;
  readonly addsEnd: boolean;
  readonly addsSeparator: boolean;
  /** A vocabulary as BERT's. */
  readonly isWordPiece: boolean;
}

/** Control tokens of an infill (fill-in-the-middle) prompt. https://arxiv.org/abs/2207.14255 */
export interface InfillTokens {
  /** Begins every prompt, where the model's file asks for it. */
  readonly begin: number | undefined;
  readonly prefix: number;
  readonly suffix: number;
  readonly middle: number;
  /** Before the project's name, in formats that take other files. */
  readonly repository: number | undefined;
  /** Before a file's name. */
  readonly file: number | undefined;
}

/** A model's tokenizer: text to tokens and back. Belongs to its model and is freed with it. */
export class Vocabulary {
  readonly size: number;
  /** Bytes of the longest token: no text of n bytes has fewer than n / this tokens. */
  readonly longestPieceBytes: number;
  private readonly library: LlamaLibrary;
  private readonly handle: NativePointer;
  /** Text of each token, looked up once: detokenizing is on every token's path. */
  private readonly pieces: (Buffer | undefined)[];
  private buffer = Buffer.alloc(512);
  private ends: ReadonlySet<number> | undefined;
  private endList: readonly number[] = [];
  /** By the text asked for. */
  private readonly named = new Map<string, number | undefined>();

  constructor(library: LlamaLibrary, handle: NativePointer) {
    this.library = library;
    this.handle = handle;
    this.size = library.llama.llama_vocab_n_tokens(handle);
    this.pieces = new Array(this.size);
    this.longestPieceBytes = LONGEST_PIECE_BYTES;
  }

  /**
   * Splits text into tokens.
   *
   * @param addSpecial adds the model's begin-of-sequence token where its file asks for one.
   * @param parseSpecial reads the texts of control tokens as those tokens, as a rendered chat template needs it.
   */
  tokenize(text: string, addSpecial: boolean, parseSpecial: boolean): Int32Array {
    const bytes = Buffer.from(text, "utf8");
    let tokens = new Int32Array(bytes.length + 8);
    const call = (): number =>
      this.library.llama.llama_tokenize(
        this.handle,
        bytes,
        bytes.length,
        tokens,
        tokens.length,
        addSpecial,
        parseSpecial,
      );
    let count = call();
    if (count < 0) {
      tokens = new Int32Array(-count);
      count = call();
    }
    return tokens.slice(0, count);
  }

  /** The token with exactly this text or name, be it a control token; looked up once for each text. */
  tokenOf(text: string): number | undefined {
    if (this.named.has(text)) return this.named.get(text);
    const bytes = Buffer.from(text);
    const tokens = text === "" ? [] : [...this.tokenize(text, false, true)];
    const token = tokens.find((one) => this.spelling(one).equals(bytes));
    this.named.set(text, token);
    return token;
  }

  /** Tokens whose bytes join to exactly this text as it stands inside another; undefined where there are none. */
  tokensWithin(text: string): readonly number[] | undefined {
    // some vocabularies put a blank before a text, so that one begins behind a line break
    const tokens = this.tokenize(`\n${text}`, false, false);
    const bytes = Buffer.from(text);
    let first = tokens.length;
    let length = 0;
    while (first > 0 && length < bytes.length) length += this.piece(tokens[--first] ?? 0).length;
    const within = [...tokens.subarray(first)];
    return Buffer.concat(within.map((token) => this.piece(token))).equals(bytes) ? within : undefined;
  }

  /** Tokens of a whole prompt, begin-of-sequence included; a chat template that writes it too does not double it. */
  tokenizePrompt(text: string, parseSpecial: boolean): Int32Array {
    return this.withoutDoubledBegin(this.tokenize(text, true, parseSpecial), parseSpecial);
  }

  /** Tokens of a whole prompt with begin-of-sequence once, where the prompt's own text was read as that token too. */
  withoutDoubledBegin(tokens: Int32Array, parseSpecial: boolean): Int32Array {
    const first = this.library.llama.llama_vocab_bos(this.handle);
    const doubled = parseSpecial && first >= 0 && tokens[0] === first && tokens[1] === first;
    return doubled ? tokens.subarray(1) : tokens;
  }

  /** Tokens that mark the parts of an input, with which of them this model wants. */
  get marks(): VocabularyMarks {
    const { llama } = this.library;
    return {
      begin: llama.llama_vocab_bos(this.handle),
      end: llama.llama_vocab_eos(this.handle),
      separator: llama.llama_vocab_sep(this.handle),
      addsBegin: llama.llama_vocab_get_add_bos(this.handle),
      addsEnd: llama.llama_vocab_get_add_eos(this.handle),
      addsSeparator: llama.llama_vocab_get_add_sep(this.handle),
      isWordPiece: this.type === WORD_PIECE,
    };
  }

  /** The bytes a token stands for; control tokens stand for none. A character may be split over tokens. */
  piece(token: number): Buffer {
    const known = this.pieces[token];
    if (known !== undefined) return known;
    const piece = Buffer.from(this.readPiece(token));
    this.pieces[token] = piece;
    return piece;
  }

  private readPiece(token: number): Buffer {
    const { llama } = this.library;
    const length = llama.llama_token_to_piece(this.handle, token, this.buffer, this.buffer.length, 0, false);
    if (length >= 0) return this.buffer.subarray(0, length);
    this.buffer = Buffer.alloc(-length);
    return this.readPiece(token);
  }

  /** The bytes a token stands for, or the name of a token that stands for none. */
  spelling(token: number): Buffer {
    const piece = this.piece(token);
    return piece.length > 0 ? piece : Buffer.from(this.textOf(token));
  }

  /** True when the token ends a generation: end of sequence, of turn, of message. */
  isEndOfGeneration(token: number): boolean {
    return this.ends?.has(token) ?? this.library.llama.llama_vocab_is_eog(this.handle, token);
  }

  /** Every token that ends a generation. Looks through the whole vocabulary, once. */
  endOfGenerationTokens(): readonly number[] {
    if (this.ends === undefined) {
      const ends = new Set<number>();
      for (let token = 0; token < this.size; token++) if (this.isEndOfGeneration(token)) ends.add(token);
      this.ends = ends;
      this.endList = [...ends];
    }
    return this.endList;
  }

  /** Texts that become control tokens where a prompt is parsed for them. Looks through the whole vocabulary. */
  controlTexts(): readonly string[] {
    const texts: string[] = [];
    for (let token = 0; token < this.size; token++) {
      const attributes = this.attributesOf(token);
      const isControl = (attributes & CONTROL_OR_UNKNOWN) !== 0;
      if (!isControl && (attributes & USER_DEFINED) === 0) continue;
      const text = this.textOf(token);
      // some files call the marks around a turn the user's own tokens
      if (isControl || TURN_MARK.test(text) || this.isEndOfGeneration(token)) texts.push(text);
    }
    return texts;
  }

  /** Tokens that the model's file wants suppressed always. */
  suppressedTokens(): readonly number[] {
    const count = new Int32Array(1);
    const first = this.library.llama.llama_vocab_get_suppress_tokens(this.handle, count);
    const length = count[0] ?? 0;
    if (first === null || length === 0) return [];
    return [...new Int32Array(koffi.view(first, length * 4))];
  }

  /** Tokens of the model's infill format; undefined where it lacks one of the three that every format needs. */
  infillTokens(): InfillTokens | undefined {
    const { llama } = this.library;
    const optional = (token: number): number | undefined => (token < 0 ? undefined : token);
    const prefix = optional(llama.llama_vocab_fim_pre(this.handle));
    const suffix = optional(llama.llama_vocab_fim_suf(this.handle));
    const middle = optional(llama.llama_vocab_fim_mid(this.handle));
    if (prefix === undefined || suffix === undefined || middle === undefined) return undefined;
    const repository = optional(llama.llama_vocab_fim_rep(this.handle));
    const file = optional(llama.llama_vocab_fim_sep(this.handle));
    const bos = optional(llama.llama_vocab_bos(this.handle));
    const begin = llama.llama_vocab_get_add_bos(this.handle) ? bos : undefined;
    return { begin, prefix, suffix, middle, repository, file };
  }

  /** Which algorithm splits its texts: llama.cpp's `llama_vocab_type`. */
  get type(): number {
    return this.library.llama.llama_vocab_type(this.handle);
  }

  /** What a token stands for: the bits of llama.cpp's `llama_token_attr`. */
  attributesOf(token: number): number {
    return this.library.llama.llama_vocab_get_attr(this.handle, token);
  }

  get beginOfSequenceText(): string {
    return this.textOf(this.library.llama.llama_vocab_bos(this.handle));
  }

  get endOfSequenceText(): string {
    return this.textOf(this.library.llama.llama_vocab_eos(this.handle));
  }

  /** The vocabulary in native memory, for samplers that read it. */
  get native(): NativePointer {
    return this.handle;
  }

  /** A token's text as its vocabulary spells it; control tokens included. */
  textOf(token: number): string {
    if (token < 0) return "";
    return this.library.llama.llama_vocab_get_text(this.handle, token) ?? "";
  }
}

/** Bits of llama.cpp's `llama_token_attr`: `UNKNOWN` and `CONTROL`. */
const CONTROL_OR_UNKNOWN = (1 << 0) | (1 << 3);
/** `USER_DEFINED`. */
const USER_DEFINED = 1 << 4;
const TURN_MARK = /^<(?:\|.*\||(?:start|end)_of_turn)>$/u;

/** llama.cpp's `LLAMA_VOCAB_TYPE_WPM`. */
const WORD_PIECE = 3;

/** Longest token of any vocabulary in use (runs of spaces in code models), with room to spare. */
const LONGEST_PIECE_BYTES = 256;
