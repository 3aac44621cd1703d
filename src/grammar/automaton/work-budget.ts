import { invalidFormat } from "../grammar-error.ts";
import { GRAMMAR_LIMITS } from "../grammar-limits.ts";

/** How much work the automata of one output format may make together, however many there are. */
export class WorkBudget {
  private left: number = GRAMMAR_LIMITS.automatonSteps;

  /** @throws ShimmyError `invalid_request` when nothing is left. */
  spend(steps: number, subject: string): void {
    this.left -= steps;
    if (this.left >= 0) return;
    throw invalidFormat(
      subject,
      "is too complex, or comes behind others that are: compiling it takes too long.",
    );
  }
}
