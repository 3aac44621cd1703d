import fc from "fast-check";
import { expect, it } from "vitest";
import { decideRetry } from "./load-retry.ts";

it("waits a second, then twice as long after each further failure, and five minutes at most", () => {
  const delays = [1, 2, 3, 9, 10, 99].map((count) =>
    decideRetry({ count, failedAtMs: 500, durationMs: 0 }, 500),
  );
  expect(delays).toEqual(
    [1_000, 2_000, 4_000, 256_000, 300_000, 300_000].map((retryAfterMs) => ({
      action: "refuse",
      retryAfterMs,
    })),
  );
});

it("waits as long as the failed load took, so that others have the machine for half of the time", () => {
  expect(decideRetry({ count: 1, failedAtMs: 0, durationMs: 30_000 }, 0)).toEqual({
    action: "refuse",
    retryAfterMs: 30_000,
  });
});

it("lets a load begin as soon as the time that it told is over", () => {
  const failures = fc.record({
    count: fc.integer({ min: 1, max: 50 }),
    failedAtMs: fc.nat(1e9),
    durationMs: fc.nat(1e9),
  });
  fc.assert(
    fc.property(failures, fc.nat(1e6), (failed, sinceMs) => {
      const nowMs = failed.failedAtMs + sinceMs;
      const decision = decideRetry(failed, nowMs);
      if (decision.action === "load") return;
      expect(decision.retryAfterMs).toBeLessThanOrEqual(300_000);
      expect(decideRetry(failed, nowMs + decision.retryAfterMs)).toEqual({ action: "load" });
      expect(decideRetry(failed, nowMs + decision.retryAfterMs - 1).action).toBe("refuse");
    }),
  );
});
