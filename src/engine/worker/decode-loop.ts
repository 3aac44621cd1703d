import { performance } from "node:perf_hooks";
import { ShimmyError } from "../../core/errors.ts";
import { cellsAhead } from "../../scheduling/cells-ahead.ts";
import { pickAdapterGroup } from "../../scheduling/pick-adapter-group.ts";
import {
  choosePrefillBudget,
  DEFAULT_PREFILL_LIMITS,
  type PrefillLimits,
  updateSpeed,
} from "../../scheduling/prefill-budget.ts";
import { WORTHWHILE_TOKENS } from "../../scheduling/prefix-worth.ts";
import { planStep, type StepShare, takeTurns } from "../../scheduling/step-plan.ts";
import { toEngineFailure } from "../engine-failure.ts";
import type { AdapterSet } from "../llama/adapter-set.ts";
import type { LlamaContext } from "../llama/context.ts";
import type { SamplerFactory } from "../llama/sampler-factory.ts";
import { TokenBatch } from "../llama/token-batch.ts";
import type { EngineEnd, EngineFailure, EngineGeneration, EngineReport } from "../protocol.ts";
import type { Advance } from "./advance-sequence.ts";
import type { CachedSequence } from "./cached-sequence.ts";
import { checkDraft } from "./check-draft.ts";
import type { DraftModel } from "./draft-model.ts";
import { type FilledBatch, fillBatch, type PromptOutput, type Sampling } from "./fill-batch.ts";
import type { PrefixStore } from "./kv-store/prefix-store.ts";
import { openSequenceCache } from "./open-sequence-cache.ts";
import { PrefixFetches } from "./prefix-fetches.ts";
import { tokenizePrompt } from "./prompt-tokens.ts";
import { Sequence } from "./sequence.ts";
import type { SequenceCache } from "./sequence-cache.ts";
import { type Draft, Speculation } from "./speculation.ts";
import { StreamPadding } from "./stream-padding.ts";
import { saltOf, type WaitingRequest } from "./waiting-request.ts";

/** What a decode loop works with. */
export interface DecodeLoopOptions {
  readonly context: LlamaContext;
  readonly samplers: SamplerFactory;
  readonly adapters: AdapterSet;
  /** Context length of one request, in tokens. */
  readonly contextLength: number;
  readonly slots: number;
  /** The context was made with streams: a stream for each slot. Default false. */
  readonly streams?: boolean;
  /** Tokens computed in one step at most. */
  readonly batchTokens: number;
  /** Tokens that the context computes at once: the largest piece of a prompt. */
  readonly microBatchTokens: number;
  /** Tokens that may be proposed in one step; 0 proposes none. */
  readonly draftTokens: number;
  /** Tokens that may be proposed for one request in one step. Default 8. */
  readonly longestDraft?: number;
  /** Proposes tokens where a text itself gives none; its owner frees it. */
  readonly draftModel?: DraftModel<Sequence>;
  /** Where finished sequences go that must leave the KV cells; undefined forgets them. */
  readonly store?: PrefixStore;
  readonly report: (report: EngineReport) => void;
}

type StepReport = Extract<EngineReport, { type: "step" }>;
type StepText = StepReport["texts"][number];
type StepPrompt = NonNullable<StepReport["prompts"]>[number];

/**
 * Continuous batching: requests join and leave between decode steps, prompts are computed in chunks
 * beside running requests, and each step makes one report. Between steps the process reads its
 * messages, so that a cancel waits for one step at most.
 *
 * KV cells are not reserved for answers that may never become long. When they run out, finished sequences
 * are forgotten, and then the request that came last makes room: it waits, and goes on later where it was.
 */
export class DecodeLoop {
  private readonly options: DecodeLoopOptions;
  private readonly batch: TokenBatch;
  private readonly cache: SequenceCache;
  private readonly padding: StreamPadding | undefined;
  private readonly prefillLimits: PrefillLimits;
  /** In order of arrival. */
  private running: Sequence[] = [];
  private waiting: WaitingRequest[] = [];
  private readonly fetches = new PrefixFetches();
  private readonly speculation: Speculation;
  private prefillTokensPerMs: number | undefined;
  /** Whose turn it is among requests with different adapters. */
  private adapterTurns: readonly string[] = [];
  private wasPromptsTurn = false;
  private scheduled = false;
  private closed = false;

