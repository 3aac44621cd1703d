import { performance } from "node:perf_hooks";
import { ShimmyError } from "../../core/errors.ts";
import { cellsToReserve } from "../../scheduling/kv-plan.ts";
import { pickAdapterGroup } from "../../scheduling/pick-adapter-group.ts";
import { choosePrefillBudget, updateSpeed } from "../../scheduling/prefill-budget.ts";
import { planStep, type StepShare } from "../../scheduling/step-plan.ts";
import type { AdapterSet } from "../llama/adapter-set.ts";
import type { LlamaContext } from "../llama/context.ts";
import type { SamplerFactory } from "../llama/sampler-factory.ts";
import { TokenBatch } from "../llama/token-batch.ts";
import type { EngineEnd, EngineFailure, EngineGeneration, EngineReport } from "../protocol.ts";
import { advanceSequence } from "./advance-sequence.ts";
import { toEngineFailure } from "./engine-failure.ts";
import { tokenizePrompt } from "./prompt-tokens.ts";
import { Sequence } from "./sequence.ts";

/** What a decode loop works with. */
export interface DecodeLoopOptions {
  readonly context: LlamaContext;
  readonly samplers: SamplerFactory;
  readonly adapters: AdapterSet;
  /** Context length of one request, in tokens. */
  readonly contextLength: number;
  readonly slots: number;
  /** Tokens computed in one step at most. */
  readonly batchTokens: number;
  readonly report: (report: EngineReport) => void;
}

interface Waiting {
  readonly generation: EngineGeneration;
  readonly promptTokens: Int32Array;
  readonly reservedCells: number;
}

type StepText = Extract<EngineReport, { type: "step" }>["texts"][number];

interface Sampling {
  readonly sequence: Sequence;
  readonly batchIndex: number;
}

/**
 * Continuous batching: requests join and leave between decode steps, prompts are computed in chunks
 * beside running requests, and each step makes one report. Between steps the process reads its
 * messages, so that a cancel waits for one step at most.
 */
export class DecodeLoop {
  private readonly options: DecodeLoopOptions;
  private readonly batch: TokenBatch;
  private readonly freeSlots: number[];
  /** In order of arrival. */
  private running: Sequence[] = [];
  private waiting: Waiting[] = [];
  private reservedCells = 0;
  private prefillTokensPerMs: number | undefined;
  /** Whose turn it is among requests with different adapters. */
  private adapterTurns: readonly string[] = [];
  private scheduled = false;
  private closed = false;

  constructor(options: DecodeLoopOptions) {
    this.options = options;
    this.batch = new TokenBatch(options.context.model.library, options.batchTokens);
    this.freeSlots = Array.from({ length: options.slots }, (_, slot) => slot).reverse();
  }

  /** Requests with a slot, and requests that wait for KV cells. */
  get load(): { readonly running: number; readonly waiting: number } {
    return { running: this.running.length, waiting: this.waiting.length };
  }

  /** Takes a request: it gets a slot now, waits, or is refused by a `failed` report. */
  generate(generation: EngineGeneration): void {
    try {
      const { context, contextLength } = this.options;
      const promptTokens = tokenizePrompt(generation, context.model, contextLength);
      const reservedCells = cellsToReserve(promptTokens.length, generation.options.maxTokens, contextLength);
      this.waiting.push({ generation, promptTokens, reservedCells });
      this.schedule();
    } catch (error) {
      this.options.report({ type: "failed", id: generation.id, failure: toEngineFailure(error) });
    }
  }

  /** Ends a request without an answer and frees its slot. Unknown ids have ended already. */
  cancel(id: number): void {
    this.waiting = this.waiting.filter(({ generation }) => generation.id !== id);
    const sequence = this.running.find((candidate) => candidate.id === id);
    if (sequence !== undefined) this.release(sequence);
    this.options.report({ type: "cancelled", id });
    this.schedule();
  }

