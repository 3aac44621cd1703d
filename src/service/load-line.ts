import { abortError, ShimmyError } from "../core/errors.ts";
import type { LoadNeed } from "../core/memory-estimate.ts";
import { decideRoom, type RoomDecision, type RoomInput } from "../scheduling/model-room.ts";

/** What {@link LoadLine} takes from outside. */
export interface LoadLineOptions {
  /** The models in memory and the memory that is left, at this moment. */
  readonly look: () => Omit<RoomInput, "need">;
  /** Unloads a model that nobody uses; it must count as leaving when this returns. */
  readonly evict: (name: string, madeFor: string) => void;
  /**
   * Has a model leave once those who use it now are done, so that requests that come now wait for it behind this line; it must
   * count as leaving when this returns.
   */
  readonly retire: (name: string, madeFor: string) => void;
  /** Longest wait for room, in milliseconds. */
  readonly waitMs: number;
  /** A clock in milliseconds; default `performance.now`. */
  readonly now?: () => number;
}

/** A load that wants room. */
export interface RoomWish {
  readonly name: string;
  readonly need: LoadNeed;
  /** Gives the wait up. */
  readonly signal: AbortSignal;
  /** Called when there is room; the model must count as loading when this returns. */
  readonly admit: (allocatedBytes: number) => void;
}

/** A load that waits for room, as others may see it. */
export interface WaitingLoad {
  readonly model: string;
  readonly waitedMs: number;
  /** Busy models that have to be idle first. */
  readonly blockedBy: readonly string[];
}