  constructor(options: DecodeLoopOptions) {
    const { context, slots, streams = false, store, longestDraft, draftModel } = options;
    this.options = options;
    this.prefillLimits = { ...DEFAULT_PREFILL_LIMITS, maxTokens: options.microBatchTokens };
    this.speculation = new Speculation({
      model: draftModel,
      ...(longestDraft !== undefined && { longest: longestDraft }),
    });
    this.batch = new TokenBatch(context.model.library, options.batchTokens);
    this.cache = openSequenceCache({ context, slots, streams, store });
    this.padding = streams ? new StreamPadding(context, Math.floor(context.kvCells / slots)) : undefined;
  }

  /** Requests with a slot, and requests that wait for KV cells. */
  get load(): { readonly running: number; readonly waiting: number } {
    return { running: this.running.length, waiting: this.waiting.length + this.fetches.size };
  }

  /** Takes a request: it gets a slot now, waits, or is refused by a `failed` report. */
  generate(generation: EngineGeneration): void {
    try {
      const { context, contextLength } = this.options;
      const promptTokens = tokenizePrompt(generation, context.model, contextLength);
      const fetched = this.fetch(generation, promptTokens);
      if (fetched === undefined) this.enqueue({ generation, promptTokens });
      else this.fetches.wait(generation.id, fetched, () => this.enqueue({ generation, promptTokens }));
    } catch (error) {
      this.options.report({ type: "failed", id: generation.id, failure: toEngineFailure(error) });
    }
  }

  private fetch(generation: EngineGeneration, promptTokens: Int32Array): Promise<void> | undefined {
    const { store, context, adapters } = this.options;
    const salt = saltOf(generation, adapters.defaultScales);
    if (store === undefined || salt === undefined || !context.memory.canShare) return undefined;
    const wanted = promptTokens.subarray(0, promptTokens.length - 1);
    return store.prefetch(salt, wanted, this.cache.longestMatch(salt, wanted), WORTHWHILE_TOKENS);
  }

  private enqueue(waiting: WaitingRequest): void {
    this.waiting.push(waiting);
    this.schedule();
  }

  /** Ends every request without an answer, and hands what was computed to the store, before the context goes. */
  endAll(): void {
    this.fetches.forgetAll();
    for (const sequence of [...this.running]) this.release(sequence, true);
    this.dropWaiting();
    this.cache.clearIdle();
  }

  /** Ends a request without an answer and frees its slot. Unknown ids have ended already. */
  cancel(id: number): void {
    this.fetches.forget(id);
    for (const { generation, sequence } of this.waiting) {
      if (generation.id === id) sequence?.sampler.free();
    }
    this.waiting = this.waiting.filter(({ generation }) => generation.id !== id);
    const running = this.running.find((candidate) => candidate.id === id);
    if (running !== undefined) this.release(running, true);
    this.options.report({ type: "cancelled", id });
    this.schedule();
  }

