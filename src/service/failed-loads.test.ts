import { expect, test } from "vitest";
import { modelEntry } from "../../test/helpers/fake-command-context.ts";
import { ShimmyError } from "../core/errors.ts";
import { FailedLoads } from "./failed-loads.ts";

const ENTRY = modelEntry();

/** Failed loads by a clock and a file that the test changes. */
function failedLoads() {
  const state = { nowMs: 0, file: "1" };
  const failed = new FailedLoads(
    async () => state.file,
    () => state.nowMs,
  );
  const signal = new AbortController().signal;
  const fail = (error: unknown = new ShimmyError("model_corrupt", "It is damaged.", { param: "model" })) =>
    failed
      .watch(ENTRY, signal, async () => {
        throw error;
      })
      .catch(() => {});
  return { failed, state, fail };
}

test("tells the last error and when the next load is tried, which comes later with each failure", async () => {
  const { failed, state, fail } = failedLoads();
  await failed.check(ENTRY);
  expect(failed.look("tiny")).toBeUndefined();
  await fail();
  expect(failed.look("tiny")).toEqual({ message: "It is damaged.", retryAfterMs: 1_000 });
  state.nowMs = 1_000;
  await failed.check(ENTRY);
  expect(failed.look("tiny")?.retryAfterMs).toBe(0);
  await fail();
  await expect(failed.check(ENTRY)).rejects.toMatchObject({
    code: "model_corrupt",
    param: "model",
    message: "It is damaged. 2 loads failed; the next is tried in 2 s at the earliest.",
    retryAfterSeconds: 2,
  });
});

test("begins anew with another file, an explicit load and a success", async () => {
  const { failed, state, fail } = failedLoads();
  await fail();
  await fail();
  state.file = "2";
  await failed.check(ENTRY);
  await fail();
  expect(failed.look("tiny")?.retryAfterMs).toBe(1_000);
  failed.allow("tiny");
  await failed.check(ENTRY);
  failed.allow("unknown");
  await failed.watch(ENTRY, new AbortController().signal, async () => "loaded");
  expect(failed.look("tiny")).toBeUndefined();
});

test("forgets nothing for a part of a load that goes well, and counts no load that was given up", async () => {
  const { failed, fail } = failedLoads();
  const given = AbortSignal.abort();
  await failed
    .watch(ENTRY, given, async () => {
      throw new Error("given up");
    })
    .catch(() => {});
  expect(failed.look("tiny")).toBeUndefined();
  await fail();
  await failed.watch(ENTRY, new AbortController().signal, async () => "estimated", false);
  expect(failed.look("tiny")).toBeDefined();
});