  /** Frees everything the loop owns; the context is its owner's. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    for (const sequence of [...this.running]) this.release(sequence);
    this.waiting = [];
    this.batch.free();
  }

  private schedule(): void {
    if (this.scheduled || this.closed || this.running.length + this.waiting.length === 0) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      if (this.closed) return;
      this.admit();
      if (this.running.length > 0) this.step();
      this.schedule();
    });
  }

  private admit(): void {
    for (let next = this.waiting[0]; next !== undefined; next = this.waiting[0]) {
      const free = this.options.context.kvCells - this.reservedCells;
      const slot = this.freeSlots.at(-1);
      if (slot === undefined || next.reservedCells > free) return;
      this.waiting.shift();
      try {
        this.start(next, slot);
        this.freeSlots.pop();
      } catch (error) {
        this.options.report({ type: "failed", id: next.generation.id, failure: toEngineFailure(error) });
      }
    }
  }

  private start({ generation, promptTokens, reservedCells }: Waiting, slot: number): void {
    const { samplers, adapters, contextLength, report } = this.options;
    const sampler = samplers.create(generation, promptTokens);
    const nowMs = performance.now();
    const defaultAdapterScales = adapters.defaultScales;
    this.running.push(
      new Sequence({
        generation,
        slot,
        promptTokens,
        reservedCells,
        contextLength,
        sampler,
        defaultAdapterScales,
        nowMs,
      }),
    );
    this.reservedCells += reservedCells;
    report({ type: "accepted", id: generation.id, promptTokens: promptTokens.length });
  }

  private step(): void {
    const { members, turns } = pickAdapterGroup(this.running, this.adapterTurns);
    this.adapterTurns = turns;
    this.options.adapters.use(members[0]?.adapterScales ?? []);
    const decoding = members.filter((sequence) => sequence.remainingPromptTokens === 0).length;
    const budget = choosePrefillBudget(this.prefillTokensPerMs, decoding, members.length - decoding);
    const shares = planStep(members, this.options.batchTokens, budget);
    const samplings = this.fillBatch(shares);
    const startedAtMs = performance.now();
    try {
      const result = this.options.context.decode(this.batch);
      if (result === "no-kv-cells") {
        throw new ShimmyError(
          "internal",
          "The KV cells ran out although they were reserved: please report this.",
        );
      }
    } catch (error) {
      this.failStep(shares, error);
      return;
    }
    const promptTokens = shares.reduce((sum, { tokens }) => (tokens > 1 ? sum + tokens : sum), 0);
    if (promptTokens >= MEASURED_PREFILL_TOKENS) {
      this.prefillTokensPerMs = updateSpeed(
        this.prefillTokensPerMs,
        promptTokens,
        performance.now() - startedAtMs,
      );
    }
    this.sampleAll(samplings);
  }

  private fillBatch(shares: readonly StepShare<Sequence>[]): readonly Sampling[] {
    const samplings: Sampling[] = [];
    this.batch.clear();
    for (const { sequence, tokens } of shares) {
      if (sequence.remainingPromptTokens === 0) {
        const batchIndex = this.batch.add(sequence.nextToken, sequence.nextPosition, sequence.slot, true);
        samplings.push({ sequence, batchIndex });
        continue;
      }
      let batchIndex = -1;
      const isLastChunk = tokens === sequence.remainingPromptTokens;
      for (let offset = 0; offset < tokens; offset++) {
        const position = sequence.computedPromptTokens + offset;
        const wantsLogits = isLastChunk && offset === tokens - 1;
        batchIndex = this.batch.add(
          sequence.promptTokens[position] ?? 0,
          position,
          sequence.slot,
          wantsLogits,
        );
      }
      sequence.computedPromptTokens += tokens;
      if (isLastChunk) samplings.push({ sequence, batchIndex });
    }
    return samplings;
  }

  private sampleAll(samplings: readonly Sampling[]): void {
    const texts: StepText[] = [];
    const ends: EngineEnd[] = [];
    for (const { sequence, batchIndex } of samplings) {
      try {
        const choice = sequence.sampler.sample(batchIndex);
        const { text, logprobs, end } = advanceSequence(
          sequence,
          choice,
          this.options.context.model.vocabulary,
        );
        if (logprobs !== undefined) texts.push([sequence.id, text, logprobs]);
        else if (text !== "") texts.push([sequence.id, text]);
        if (end === undefined) continue;
        ends.push(end);
        this.release(sequence);
      } catch (error) {
        // one request's trouble is not the others'
        this.fail(sequence, toEngineFailure(error));
      }
    }
    if (texts.length > 0 || ends.length > 0) this.options.report({ type: "step", texts, ends });
  }

  private failStep(shares: readonly StepShare<Sequence>[], error: unknown): void {
    const failure = toEngineFailure(error);
    for (const { sequence } of shares) this.fail(sequence, failure);
  }

  private fail(sequence: Sequence, failure: EngineFailure): void {
    this.release(sequence);
    this.options.report({ type: "failed", id: sequence.id, failure });
  }

  private release(sequence: Sequence): void {
    this.running = this.running.filter((candidate) => candidate !== sequence);
    this.options.context.memory.remove(sequence.slot);
    sequence.sampler.free();
    this.freeSlots.push(sequence.slot);
    this.reservedCells -= sequence.reservedCells;
  }
}

/** Prompts shorter than this say nothing about the speed of prompts. */
const MEASURED_PREFILL_TOKENS = 32;