  /** Frees everything the loop owns; the context is its owner's. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.fetches.forgetAll();
    for (const sequence of [...this.running]) this.release(sequence, false);
    this.dropWaiting();
    this.batch.free();
  }

  private dropWaiting(): void {
    for (const { sequence } of this.waiting) sequence?.sampler.free();
    this.waiting = [];
  }

  private schedule(): void {
    if (this.scheduled || this.closed) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      if (this.closed) return;
      const isQuiet = this.running.length + this.waiting.length === 0;
      // what will have to leave the cells for the next request is saved before it comes, one between two looks for it
      if (isQuiet && !this.cache.saveOne()) return;
      this.admit();
      if (this.running.length > 0) this.step();
      this.schedule();
    });
  }

  private admit(): void {
    for (let next = this.waiting[0]; next !== undefined; next = this.waiting[0]) {
      if (this.running.length >= this.options.slots) return;
      const tokens = next.sequence === undefined ? next.promptTokens : next.sequence.tokens.view().slice();
      const cells = this.cache.open({
        tokens,
        salt: saltOf(next.generation, this.options.adapters.defaultScales),
        cellsAhead: this.cellsAheadOf(next, tokens.length),
      });
      if (cells === undefined) return;
      this.waiting.shift();
      try {
        this.start(next, cells);
      } catch (error) {
        this.cache.close(cells, tokens, false);
        this.options.report({ type: "failed", id: next.generation.id, failure: toEngineFailure(error) });
      }
    }
  }

  private cellsAheadOf({ generation, sequence }: WaitingRequest, tokenCount: number): number {
    const { contextLength } = this.options;
    const room = contextLength - tokenCount;
    const own = sequence?.remainingTokens ?? Math.min(generation.options.maxTokens ?? room, room);
    return cellsAhead([own, ...this.running.map(({ remainingTokens }) => remainingTokens)]);
  }

  private start({ generation, promptTokens, sequence }: WaitingRequest, cells: CachedSequence): void {
    if (sequence !== undefined) {
      sequence.cells = cells;
      this.running.push(sequence);
      return;
    }
    const { samplers, adapters, contextLength, report } = this.options;
    const sampler = samplers.create(generation, promptTokens);
    this.running.push(
      new Sequence({
        generation,
        promptTokens,
        contextLength,
        sampler,
        cells,
        defaultAdapterScales: adapters.defaultScales,
        nowMs: performance.now(),
      }),
    );
    report({ type: "accepted", id: generation.id, promptTokens: promptTokens.length });
  }

  private step(): void {
    this.growOrMakeRoom();
    const { members, turns } = pickAdapterGroup(this.running, this.adapterTurns);
    this.adapterTurns = turns;
    const active = members.filter(({ cells, tokens }) => this.cache.advance(cells, tokens.view()));
    const decoding = active.filter(({ pendingTokens }) => pendingTokens === 1).length;
    const prefilling = members.length - decoding;
    const budget = choosePrefillBudget(this.prefillTokensPerMs, decoding, prefilling, this.prefillLimits);
    const { turn, isPrompts } = takeTurns(active, this.wasPromptsTurn);
    this.wasPromptsTurn = isPrompts;
    let shares = planStep(turn, this.options.batchTokens, budget, this.options.draftTokens);
    let filled = fillBatch(this.batch, shares, this.proposeDrafts(shares), this.padding);
    const startedAtMs = performance.now();
    try {
      this.options.adapters.use(members[0]?.adapterScales ?? []);
      while (this.options.context.decode(this.batch) === "no-kv-cells") {
        shares = this.retreat(shares, filled.samplings);
        filled = fillBatch(this.batch, shares, NO_DRAFTS);
      }
    } catch (error) {
      const failure = toEngineFailure(error);
      for (const { sequence } of shares) this.fail(sequence, failure);
      return;
    } finally {
      this.padding?.clear();
    }
    for (const { sequence, tokens } of shares) sequence.cells.computed += tokens;
    const promptTokens = shares.reduce((sum, { tokens }) => (tokens > 1 ? sum + tokens : sum), 0);
    if (promptTokens >= MEASURED_PREFILL_TOKENS) {
      const durationMs = performance.now() - startedAtMs;
      this.prefillTokensPerMs = updateSpeed(this.prefillTokensPerMs, promptTokens, durationMs);
    }
    if (promptTokens === 0) this.speculation.observeStep(this.batch.length, performance.now() - startedAtMs);
    this.sampleAll(filled);
  }

  /**
   * What is left of a step for which there are no cells, although they were counted; nothing is lost by that: idle sequences
   * go, then proposed tokens, then the request that came last.
   */
  private retreat(
    shares: readonly StepShare<Sequence>[],
    samplings: readonly Sampling[],
  ): readonly StepShare<Sequence>[] {
    if (this.cache.makeRoom() || samplings.some(({ draft }) => draft !== undefined)) return shares;
    const last = shares.at(-1)?.sequence;
    if (last === undefined || shares.length === 1) {
      throw new ShimmyError("internal", "The KV cells do not hold one request: please report this.");
    }
    this.preempt(last);
    return shares.filter(({ sequence }) => sequence !== last);
  }

