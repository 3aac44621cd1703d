import { expect, test } from "vitest";
import type { LoadedModelInfo } from "../core/universal-model.ts";
import { requestedAdapters } from "./requested-adapters.ts";

const model = (adapters: readonly string[]) => {
  const info: Pick<LoadedModelInfo, "adapters"> = { adapters };
  // nothing else is read of it
  return { info: info as LoadedModelInfo };
};

test("names adapters that were given by their place, behind those given by name", () => {
  const request = {
    options: { adapters: [{ name: "style", scale: 0.5 }] },
    adapterIds: [{ id: 1, scale: 2 }],
  };
  expect(requestedAdapters(request, model(["style", "tone"]))).toEqual([
    { name: "style", scale: 0.5 },
    { name: "tone", scale: 2 },
  ]);
});

test("leaves the model's own in force where a request names none, and turns them off with an empty list", () => {
  expect(requestedAdapters({ options: {} }, model(["style"]))).toBeUndefined();
  expect(requestedAdapters({ options: { adapters: [] } }, model(["style"]))).toEqual([]);
});

test.each([
  [["style"], /no LoRA adapter 3: the model was loaded with ids 0 to 0/u],
  [[], /no LoRA adapter 3: the model was loaded with none/u],
])("refuses a place without an adapter among %j", (adapters, message) => {
  const refused = () =>
    requestedAdapters({ options: {}, adapterIds: [{ id: 3, scale: 1 }] }, model(adapters));
  expect(refused).toThrow(expect.objectContaining({ code: "invalid_request", param: "lora" }));
  expect(refused).toThrow(message);
});
