import type { LoadWait } from "../core/queue-activity.ts";

/** Most loads are done before anybody wonders; until then an error still has its own status. */
const NOTICE_DELAY_MS = 2_000;
/** Progress in smaller steps is not told. */
const STEP = 0.05;

/** How far a load is, and who wants to know. */
export class LoadProgress {
  phase: LoadWait["phase"] = "waiting";
  fraction = 0;
  private toldFraction = 0;
  private hasEnded = false;
  private readonly watchers = new Set<(wait: LoadWait) => void>();
  private readonly timers = new Set<NodeJS.Timeout>();

  /** Tells from when the load has lasted for two seconds until it ends. */
  watch(onWait: (wait: LoadWait) => void): void {
    if (this.hasEnded) return;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.watchers.add(onWait);
      onWait(this.state);
    }, NOTICE_DELAY_MS).unref();
    this.timers.add(timer);
  }

  /** There is room, and the load begins. */
  begin(): void {
    this.phase = "loading";
    this.tell();
  }

  /** @param fraction loaded, 0 to 1. */
  advance(fraction: number): void {
    this.fraction = fraction;
    if (fraction - this.toldFraction < STEP && fraction < 1) return;
    this.toldFraction = fraction;
    this.tell();
  }

  /** The load is done, well or not. */
  end(): void {
    this.hasEnded = true;
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    this.watchers.clear();
  }

  private get state(): LoadWait {
    return { phase: this.phase, progress: this.fraction };
  }

  private tell(): void {
    for (const onWait of this.watchers) onWait(this.state);
  }
}
