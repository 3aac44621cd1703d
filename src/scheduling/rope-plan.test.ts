import { expect, test } from "vitest";
import { planRope } from "./rope-plan.ts";

const plan = (tuning: Parameters<typeof planRope>[0]["tuning"], requested?: number, original?: number) =>
  planRope({
    tuning,
    requestedContextLength: requested,
    trainContextLength: 2048,
    originalContextLength: original,
  });

test("without a method the training length is the limit, and a cut is told", () => {
  expect(plan({})).toEqual({ contextLimit: 2048, tuning: {}, notes: [] });
  const cut = plan({}, 8192);
  expect(cut.contextLimit).toBe(2048);
  expect(cut.notes).toEqual([expect.stringContaining("8192 is cut to 2048")]);
});

test("yarn stretches as far as the context asked for", () => {
  expect(plan({ ropeScaling: "yarn" }, 8192)).toEqual({
    contextLimit: 8192,
    tuning: { ropeScaling: "yarn", ropeFrequencyScale: 0.25, yarnOriginalContext: 2048 },
    notes: [],
  });
});

test("linear needs no original length; a file that was stretched before counts from its own", () => {
  expect(plan({ ropeScaling: "linear" }, 4096).tuning).toEqual({
    ropeScaling: "linear",
    ropeFrequencyScale: 0.5,
  });
  expect(plan({ ropeScaling: "yarn" }, 8192, 512).tuning).toEqual({
    ropeScaling: "yarn",
    ropeFrequencyScale: 1 / 16,
    yarnOriginalContext: 512,
  });
});

test("a context within the training length leaves the model's own scale alone", () => {
  expect(plan({ ropeScaling: "yarn" }, 1024)).toEqual({
    contextLimit: 2048,
    tuning: { ropeScaling: "yarn" },
    notes: [],
  });
});

test("a given factor is the limit", () => {
  expect(plan({ ropeScaling: "linear", ropeScale: 2 }, 3000)).toMatchObject({
    contextLimit: 4096,
    tuning: { ropeFrequencyScale: 0.5 },
    notes: [],
  });
  const cut = plan({ ropeFrequencyScale: 0.5 }, 8192);
  expect(cut).toMatchObject({ contextLimit: 4096, tuning: { ropeFrequencyScale: 0.5 } });
  expect(cut.notes).toHaveLength(1);
});

test("none lets the context be longer, with a warning", () => {
  const none = plan({ ropeScaling: "none" }, 4096);
  expect(none.contextLimit).toBe(0);
  expect(none.notes).toEqual([expect.stringContaining("longer than the 2048 tokens")]);
  expect(plan({ ropeScaling: "none" }, 1024).notes).toEqual([]);
});

test("a file that does not tell its training length bounds nothing", () => {
  const unknown = { requestedContextLength: 4096, trainContextLength: 0, originalContextLength: undefined };
  expect(planRope({ ...unknown, tuning: {} })).toMatchObject({ contextLimit: 0, notes: [] });
  expect(planRope({ ...unknown, tuning: { ropeScaling: "yarn", ropeScale: 2 } }).contextLimit).toBe(0);
});
