import { decideKeepAlive, type ModelUse, mayGoAtMs } from "../scheduling/keep-alive.ts";
import { EventRelay } from "./event-relay.ts";
import type { RunningGeneration } from "./shimmy-service.ts";

/** What {@link IdleModels} takes from outside. */
export interface IdleModelsOptions {
  /** How long a model stays where no request says it, in milliseconds; `Infinity` is until it is unloaded. */
  readonly keepAliveMs: number;
  /** Unloads a model that has no users. Must take it out of use before it first waits. */
  readonly unload: (name: string) => Promise<void>;
  /** True for a model that stays whatever is asked for it. Default: none. */
  readonly isPinned?: (name: string) => boolean;
  /** Called when the last user of a model has left. */
  readonly onFree?: (name: string) => void;
  /** Told of an unload that failed. */
  readonly onError: (name: string, error: unknown) => void;
  /** A clock in milliseconds; default `performance.now`. */
  readonly now?: () => number;
}

interface Use {
  users: number;
  keepAliveMs: number;
  idleSinceMs: number;
  timer: NodeJS.Timeout | undefined;
  /** Those who wait until it has no users. */
  readonly waiting: (() => void)[];
}

/** Knows who uses which model, and unloads those that were idle for as long as was asked for. */
export class IdleModels {
  private readonly options: IdleModelsOptions;
  private readonly now: () => number;
  private readonly uses = new Map<string, Use>();

  constructor(options: IdleModelsOptions) {
    this.options = options;
    this.now = options.now ?? (() => performance.now());
  }

  /**
   * Notes a user of a model, from before the model is asked for.
   *
   * @param keepAliveMs how long the model stays after its last user; undefined leaves what is in force.
   * @returns to be called when the user is done; further calls do nothing.
   */
  begin(name: string, keepAliveMs: number | undefined): () => void {
    const use = this.useOf(name);
    use.users += 1;
    if (keepAliveMs !== undefined) use.keepAliveMs = keepAliveMs;
    clearTimeout(use.timer);
    let isDone = false;
    return () => {
      if (isDone) return;
      isDone = true;
      use.users -= 1;
      use.idleSinceMs = this.now();
      if (use.users === 0) for (const resolve of use.waiting.splice(0)) resolve();
      // a retired model is no longer kept
      if (this.uses.get(name) !== use) return;
      void this.look(name);
      if (use.users === 0) this.options.onFree?.(name);
    };
  }

  /** How many use a model now, and when the last one left, by the clock in use; undefined where nobody ever did. */
  usage(name: string): { readonly users: number; readonly idleSinceMs: number } | undefined {
    return this.uses.get(name);
  }

  /** Forgets a model; resolves once those who use it now are done. Users who come later count apart. */
  async retire(name: string): Promise<void> {
    const use = this.uses.get(name);
    if (use === undefined) return;
    clearTimeout(use.timer);
    this.uses.delete(name);
    if (use.users === 0) return;
    await new Promise<void>((resolve) => use.waiting.push(resolve));
  }

  /** Runs some work as a user of a model. */
  async during<Result>(
    name: string,
    keepAliveMs: number | undefined,
    work: () => Promise<Result>,
  ): Promise<Result> {
    const done = this.begin(name, keepAliveMs);
    try {
      return await work();
    } finally {
      done();
    }
  }

  /** Begins a generation as a user of a model, which it stays until the answer is complete or its reader has gone. */
  async generate(
    name: string,
    { keepAliveMs, signal }: { readonly keepAliveMs?: number | undefined; readonly signal: AbortSignal },
    begin: () => Promise<RunningGeneration>,
  ): Promise<RunningGeneration> {
    const done = this.begin(name, keepAliveMs);
    try {
      const running = await begin();
      signal.addEventListener("abort", done, { once: true });
      if (signal.aborted) done();
      return { ...running, events: new WatchedEvents(running.events, done) };
    } catch (error) {
      done();
      throw error;
    }
  }

  /** Lets a model go: at once where nobody uses it, else with its last user. Resolves once that is done or noted. */
  async release(name: string): Promise<void> {
    const use = this.useOf(name);
    use.keepAliveMs = 0;
    await this.look(name);
  }

  /** When a model may go at the earliest, from now on, in milliseconds; `Infinity` where it stays. */
  remainingMs(name: string): number {
    const use = this.uses.get(name);
    if (use === undefined) {
      return this.options.isPinned?.(name) === true ? Number.POSITIVE_INFINITY : this.options.keepAliveMs;
    }
    const nowMs = this.now();
    return Math.max(0, mayGoAtMs(this.kept(name, use), nowMs) - nowMs);
  }

  /** Forgets what was asked for a model that is unloaded. */
  forget(name: string): void {
    const use = this.uses.get(name);
    if (use === undefined) return;
    clearTimeout(use.timer);
    use.keepAliveMs = this.options.keepAliveMs;
    if (use.users === 0) this.uses.delete(name);
  }

  /** Holds models to a default that has changed, where no request said otherwise. */
  defaultChanged(previousMs: number): void {
    for (const [name, use] of this.uses) {
      if (use.keepAliveMs !== previousMs) continue;
      use.keepAliveMs = this.options.keepAliveMs;
      void this.look(name);
    }
  }

  /** Sets no more timers. */
  close(): void {
    for (const { timer } of this.uses.values()) clearTimeout(timer);
    this.uses.clear();
  }

  private useOf(name: string): Use {
    const known = this.uses.get(name);
    if (known !== undefined) return known;
    const use = {
      users: 0,
      keepAliveMs: this.options.keepAliveMs,
      idleSinceMs: this.now(),
      timer: undefined,
      waiting: [],
    };
    this.uses.set(name, use);
    return use;
  }

  private kept(name: string, use: Use): ModelUse {
    return this.options.isPinned?.(name) === true ? { ...use, keepAliveMs: Number.POSITIVE_INFINITY } : use;
  }

  private async look(name: string): Promise<void> {
    const use = this.uses.get(name);
    if (use === undefined) return;
    clearTimeout(use.timer);
    const decision = decideKeepAlive(this.kept(name, use), this.now());
    if (decision.action === "wait") {
      use.timer = setTimeout(() => void this.look(name), decision.delayMs).unref();
    }
    if (decision.action !== "unload") return;
    this.uses.delete(name);
    try {
      await this.options.unload(name);
    } catch (error) {
      this.options.onError(name, error);
    }
  }
}

/** The same events; tells when there are no more. */
class WatchedEvents extends EventRelay<Answer> {
  private readonly events: RunningGeneration["events"];
  private readonly done: () => void;

  constructor(events: RunningGeneration["events"], done: () => void) {
    super();
    this.events = events;
    this.done = done;
  }

  async next(): Promise<IteratorResult<Answer, void>> {
    try {
      const result = await this.events.next();
      if (result.done === true || result.value.type === "end") this.done();
      return result;
    } catch (error) {
      this.done();
      throw error;
    }
  }

  async return(): Promise<IteratorResult<Answer, void>> {
    try {
      return await this.events.return();
    } finally {
      this.done();
    }
  }
}

type Answer =
  RunningGeneration["events"] extends AsyncGenerator<infer Event, void, undefined> ? Event : never;