  /** Tokens to check beside those that continue answers, where it pays and there is room. */
  private proposeDrafts(shares: readonly StepShare<Sequence>[]): ReadonlyMap<Sequence, Draft> {
    const { draftTokens, batchTokens, context } = this.options;
    const stepTokens = shares.reduce((sum, { tokens }) => sum + tokens, 0);
    // outputs that prompts have beside one of each sequence
    const taken = shares.reduce(
      (sum, share) => (share.sequence.outputsAll ? sum + share.tokens - 1 : sum),
      0,
    );
    const tokens = Math.min(draftTokens - taken, batchTokens - stepTokens);
    if (!context.memory.canShare || tokens <= 0) return NO_DRAFTS;
    const writing = shares
      .map(({ sequence }) => sequence)
      .filter(({ pendingTokens, completionTokens }) => pendingTokens === 1 && completionTokens > 0);
    const spare = (count: number): boolean => this.cache.canSpare(count);
    return this.speculation.propose(writing, { stepTokens, tokens, spare });
  }

  /** Every request that is about to compute a token of its answer gets a cell for it, or the last to come makes room. */
  private growOrMakeRoom(): void {
    for (const sequence of [...this.running]) {
      while (this.running.includes(sequence) && needsCell(sequence) && !this.cache.grow(sequence.cells)) {
        const last = this.running.at(-1);
        if (last !== undefined) this.preempt(last);
      }
    }
  }

  private preempt(sequence: Sequence): void {
    this.running = this.running.filter((candidate) => candidate !== sequence);
    this.speculation.leave(sequence);
    this.cache.close(sequence.cells, sequence.tokens.view(), true);
    this.waiting.unshift({ generation: sequence.generation, sequence });
  }

  private sampleAll({ samplings, prompts }: FilledBatch): void {
    const promptLogprobs = this.measurePrompts(prompts);
    const texts: StepText[] = [];
    const ends: EngineEnd[] = [];
    for (const sampling of samplings) {
      const { sequence } = sampling;
      try {
        const { text, logprobs, end } = this.sample(sampling);
        if (logprobs !== undefined) texts.push([sequence.id, text, logprobs]);
        else if (text !== "") texts.push([sequence.id, text]);
        if (end === undefined) continue;
        ends.push(end);
        this.release(sequence, true);
      } catch (error) {
        // one request's trouble is not the others'
        this.fail(sequence, toEngineFailure(error));
      }
    }
    if (texts.length === 0 && ends.length === 0 && promptLogprobs.length === 0) return;
    this.options.report({
      type: "step",
      texts,
      ends,
      ...(promptLogprobs.length > 0 && { prompts: promptLogprobs }),
    });
  }

  private measurePrompts(prompts: readonly PromptOutput[]): readonly StepPrompt[] {
    const { context } = this.options;
    return prompts.map(({ sequence: { id, promptLogprobs }, position, batchIndex }): StepPrompt => {
      const logits = (): Float32Array => context.logits(batchIndex);
      return [id, promptLogprobs?.take(position, logits, context.model.vocabulary) ?? []];
    });
  }

  private sample({ sequence, batchIndex, draft }: Sampling): Advance {
    const { context } = this.options;
    const { cells } = sequence;
    const proposed = draft?.tokens ?? NO_TOKENS;
    const keepCell = (): void => {
      // the token that was chosen has its cell already
      if (needsCell(sequence)) this.cache.grow(cells);
      cells.computed++;
    };
    const { vocabulary } = context.model;
    const { advance, accepted, kept } = checkDraft(sequence, batchIndex, proposed, { vocabulary, keepCell });
    if (draft !== undefined) this.speculation.observeDraft(sequence, draft, accepted);
    if (kept < proposed.length) context.memory.remove(cells.id, cells.computed);
    return advance;
  }

  private fail(sequence: Sequence, failure: EngineFailure): void {
    this.release(sequence, false);
    this.options.report({ type: "failed", id: sequence.id, failure });
  }

  /** @param keep leaves what was computed for later requests; not after a failure, when it may be wrong. */
  private release(sequence: Sequence, keep: boolean): void {
    this.running = this.running.filter((candidate) => candidate !== sequence);
    this.speculation.leave(sequence);
    this.cache.close(sequence.cells, sequence.tokens.view(), keep);
    sequence.sampler.free();
  }
}

/** Prompts shorter than this say nothing about the speed of prompts. */
const MEASURED_PREFILL_TOKENS = 32;
const NO_TOKENS = new Int32Array(0);
const NO_DRAFTS: ReadonlyMap<Sequence, Draft> = new Map();

/** True when its next token lies behind what its cells were counted for. */
function needsCell({ pendingTokens, cells }: Sequence): boolean {
  return pendingTokens === 1 && cells.computed >= cells.promptLength + cells.grown;
}
