import type { ModelRegistry } from "../models/registry/model-registry.ts";
import type { Logger } from "../observability/logger.ts";
import { ProblemLog } from "./problem-log.ts";
import type { DiscoveryReport } from "./shimmy-service.ts";
import { watchModels } from "./watch-models.ts";

/** What {@link ModelSearch} takes from outside. */
interface ModelSearchOptions {
  readonly registry: Pick<ModelRegistry, "refresh" | "watchable">;
  readonly logger: Logger;
  /** Called when a search has ended, before its problems are told. */
  readonly onFound: () => void;
  /** Notices models that come and go by itself, until it is closed. */
  readonly watch: boolean;
}

/** Searches for models, and says what could not be used. */
export class ModelSearch {
  private readonly options: ModelSearchOptions;
  private readonly problems: ProblemLog;
  private readonly watcher: ReturnType<typeof watchModels> | undefined;
  private report: DiscoveryReport | undefined;

  constructor(options: ModelSearchOptions) {
    this.options = options;
    this.problems = new ProblemLog(options.logger);
    this.watcher = options.watch ? watchModels(() => this.run(), options.logger) : undefined;
  }

  /** What the latest search found. */
  get latest(): DiscoveryReport | undefined {
    return this.report;
  }

  /** Searches the folders again. */
  async run(): Promise<DiscoveryReport> {
    const { registry, onFound } = this.options;
    const report = await registry.refresh();
    this.report = report;
    onFound();
    this.problems.tell(report.problems);
    this.watcher?.follow(registry.watchable);
    return report;
  }

  /** Watches no more. */
  close(): void {
    this.watcher?.close();
  }
}
