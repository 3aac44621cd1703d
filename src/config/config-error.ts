import { ShimmyError } from "../core/errors.ts";
import { type ConfigProblem, describeProblem } from "./config-problem.ts";

/** The configuration cannot be used; `problems` lists everything wrong with it, one line each. */
export class ConfigError extends ShimmyError {
  readonly problems: readonly string[];
  /** The same with their places. */
  readonly found: readonly ConfigProblem[];

  constructor(found: readonly ConfigProblem[]) {
    const problems = found.map(describeProblem);
    super("invalid_request", problems.join("\n"));
    this.name = "ConfigError";
    this.problems = problems;
    this.found = found;
  }
}
