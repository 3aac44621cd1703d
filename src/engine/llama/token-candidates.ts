import koffi from "koffi";
import type { NativeFunctions } from "./native-functions.ts";
import { candidateArrayType, type NativePointer } from "./native-types.ts";
import { topTokens } from "./top-tokens.ts";

/** `sizeof(llama_token_data)`: id, logit and probability, four bytes each. */
const CANDIDATE_BYTES = 12;
const CANDIDATE_FIELDS = CANDIDATE_BYTES / 4;

/** The members of `llama_token_data_array` as words of eight bytes each. */
const MEMBERS = 4;
const [DATA, SIZE, SELECTED, SORTED] = [0, 1, 2, 3];

/** Most tokens that {@link TokenCandidates.fillTop} finds faster than llama.cpp does. */
export const MOST_TOP_TOKENS = 256;

/**
 * The list of candidates that llama.cpp's samplers work on, in native memory. One is enough for a
 * whole engine: it is filled, worked on and read within one call.
 */
export class TokenCandidates {
  private readonly llama: NativeFunctions;
  private readonly data: bigint;
  private readonly array: NativePointer;
  private readonly ids: Int32Array;
  private readonly logits: Float32Array;
  /** The native array's members: writing them in place costs little beside a call that converts a structure. */
  private readonly members: BigInt64Array;
  private readonly topIds: Int32Array;
  private readonly topLogits: Float32Array;
  private count = 0;
  private freed = false;

  constructor(llama: NativeFunctions, vocabularySize: number) {
    this.llama = llama;
    this.data = koffi.alloc("uint8", vocabularySize * CANDIDATE_BYTES);
    this.array = koffi.alloc(candidateArrayType, 1);
    const memory = koffi.view(this.data, vocabularySize * CANDIDATE_BYTES);
    this.ids = new Int32Array(memory);
    this.logits = new Float32Array(memory);
    this.members = new BigInt64Array(koffi.view(this.array, koffi.sizeof(candidateArrayType)), 0, MEMBERS);
    this.topIds = new Int32Array(MOST_TOP_TOKENS);
    this.topLogits = new Float32Array(MOST_TOP_TOKENS);
  }

  /** Takes every token with its logit. */
  fill(logits: Float32Array): void {
    this.count = logits.length;
    logits.forEach((logit, token) => {
      this.set(token, token, logit);
    });
  }

  /**
   * Takes the likeliest tokens alone: as good as all of them for a chain that begins by leaving out the others.
   *
   * @param k 1 to {@link MOST_TOP_TOKENS}.
   */
  fillTop(logits: Float32Array, k: number): void {
    this.count = topTokens(logits, k, this.topIds, this.topLogits);
    for (let index = 0; index < this.count; index++) {
      this.set(index, this.topIds[index] ?? 0, this.topLogits[index] ?? Number.NEGATIVE_INFINITY);
    }
  }

  /** True when a sampler leaves a token in, were it the only one. */
  leaves(sampler: NativePointer, token: number): boolean {
    this.count = 1;
    this.set(0, token, 1);
    this.applyTo(sampler);
    return this.logits[1] !== Number.NEGATIVE_INFINITY;
  }

  /**
   * Has a sampler, such as a grammar, rule candidates out.
   *
   * @param spares tokens that stay whatever the sampler says.
   */
  limit(sampler: NativePointer, spares: (token: number) => boolean = () => false): void {
    const spared: [place: number, logit: number][] = [];
    for (let place = 0; place < this.count * CANDIDATE_FIELDS; place += CANDIDATE_FIELDS) {
      const logit = this.logits[place + 1] ?? 0;
      if (spares(this.ids[place] ?? 0)) spared.push([place, logit]);
    }
    this.applyTo(sampler);
    for (const [place, logit] of spared) this.logits[place + 1] = logit;
  }

  /** Rules out every candidate that does not fit. */
  keep(fits: (token: number) => boolean): void {
    for (let index = 0; index < this.count; index++) {
      const place = index * CANDIDATE_FIELDS;
      if (this.logits[place + 1] === Number.NEGATIVE_INFINITY) continue;
      if (!fits(this.ids[place] ?? 0)) this.logits[place + 1] = Number.NEGATIVE_INFINITY;
    }
  }

  /** Chooses by a chain of samplers; undefined when every candidate was ruled out. The candidates are spent. */
  choose(chain: NativePointer): number | undefined {
    if (!this.hasAny()) return undefined;
    this.applyTo(chain);
    // a sampler may have moved the beginning of the list
    const offset = Number((this.members[DATA] ?? 0n) - this.data) / 4;
    return this.ids[offset + Number(this.members[SELECTED] ?? 0n) * CANDIDATE_FIELDS];
  }

  /** The likeliest candidate, whatever samplers would say; undefined when every one was ruled out. */
  likeliest(): number | undefined {
    let best: number | undefined;
    let highest = Number.NEGATIVE_INFINITY;
    for (let place = 0; place < this.count * CANDIDATE_FIELDS; place += CANDIDATE_FIELDS) {
      const logit = this.logits[place + 1] ?? Number.NEGATIVE_INFINITY;
      if (logit <= highest) continue;
      highest = logit;
      best = this.ids[place];
    }
    return best;
  }

  free(): void {
    if (this.freed) return;
    this.freed = true;
    koffi.free(this.array);
    koffi.free(this.data);
  }

  private hasAny(): boolean {
    for (let index = 0; index < this.count; index++) {
      if (this.logits[index * CANDIDATE_FIELDS + 1] !== Number.NEGATIVE_INFINITY) return true;
    }
    return false;
  }

  private set(index: number, token: number, logit: number): void {
    const place = index * CANDIDATE_FIELDS;
    this.ids[place] = token;
    this.logits[place + 1] = logit;
    this.logits[place + 2] = 0;
  }

  private applyTo(sampler: NativePointer): void {
    const { members } = this;
    members[DATA] = this.data;
    members[SIZE] = BigInt(this.count);
    members[SELECTED] = -1n;
    members[SORTED] = 0n;
    this.llama.llama_sampler_apply(sampler, this.array);
  }
}
