import { adapterKey } from "../llama/adapter-set.ts";
import type { LlamaModel } from "../llama/model.ts";
import type { EmbeddingWork, EngineEmbedding } from "../protocol.ts";
import { checkTotalTokens, inputCount, tokenizeInput } from "./embedding-tokens.ts";
import { PooledVector } from "./pooled-vector.ts";

/** Characters split into tokens in one turn: a few milliseconds. */
const CHARACTERS_A_TURN = 32_768;

/** One request for vectors or scores: its inputs' tokens, and where it stands. */
export class EmbeddingJob {
  readonly id: number;
  /** Tokens of the next input that were computed, where it comes in pieces. */
  computedTokens = 0;
  private readonly work: EmbeddingWork;
  private readonly model: LlamaModel;
  private readonly contextLength: number;
  private readonly inputs: Int32Array[] = [];
  private totalTokens = 0;
  private finished = 0;
  private pooled: PooledVector | undefined;

  constructor({ id, work }: EngineEmbedding, model: LlamaModel, contextLength: number) {
    this.id = id;
    this.work = work;
    this.model = model;
    this.contextLength = contextLength;
  }

  /** Strength of each of the model's adapters; undefined takes those of the load. */
  get adapterScales(): readonly number[] | undefined {
    return this.work.adapterScales;
  }

  /** True for jobs whose inputs may share a batch. */
  goesWith({ work }: EmbeddingJob): boolean {
    const { kind, adapterScales } = this.work;
    return work.kind === kind && keyOf(work.adapterScales) === keyOf(adapterScales);
  }

  get kind(): EmbeddingWork["kind"] {
    return this.work.kind;
  }

  /** True once every input was split into tokens and fits. */
  get isReady(): boolean {
    return this.inputs.length === inputCount(this.work);
  }

  /** True once every input has its vector. */
  get isDone(): boolean {
    return this.finished === inputCount(this.work);
  }

  /**
   * Splits the next inputs into tokens.
   *
   * @throws ShimmyError as {@link tokenizeInput} and {@link checkTotalTokens} do.
   */
  tokenizeSome(): void {
    for (let characters = 0; characters < CHARACTERS_A_TURN && !this.isReady; ) {
      const index = this.inputs.length;
      const tokens = tokenizeInput(this.work, index, this.model, this.contextLength);
      this.inputs.push(tokens);
      this.totalTokens += tokens.length;
      checkTotalTokens(this.totalTokens);
      characters += this.sizeOf(index) + 1;
    }
  }

  /** Tokens of the next inputs, in tokens each. */
  nextLengths(maxInputs: number): readonly number[] {
    return this.nextInputs(maxInputs).map(({ length }) => length);
  }

  /** Tokens of the next inputs. */
  nextInputs(maxInputs: number): readonly Int32Array[] {
    return this.inputs.slice(this.finished, this.finished + maxInputs);
  }

  /**
   * Takes what was computed for the next input, or for a piece of it.
   *
   * @param numbers the vectors of its tokens, or its score.
   * @param tokens how many tokens were computed.
   * @returns the input's vector, once all of it was computed.
   */
  take(numbers: Float32Array, tokens: number): Float32Array | undefined {
    const { work } = this;
    this.computedTokens += tokens;
    if (work.kind === "vectors") {
      this.pooled ??= new PooledVector(work);
      const width = numbers.length / tokens;
      for (let row = 0; row < tokens; row++)
        this.pooled.add(numbers.subarray(row * width, (row + 1) * width));
    }
    if (this.computedTokens < (this.inputs[this.finished]?.length ?? 0)) return undefined;
    const vector = this.pooled?.finish() ?? numbers;
    this.pooled = undefined;
    this.computedTokens = 0;
    this.finished += 1;
    return vector;
  }

  private sizeOf(index: number): number {
    const { work } = this;
    if (work.kind === "vectors") return work.inputs[index]?.length ?? 0;
    return work.query.length + (work.documents[index]?.length ?? 0);
  }
}

function keyOf(scales: readonly number[] | undefined): string | undefined {
  return scales && adapterKey(scales);
}
