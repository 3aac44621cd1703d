import { ShimmyError } from "../core/errors.ts";

/** The configuration cannot be used; `problems` lists everything wrong with it, one line each. */
export class ConfigError extends ShimmyError {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super("invalid_request", problems.join("\n"));
    this.name = "ConfigError";
    this.problems = problems;
  }
}
