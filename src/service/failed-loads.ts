import { ShimmyError, toShimmyError } from "../core/errors.ts";
import type { ModelEntry } from "../models/registry/model-entry.ts";
import { decideRetry, type LoadFailures } from "../scheduling/load-retry.ts";

interface Failed {
  readonly error: ShimmyError;
  readonly failures: LoadFailures;
  readonly fingerprint: string;
}

/** What is known of a failed load. */
export interface FailedLoad {
  /** In words for people. */
  readonly message: string;
  /** How long requests are refused for it, in milliseconds. */
  readonly retryAfterMs: number;
}

/** Remembers whose loads failed and why, so that no model is loaded in vain for every request. */
export class FailedLoads {
  private readonly fingerprint: (entry: ModelEntry) => Promise<string>;
  private readonly now: () => number;
  private readonly failed = new Map<string, Failed>();

  /**
   * @param fingerprint changes when an entry's files do.
   * @param now a clock in milliseconds; default `performance.now`.
   */
  constructor(
    fingerprint: (entry: ModelEntry) => Promise<string>,
    now: () => number = () => performance.now(),
  ) {
    this.fingerprint = fingerprint;
    this.now = now;
  }

  look(name: string): FailedLoad | undefined {
    const found = this.failed.get(name);
    if (found === undefined) return undefined;
    const decision = decideRetry(found.failures, this.now());
    const retryAfterMs = decision.action === "refuse" ? decision.retryAfterMs : 0;
    return { message: found.error.message, retryAfterMs };
  }

  /** Lets the next load of a model begin at once. */
  allow(name: string): void {
    const found = this.failed.get(name);
    if (found !== undefined) this.failed.set(name, { ...found, fingerprint: ALLOWED });
  }

  /**
   * Returns where a model may be loaded.
   *
   * @throws ShimmyError of the last load that failed, where it is too soon for another and its files are the same.
   */
  async check(entry: ModelEntry): Promise<void> {
    const found = this.failed.get(entry.name);
    if (found === undefined || found.fingerprint === ALLOWED) return;
    const decision = decideRetry(found.failures, this.now());
    if (decision.action === "load" || found.fingerprint !== (await this.fingerprint(entry))) return;
    const { code, message, param, details } = found.error;
    const seconds = Math.ceil(decision.retryAfterMs / 1000);
    const { count } = found.failures;
    const tries = count === 1 ? "The load failed" : `${count} loads failed`;
    throw new ShimmyError(code, `${message} ${tries}; the next is tried in ${seconds} s at the earliest.`, {
      retryAfterSeconds: seconds,
      cause: found.error,
      ...(param !== undefined && { param }),
      ...(details !== undefined && { details }),
    });
  }

  /** Runs a load, or a part of it, and remembers its failure unless it was given up. A success of a load forgets all failures. */
  async watch<Result>(
    entry: ModelEntry,
    signal: AbortSignal,
    work: () => Promise<Result>,
    isWhole = true,
  ): Promise<Result> {
    const startedAtMs = this.now();
    try {
      const result = await work();
      if (isWhole) this.failed.delete(entry.name);
      return result;
    } catch (thrown) {
      if (!signal.aborted) await this.note(entry, toShimmyError(thrown), this.now() - startedAtMs);
      throw thrown;
    }
  }

  private async note(entry: ModelEntry, error: ShimmyError, durationMs: number): Promise<void> {
    const fingerprint = await this.fingerprint(entry);
    const before = this.failed.get(entry.name);
    const isSame = before !== undefined && before.fingerprint === fingerprint;
    const count = isSame ? before.failures.count + 1 : 1;
    this.failed.set(entry.name, {
      error,
      failures: { count, failedAtMs: this.now(), durationMs },
      fingerprint,
    });
  }
}

/** No file has it. */
const ALLOWED = "";
