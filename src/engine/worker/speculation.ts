import {
  chooseDraftLength,
  observeStep,
  type StepCost,
  type StepCostEstimate,
  stepCost,
} from "../../scheduling/draft-length.ts";
import { ngramDraft } from "../../scheduling/ngram-draft.ts";
import type { Sequence } from "./sequence.ts";

/** Tokens proposed for one sequence in one step, at most. */
const LONGEST_DRAFT = 8;
/** Share of right guesses that a new request is credited with. */
const FIRST_ACCEPTANCE = 0.6;
/** Weight of the newest draft in a request's share of right guesses. */
const NEWEST_WEIGHT = 0.25;
/** How much of a bad record a step without a draft forgives, so that a text that begins to repeat itself is noticed. */
const FORGIVENESS = 0.01;
/** Drafts tried before the cost of a step is known. */
const TRIAL_DRAFT = 2;

/**
 * Proposes tokens that the model then checks in one step instead of several. A proposal is checked by sampling as
 * ever, so it changes the speed and never the choice; where guesses are wrong too often, or a longer step costs more
 * than it brings, nothing is proposed.
 */
export class Speculation {
  private readonly acceptance = new WeakMap<Sequence, number>();
  private estimate: StepCostEstimate | undefined;

  /**
   * Tokens that may follow the last one of a sequence; none when it does not pay.
   *
   * @param stepTokens tokens in the step so far.
   * @param room tokens that may be added at most.
   */
  propose(sequence: Sequence, stepTokens: number, room: number): Int32Array {
    const acceptance = this.acceptance.get(sequence) ?? FIRST_ACCEPTANCE;
    const cost = stepCost(this.estimate);
    const length = Math.min(room, sequence.remainingTokens - 1, this.length(acceptance, cost, stepTokens));
    const draft = length > 0 ? ngramDraft(sequence.tokens.view(), length) : NO_TOKENS;
    if (draft.length === 0) {
      this.acceptance.set(sequence, acceptance + (FIRST_ACCEPTANCE - acceptance) * FORGIVENESS);
    }
    return draft;
  }

  /** Takes note of a step that only continued answers. */
  observeStep(tokens: number, durationMs: number): void {
    this.estimate = observeStep(this.estimate, tokens, durationMs);
  }

  /** Takes note of how a draft went. */
  observeDraft(sequence: Sequence, proposed: number, accepted: number): void {
    const old = this.acceptance.get(sequence) ?? FIRST_ACCEPTANCE;
    const tried = Math.min(accepted + 1, proposed);
    this.acceptance.set(sequence, old + (accepted / tried - old) * NEWEST_WEIGHT);
  }

  private length(acceptance: number, cost: StepCost | undefined, stepTokens: number): number {
    if (cost === undefined) return TRIAL_DRAFT;
    return chooseDraftLength({ acceptance, cost, stepTokens, longest: LONGEST_DRAFT });
  }
}

const NO_TOKENS = new Int32Array(0);
