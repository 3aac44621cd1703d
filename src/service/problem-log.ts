import type { DiscoveryProblem } from "../models/registry/model-entry.ts";
import type { Logger } from "../observability/logger.ts";

/** Logs what searches could not use: each problem once, as long as it lasts, however often is searched. */
export class ProblemLog {
  private readonly logger: Pick<Logger, "warn" | "debug">;
  private told: ReadonlySet<string> = new Set();

  constructor(logger: Pick<Logger, "warn" | "debug">) {
    this.logger = logger;
  }

  /** Logs those problems of a search that the one before did not have. */
  tell(problems: readonly DiscoveryProblem[]): void {
    const current = new Set<string>();
    for (const { path, reason, isNotice } of problems) {
      const key = `${path}\n${reason}`;
      current.add(key);
      if (this.told.has(key)) continue;
      this.logger[isNotice === true ? "debug" : "warn"]({ path }, `model passed over: ${reason}`);
    }
    this.told = current;
  }
}
