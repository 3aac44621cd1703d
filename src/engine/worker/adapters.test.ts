import { join } from "node:path";
import { expect, inject, onTestFinished, test } from "vitest";
import { greedy } from "../../../test/helpers/greedy.ts";
import { openEngine } from "../../../test/helpers/open-engine.ts";
import { temporaryFolder } from "../../../test/helpers/temporary-folder.ts";
import { writeLoraAdapter } from "../../../test/helpers/tiny-model.ts";

/** An engine with two adapters, of which the first is in force where a request says nothing. */
async function openWithAdapters() {
  const second = join(temporaryFolder(), "second.gguf");
  await writeLoraAdapter(second, { seed: 23 });
  const opened = openEngine(inject("tinyModelPath"), {
    adapters: [
      { path: inject("tinyLoraPath"), scale: 1 },
      { path: second, scale: 0 },
    ],
  });
  onTestFinished(() => opened.engine.close());
  return opened;
}

test("a request says how strong each adapter is for it", async () => {
  const { run } = await openWithAdapters();
  const plain = openEngine(inject("tinyModelPath"));
  const without = (await plain.run()).text;
  plain.engine.close();
  const asLoaded = (await run()).text;
  const texts = [];
  for (const adapterScales of [
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
    [0.3, 0],
  ]) {
    texts.push((await run({ adapterScales })).text);
  }
  expect(texts[0]).toBe(without);
  expect(texts[1]).toBe(asLoaded);
  expect(new Set(texts).size).toBe(5);
});

test("requests with different adapters run at once, and each is answered as alone", async () => {
  const { run, engine, end, text } = await openWithAdapters();
  const asked = [[0, 0], undefined, [0, 1], [1, 0], [0.5, 0.25], [0, 0]].map((adapterScales, index) => ({
    id: 100 + index,
    prompt: `prompt ${index}`,
    options: greedy(8 + index),
    ...(adapterScales !== undefined && { adapterScales }),
  }));
  const alone: string[] = [];
  for (const request of asked) alone.push((await run({ ...request, id: request.id + 100 })).text);
  for (const request of asked) engine.intake.generate({ ...request, parseSpecial: false, seed: 1 });
  for (const { id } of asked) await end(id);
  expect(asked.map(({ id }) => text(id))).toEqual(alone);
});
