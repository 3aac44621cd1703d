import type { NativeFunctions } from "./native-functions.ts";
import type { NativePointer } from "./native-types.ts";
import { StartMarker } from "./start-marker.ts";
import type { TokenCandidates } from "./token-candidates.ts";
import { Utf8Progress } from "./utf8-progress.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** What a grammar constraint works with. */
export interface GrammarConstraintOptions {
  readonly llama: NativeFunctions;
  /** llama.cpp's grammar sampler, at its beginning; the constraint owns it. */
  readonly grammar: NativePointer;
  readonly vocabulary: Vocabulary;
  readonly candidates: TokenCandidates;
  /** Text after which the grammar begins; empty begins at once. */
  readonly startsAfter: string;
}

/**
 * Which tokens an answer's grammar takes. llama.cpp's grammar reads any bytes as characters and the
 * names of control tokens as text, though neither is what a client sees; so tokens without text and
 * bytes that are no UTF-8 are refused here. An answer may end only where the grammar is complete, and
 * not before it began.
 */
export class GrammarConstraint {
  private readonly options: GrammarConstraintOptions;
  private readonly marker: StartMarker;
  private readonly utf8 = new Utf8Progress();
  private freed = false;

  constructor(options: GrammarConstraintOptions) {
    this.options = options;
    this.marker = new StartMarker(options.startsAfter);
  }

  /** True once the grammar began. */
  get hasBegun(): boolean {
    return this.marker.isMet;
  }

  /** True when the answer is a whole text of the grammar. */
  get isComplete(): boolean {
    const end = this.options.vocabulary.endOfGenerationTokens()[0];
    return end === undefined || this.allows(end);
  }

  /** True when a token may come next. */
  allows(token: number): boolean {
    const { candidates, grammar } = this.options;
    return this.allowsBytes(token) && (!this.hasBegun || candidates.leaves(grammar, token));
  }

  /** Rules candidates out: what the grammar refuses, or with `strictly` what only this class refuses too. */
  limit(strictly: boolean): void {
    const { candidates, grammar } = this.options;
    if (this.hasBegun) candidates.limit(grammar);
    if (strictly || !this.hasBegun) candidates.keep((token) => this.allowsBytes(token));
  }

  /** Takes a token in that {@link GrammarConstraint.allows} took; not one that ends the generation. */
  accept(token: number): void {
    const { llama, grammar, vocabulary } = this.options;
    if (!this.hasBegun) {
      this.marker.push(vocabulary.spelling(token));
      return;
    }
    this.utf8.push(vocabulary.piece(token));
    llama.llama_sampler_accept(grammar, token);
  }

  free(): void {
    if (this.freed) return;
    this.freed = true;
    this.options.llama.llama_sampler_free(this.options.grammar);
  }

  private allowsBytes(token: number): boolean {
    const { vocabulary } = this.options;
    if (vocabulary.isEndOfGeneration(token)) return this.hasBegun && this.utf8.isComplete;
    if (!this.hasBegun) return this.marker.accepts(vocabulary.spelling(token));
    const piece = vocabulary.piece(token);
    return piece.length > 0 && this.utf8.accepts(piece);
  }
}
