import { fileURLToPath } from "node:url";
import { expect, inject, onTestFinished, test } from "vitest";
import type { QueuePlace } from "../core/queue-activity.ts";
import type { GenerateOptions, UniversalModel } from "../core/universal-model.ts";
import { ShimmyUniversalEngine } from "./universal-engine.ts";

const FAKE_ENGINE = fileURLToPath(new URL("../../test/helpers/fake-engine.mjs", import.meta.url));

/** A model with one slot over a scripted engine process. */
async function loadScripted(): Promise<UniversalModel> {
  const engine = new ShimmyUniversalEngine({ entry: FAKE_ENGINE, queueLimit: 4 });
  const backend = { kind: "gguf", basePath: inject("tinyModelPath") } as const;
  const model = await engine.load({ name: "tiny", backend, slots: 1 });
  onTestFinished(() => model.unload());
  return model;
}

test("tells a request that has to wait its place, once, and one that has a slot nothing", async () => {
  const model = await loadScripted();
  const places: QueuePlace[] = [];
  const onQueued = (place: QueuePlace) => places.push(place);
  const holder = model.stream("hold", { onQueued });
  await holder.next();
  const answers = [model.generate("echo a", { onQueued }), model.generate("echo b", { onQueued })];
  await expect.poll(() => places).toHaveLength(2);
  expect(places).toEqual([
    { position: 1, expectedWaitMs: 5000 },
    { position: 2, expectedWaitMs: 10_000 },
  ]);
  await holder.return();
  expect(await Promise.all(answers)).toEqual(["a", "b"]);
});

test("gives its place back when the caller fails on hearing of it", async () => {
  const model = await loadScripted();
  const holder = model.stream("hold");
  await holder.next();
  const onQueued = () => {
    throw new Error("a caller's own failure");
  };
  await expect(model.generate("echo a", { onQueued })).rejects.toMatchObject({ code: "internal" });
  expect(model.activity()).toMatchObject({ running: 1, queued: 0 });
  await holder.return();
});

test("refuses a class that does not exist and names out of bounds, before anything waits", async () => {
  const model = await loadScripted();
  const refused: [string, object][] = [
    ["priority", { priority: "urgent" }],
    ["client", { client: 5 }],
    ["cacheSalt", { cacheSalt: "x".repeat(1025) }],
  ];
  for (const [param, options] of refused) {
    // a caller without types
    const answer = model.generate("echo a", options as GenerateOptions);
    await expect(answer).rejects.toMatchObject({ code: "invalid_request", param });
  }
});
