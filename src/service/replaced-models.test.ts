import { expect, test } from "vitest";
import { modelEntry } from "../../test/helpers/fake-command-context.ts";
import type { ModelEntry } from "../models/registry/model-entry.ts";
import { replacedModels } from "./replaced-models.ts";

const model = modelEntry();
const alias: ModelEntry = {
  ...model,
  name: "a",
  alias: { name: "a", base: "m", createdAt: new Date(5), template: "chatml", model },
};
const written = { ...model, modifiedAt: new Date(9) };

test.each([
  ["nothing changed", model, model, []],
  ["its file was removed", model, undefined, ["let-go"]],
  ["its file was written anew", model, written, ["let-go"]],
  ["its size changed", model, { ...model, sizeBytes: 2 }, ["let-go"]],
  ["it got an adapter", model, { ...model, loraPath: "/l.gguf" }, ["let-go"]],
  ["its name stands for another file", model, { ...model, path: "/n.gguf" }, ["unload"]],
  ["its store changed the template", model, { ...model, settings: { template: "gemma" } }, ["unload"]],
  ["its store changed the instruction", model, { ...model, settings: { system: "x" } }, []],
  ["an alias was made anew", alias, { ...alias, modifiedAt: new Date(7) }, []],
  ["an alias's template changed", alias, { ...alias, alias: { ...alias.alias, template: "x" } }, ["unload"]],
  [
    "an alias's model was written anew",
    alias,
    { ...alias, alias: { ...alias.alias, model: written } },
    ["let-go"],
  ],
] as const)("%s", (_, loaded, listed, actions) => {
  const now = listed === undefined ? [] : [listed as ModelEntry];
  expect(replacedModels([loaded], now).map(({ action }) => action)).toEqual(actions);
});
