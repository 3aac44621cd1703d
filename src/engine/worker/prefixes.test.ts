import { readdirSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, inject, test } from "vitest";
import { greedy } from "../../../test/helpers/greedy.ts";
import { openEngine as openRealEngine } from "../../../test/helpers/open-engine.ts";
import { temporaryFolder } from "../../../test/helpers/temporary-folder.ts";
import type { GenerationOptions } from "../../core/generation-options.ts";
import type { LoadRequest } from "../protocol.ts";
import type { Engine } from "./engine.ts";

const opened: Engine[] = [];
afterEach(() => {
  for (const engine of opened.splice(0)) engine.close();
});

/** A real engine with the tiny model, closed after the test. */
function openEngine(more: Partial<LoadRequest>) {
  const parts = openRealEngine(inject("tinyModelPath"), more);
  const { engine } = parts;
  opened.push(engine);
  const generate = (id: number, prompt: string, options: GenerationOptions): void =>
    engine.loop.generate({ id, prompt, parseSpecial: false, options, seed: 1 });
  return { ...parts, generate };
}

const layouts = [
  ["one pool of cells", { streams: false }],
  ["streams", { streams: true }],
] as const;

describe.each(layouts)("shared prefixes in %s", (_layout, layout) => {
  const prefix = "once upon a time there was a little fox who lived in the wood ";

  test("are computed once by requests that arrive together, and change no text", async () => {
    const questions = ["and it ran", "and it sat", "but the cat"];
    const alone = openEngine(layout);
    for (const [index, question] of questions.entries()) {
      alone.generate(index, prefix + question, greedy(12, { cachePrompt: false }));
      await alone.end(index);
    }
    const together = openEngine(layout);
    for (const [index, question] of questions.entries()) {
      together.generate(index, prefix + question, greedy(12));
    }
    for (const index of questions.keys()) {
      const end = await together.end(index);
      expect(together.text(index)).toBe(alone.text(index));
      expect((await alone.end(index)).cachedTokens).toBe(0);
      if (index === 0) expect(end.cachedTokens).toBe(0);
      else expect(end.cachedTokens).toBeGreaterThanOrEqual(prefix.length);
    }
  });

  test("serve the next turn of a conversation, its answer included", async () => {
    const { generate, end, text } = openEngine(layout);
    generate(1, prefix, greedy(20));
    const first = await end(1);
    generate(2, `${prefix}${text(1)} and then`, greedy(4));
    // all but the answer's last token has its cell
    expect((await end(2)).cachedTokens).toBeGreaterThanOrEqual(
      first.promptTokens + first.completionTokens - 1,
    );
  });

  test("stay with their salt", async () => {
    const { engine, end } = openEngine(layout);
    const ask = (id: number, cacheSalt: string): void =>
      engine.loop.generate({
        id,
        prompt: prefix,
        parseSpecial: false,
        options: greedy(4),
        seed: 1,
        cacheSalt,
      });
    ask(1, "a");
    await end(1);
    ask(2, "b");
    expect((await end(2)).cachedTokens).toBe(0);
    ask(3, "a");
    expect((await end(3)).cachedTokens).toBeGreaterThan(0);
  });

  test("survive a cancel: what was computed is not lost", async () => {
    const { engine, generate, until, reports, end } = openEngine(layout);
    generate(1, prefix, greedy(1000, { maxTokens: null }));
    await until(() => reports.find((report) => report.type === "step"));
    engine.loop.cancel(1);
    generate(2, prefix, greedy(4));
    expect((await end(2)).cachedTokens).toBeGreaterThanOrEqual(prefix.length);
  });
});

describe.each(layouts)("prefixes outside of %s", (_layout, layout) => {
  const history = "once upon a time there was a little fox who lived in the wood and sang. ".repeat(2);
  const small = { ...layout, contextLength: 256, kvCells: 512, slots: 2 };

  test("come back from memory after others needed the cells, and change no text", async () => {
    const store = { prefixStore: { memoryBytes: 10_000_000 } };
    const { generate, end, text } = openEngine({ ...small, ...store });
    generate(1, history, greedy(8));
    await end(1);
    for (const [id, letter] of [
      [2, "y"],
      [3, "z"],
    ] as const) {
      generate(id, `${letter}${letter.repeat(200)}`, greedy(8));
      expect((await end(id)).cachedTokens).toBeLessThan(4);
    }
    generate(4, history, greedy(8));
    expect((await end(4)).cachedTokens).toBe((await end(1)).promptTokens - 1);
    expect(text(4)).toBe(text(1));
  });

  test("come back from the disk after a restart, and change no text", async () => {
    const folder = path.join(temporaryFolder(), "kv");
    const disk = { folder, maxBytes: 50_000_000, fingerprint: "tiny" };
    const request = { ...small, prefixStore: { memoryBytes: 10_000_000, disk } };
    const before = openEngine(request);
    before.generate(1, history, greedy(8));
    const first = await before.end(1);
    await before.engine.savePrefixes();
    expect(readdirSync(folder)).toHaveLength(1);
    const after = openEngine(request);
    after.generate(2, history, greedy(8));
    expect((await after.end(2)).cachedTokens).toBe(first.promptTokens - 1);
    expect(after.text(2)).toBe(before.text(1));
  });

  test("that do not fit the cells any more are computed, and disturb nobody", async () => {
    const folder = path.join(temporaryFolder(), "kv");
    const disk = { folder, maxBytes: 50_000_000, fingerprint: "tiny" };
    const prefixStore = { memoryBytes: 10_000_000, disk };
    const before = openEngine({ ...small, streams: !layout.streams, prefixStore });
    before.generate(1, history, greedy(8));
    await before.end(1);
    await before.engine.savePrefixes();
    const after = openEngine({ ...small, prefixStore });
    after.generate(2, "z", greedy(100));
    after.generate(3, history.slice(0, 40), greedy(1));
    await after.end(3);
    after.generate(4, history, greedy(8));
    expect((await after.end(4)).cachedTokens).toBeLessThan(41);
    expect(after.text(4)).toBe(before.text(1));
    expect((await after.end(2)).completionTokens).toBe(100);
  });
});
