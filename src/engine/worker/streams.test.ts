import { afterEach, describe, expect, inject, test } from "vitest";
import { greedy } from "../../../test/helpers/greedy.ts";
import { openEngine as openRealEngine } from "../../../test/helpers/open-engine.ts";
import type { LoadRequest } from "../protocol.ts";
import type { Engine } from "./engine.ts";

const SLOTS = 6;
const opened: Engine[] = [];
afterEach(() => {
  for (const engine of opened.splice(0)) engine.close();
});

/** A real engine with the tiny model, closed after the test. */
function openEngine(more: Partial<LoadRequest> = {}) {
  const parts = openRealEngine(inject("tinyModelPath"), { slots: SLOTS, kvCells: SLOTS * 256, ...more });
  opened.push(parts.engine);
  return parts;
}

describe("an engine with streams", () => {
  const prompts = Array.from({ length: 10 }, (_, index) => `tale ${index} of a fox and ${index * 7} dogs`);
  const lengths = prompts.map((_, index) => 4 + ((index * 11) % 40));

  test("says so, and answers each of many requests of different lengths as it answers it alone", async () => {
    const alone = openEngine({ slots: 1, kvCells: 256, speculates: false });
    const together = openEngine({ streams: true });
    expect([alone.engine.info.kvUnified, together.engine.info.kvUnified]).toEqual([true, false]);
    const ask = (index: number) => ({
      id: index + 1,
      prompt: prompts[index] ?? "",
      options: greedy(lengths[index] ?? 1),
    });
    const expected: string[] = [];
    for (const index of prompts.keys()) expected.push((await alone.run(ask(index))).text);
    const answers = await Promise.all(prompts.map((_, index) => together.run(ask(index))));
    expect(answers.map(({ text }) => text)).toEqual(expected);
  });

  test("answers those that go on beside others that were cancelled in their middle", async () => {
    const alone = openEngine({ slots: 1, kvCells: 256, speculates: false });
    const together = openEngine({ streams: true, speculates: false });
    const ask = (index: number) => ({ id: index + 1, prompt: prompts[index] ?? "", options: greedy(30) });
    const expected = [await alone.run(ask(0)), await alone.run(ask(5))].map(({ text }) => text);
    const all = Array.from({ length: SLOTS }, (_, index) => together.run(ask(index)));
    await together.until(() => together.reports.find(({ type }) => type === "step"));
    for (const id of [2, 3, 4, 5]) together.engine.intake.cancel(id);
    expect([await all[0], await all[5]].map((answer) => answer?.text)).toEqual(expected);
    expect(together.engine.loop.load).toEqual({ running: 0, waiting: 0 });
  });

  test("holds a request up to its whole context in each of them", async () => {
    const { run } = openEngine({ streams: true });
    const ends = await Promise.all(
      Array.from({ length: SLOTS }, (_, index) =>
        run({
          id: index + 1,
          prompt: `${index}${"a".repeat(240)}`,
          options: greedy(1000, { maxTokens: null }),
        }),
      ),
    );
    for (const { end } of ends) {
      expect(end.finishReason).toBe("length");
      expect(end.promptTokens + end.completionTokens).toBe(256);
    }
  });
});