interface Waiting extends RoomWish {
  readonly sinceMs: number;
  /** Since when it is the first in line. */
  firstSinceMs: number | undefined;
  /** Since when it is the first, and no other model loads. */
  steadySinceMs: number;
  blockedBy: readonly string[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** How long the first in line hopes that busy models fall idle by themselves; a model that was loaded serves as long at least. */
const PATIENCE_MS = 5_000;
/** Memory comes and goes with other programs too, of which nobody tells. */
const LOOK_AGAIN_MS = 1_000;

/**
 * The loads that wait for room, in order of arrival. Where the first has to wait for busy models, others that fit without
 * anybody's leaving pass it; after five seconds none passes any more, and the busy models are retired. So no load waits
 * longer than the loads and requests that ran by then, whatever else comes.
 */
export class LoadLine {
  private readonly options: LoadLineOptions;
  private readonly now: () => number;
  private readonly line: Waiting[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(options: LoadLineOptions) {
    this.options = options;
    this.now = options.now ?? (() => performance.now());
  }

  /** Loads that wait now, the first in line first. */
  get waiting(): readonly WaitingLoad[] {
    const nowMs = this.now();
    return this.line.map(({ name, sinceMs, blockedBy }) => ({
      model: name,
      waitedMs: nowMs - sinceMs,
      blockedBy,
    }));
  }

  /**
   * Waits for room; resolves when `admit` was called.
   *
   * @throws ShimmyError `insufficient_memory` where there will never be room, `load_timeout` after the longest wait, or the
   * signal's reason.
   */
  async enter(wish: RoomWish): Promise<void> {
    if (wish.signal.aborted) throw abortError(wish.signal);
    const admitted = new Promise<void>((resolve, reject) => {
      const sinceMs = this.now();
      const state = { sinceMs, firstSinceMs: undefined, steadySinceMs: sinceMs, blockedBy: [] };
      this.line.push({ ...wish, ...state, resolve, reject });
    });
    const waiting = this.line.at(-1);
    const leave = (): void => this.leave(waiting, abortError(wish.signal));
    wish.signal.addEventListener("abort", leave, { once: true });
    this.changed();
    try {
      await admitted;
    } finally {
      wish.signal.removeEventListener("abort", leave);
      if (this.line.length === 0) clearTimeout(this.timer);
    }
  }

  /** Looks again who may load: to be called when a model falls idle, is loaded or is gone. */
  changed(): void {
    clearTimeout(this.timer);
    let mayPass = true;
    for (const waiting of [...this.line]) {
      if (this.line.includes(waiting)) mayPass = this.consider(waiting, mayPass) && mayPass;
    }
    if (this.line.length > 0) this.timer = setTimeout(() => this.changed(), LOOK_AGAIN_MS).unref();
  }

  /** @returns whether those behind it may pass. */
  private consider(waiting: Waiting, mayPass: boolean): boolean {
    const { name, need, sinceMs } = waiting;
    const input = { ...this.options.look(), need };
    const decision = decideRoom(input);
    const nowMs = this.now();
    const waitedMs = nowMs - sinceMs;
    waiting.blockedBy = decision.action === "wait" ? decision.blockers : [];
    const isFirst = this.line[0] === waiting;
    if (decision.action === "load" && mayPass) {
      this.remove(waiting);
      waiting.admit(decision.allocatedBytes);
      waiting.resolve();
      return true;
    }
    if (decision.action === "refuse") {
      this.leave(waiting, refused(name, input, decision));
      return true;
    }
    if (waitedMs >= this.options.waitMs) {
      this.leave(waiting, waitedTooLong(name, waitedMs, waiting.blockedBy));
      return true;
    }
    if (!isFirst) return true;
    if (decision.action === "evict") for (const idle of decision.names) this.options.evict(idle, name);
    if (decision.action !== "wait") return false;
    waiting.firstSinceMs ??= nowMs;
    const isLoading = input.residents.some(({ phase }) => phase === "loading");
    if (isLoading || waiting.firstSinceMs === nowMs) waiting.steadySinceMs = nowMs;
    if (nowMs - waiting.steadySinceMs >= PATIENCE_MS) {
      const loaded = input.residents.filter(({ phase }) => phase === "loaded").map((model) => model.name);
      for (const busy of decision.blockers) if (loaded.includes(busy)) this.options.retire(busy, name);
    }
    return decision.blockers.length > 0 && nowMs - waiting.firstSinceMs < PATIENCE_MS;
  }

  private leave(waiting: Waiting | undefined, error: unknown): void {
    if (waiting === undefined || !this.remove(waiting)) return;
    waiting.reject(error);
    // those behind it need not wait for it any more
    queueMicrotask(() => this.changed());
  }

  private remove(waiting: Waiting): boolean {
    const index = this.line.indexOf(waiting);
    if (index < 0) return false;
    this.line.splice(index, 1);
    return true;
  }
}

type Refusal = Extract<RoomDecision, { action: "refuse" }>;

function refused(
  name: string,
  { need, maxModels }: RoomInput,
  { reason, mostBytes, pinned }: Refusal,
): ShimmyError {
  const pins = pinned.length === 0 ? "" : `, since ${list(pinned)} ${areOrIs(pinned)} pinned`;
  if (reason === "count") {
    const text = `No more than ${maxModels} models may be in memory at once, and none of them can make room for "${name}"${pins}: raise the number of models, or pin fewer.`;
    return new ShimmyError("insufficient_memory", text, { retryAfterSeconds: RETRY_SECONDS });
  }
  const text = `"${name}" needs at least ${megabytes(need.leastBytes)} MB of memory, and ${megabytes(mostBytes)} MB are available with every model gone that can go${pins}: lower the context length or the slots, take a smaller KV cache type (q8_0), or choose a smaller model.`;
  return new ShimmyError("insufficient_memory", text, {
    details: { neededBytes: need.leastBytes, availableBytes: mostBytes },
  });
}

function waitedTooLong(name: string, waitedMs: number, blockers: readonly string[]): ShimmyError {
  const seconds = Math.round(waitedMs / 1000);
  const why = blockers.length === 0 ? "" : `: ${list(blockers)} ${areOrIs(blockers)} busy`;
  return new ShimmyError(
    "load_timeout",
    `There was no room in memory for "${name}" within ${seconds} seconds${why}. Try again later, or raise the load timeout.`,
    { retryAfterSeconds: RETRY_SECONDS },
  );
}

const RETRY_SECONDS = 30;

function list(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}

function areOrIs(names: readonly string[]): string {
  return names.length === 1 ? "is" : "are";
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1e6);
}
