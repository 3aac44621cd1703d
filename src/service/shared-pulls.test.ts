import { describe, expect, it } from "vitest";
import type { PullProgress } from "../models/pull/pull-progress.ts";
import { type RunPull, SharedPulls } from "./shared-pulls.ts";

const file = (completedBytes: number): PullProgress => ({
  type: "file",
  sha256: "a",
  label: "a.gguf",
  totalBytes: 100,
  completedBytes,
});

/** A pull whose steps a test takes. */
function scriptedPull() {
  let report: (progress: PullProgress) => void = () => {};
  let end: (name: string) => void = () => {};
  let fail: (error: Error) => void = () => {};
  let starts = 0;
  let stopped: AbortSignal | undefined;
  const run: RunPull = (signal, onProgress) => {
    starts++;
    stopped = signal;
    report = onProgress;
    return new Promise((resolve, reject) => {
      end = resolve;
      fail = reject;
      signal.addEventListener("abort", () => reject(signal.reason));
    });
  };
  return {
    run,
    report: (progress: PullProgress) => report(progress),
    end: (name: string) => end(name),
    fail: (error: Error) => fail(error),
    starts: () => starts,
    isStopped: () => stopped?.aborted,
  };
}

async function rest(all: AsyncIterable<PullProgress>): Promise<PullProgress[]> {
  const told: PullProgress[] = [];
  for await (const progress of all) told.push(progress);
  return told;
}

const never = () => new AbortController().signal;

describe("SharedPulls", () => {
  it("lets two askers share one pull, and shows the later one how far it is", async () => {
    const pulls = new SharedPulls(0);
    const pull = scriptedPull();
    const first = pulls.follow("a", pull.run, never());
    const next = first.next();
    pull.report({ type: "listing" });
    expect((await next).value).toEqual({ type: "listing" });
    pull.report(file(10));
    pull.report(file(20));
    const second = pulls.follow("a", pull.run, never());
    expect((await second.next()).value).toEqual({ type: "listing" });
    expect((await second.next()).value).toEqual(file(20));
    pull.end("tiny");
    expect(await rest(first)).toEqual([file(20), { type: "done", name: "tiny" }]);
    expect(await rest(second)).toEqual([{ type: "done", name: "tiny" }]);
    expect(pull.starts()).toBe(1);
  });

  it("goes on while one asker waits, and stops with the last", async () => {
    const pulls = new SharedPulls(0);
    const pull = scriptedPull();
    const leaving = new AbortController();
    const first = rest(pulls.follow("a", pull.run, leaving.signal));
    const second = pulls.follow("a", pull.run, never());
    const next = second.next();
    leaving.abort();
    await expect(first).rejects.toMatchObject({ code: "cancelled" });
    expect(pull.isStopped()).toBe(false);
    pull.report({ type: "listing" });
    await next;
    await second.return();
    expect(pull.isStopped()).toBe(true);
  });

  it("starts anew for an asker who comes after it was stopped, or failed", async () => {
    const pulls = new SharedPulls(0);
    const pull = scriptedPull();
    const failing = rest(pulls.follow("a", pull.run, never()));
    pull.fail(new Error("no luck"));
    await expect(failing).rejects.toThrow("no luck");
    const again = rest(pulls.follow("a", pull.run, never()));
    pull.end("tiny");
    expect(await again).toEqual([{ type: "done", name: "tiny" }]);
    expect(pull.starts()).toBe(2);
  });

  it("refuses an asker who has left already", async () => {
    const pull = scriptedPull();
    const all = new SharedPulls(0).follow("a", pull.run, AbortSignal.abort());
    await expect(rest(all)).rejects.toMatchObject({ code: "cancelled" });
    expect(pull.starts()).toBe(0);
  });

  it("stops all at the end of the server", async () => {
    const pulls = new SharedPulls(0);
    const pull = scriptedPull();
    const asker = rest(pulls.follow("a", pull.run, never()));
    await Promise.all([pulls.close(), expect(asker).rejects.toMatchObject({ code: "shutting_down" })]);
  });
});
