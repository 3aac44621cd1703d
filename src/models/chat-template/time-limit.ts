import { type Context, createContext, Script } from "node:vm";
import { TemplateLimitError } from "./template-limits.ts";

let guard: { readonly context: Context; readonly script: Script } | undefined;

/** The watchdog sees the clock only: a task that hardly ran in its time gets more, up to this many times as much. */
const STARVED_FACTOR = 8;

/**
 * Runs a task synchronously and stops it once it has computed for about `timeoutMs`, even in an endless loop or inside
 * a regular expression. On a busy machine the time in which it did not get the processor does not count, so the task
 * may be begun anew and must be free of side effects. This is a watchdog, not a sandbox: the task runs with all it can
 * reach. One call costs about 0.06 ms.
 *
 * @throws TemplateLimitError when the time is up; whatever the task throws otherwise.
 */
export function runWithTimeLimit<T>(task: () => T, timeoutMs: number): T {
  for (let waitMs = timeoutMs; ; waitMs *= 2) {
    const before = process.cpuUsage();
    const result = runWatched(task, waitMs);
    if (result !== undefined) return result.value;
    const { user, system } = process.cpuUsage(before);
    const computedMs = (user + system) / 1000;
    if (computedMs >= timeoutMs / 2 || waitMs * 2 > timeoutMs * STARVED_FACTOR) {
      throw new TemplateLimitError(`it ran for more than ${timeoutMs} ms and was stopped`);
    }
  }
}

/** Undefined when the time was up. */
function runWatched<T>(task: () => T, waitMs: number): { readonly value: T } | undefined {
  guard ??= { context: createContext({ task: undefined }), script: new Script("task()") };
  const { context, script } = guard;
  let result: { readonly value: T } | undefined;
  context.task = (): void => {
    result = { value: task() };
  };
  try {
    script.runInContext(context, { timeout: waitMs });
    return result;
  } catch (error) {
    if (!isTimeout(error)) throw error;
    return undefined;
  } finally {
    context.task = undefined;
  }
}

/** The watchdog's error belongs to the other context, so `instanceof Error` is false for it. */
function isTimeout(error: unknown): boolean {
  return (
    typeof error === "object" &&
    error !== null &&
    "code" in error &&
    error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT"
  );
}
