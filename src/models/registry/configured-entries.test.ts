import { expect, it } from "vitest";
import { modelEntry } from "../../../test/helpers/fake-command-context.ts";
import { configuredAliases, withSections } from "./configured-entries.ts";

const MODELS = [
  modelEntry({ name: "llama-q4_k_m", settings: { system: "Old", options: { topK: 1, topP: 0.5 } } }),
  modelEntry({ name: "phi" }),
];

it("gives a model the section that names it, over what its store says", () => {
  const section = {
    name: "LLAMA:q4_k_m",
    place: "f:1:1",
    system: "New",
    options: { topK: 2 },
    load: { slots: 2 },
  };
  const { entries, problems } = withSections(MODELS, [section]);
  expect(problems).toEqual([]);
  expect(entries[0]).toMatchObject({ section, settings: { system: "New", options: { topK: 2, topP: 0.5 } } });
  expect(entries[1]).toBe(MODELS[1]);
});

it("tells of a section that fits no model, or one that has a section", () => {
  const sections = ["phi", "phi.gguf", "absent"].map((name, index) => ({
    name,
    place: `f:${index}:1`,
    load: {},
  }));
  const { entries, problems } = withSections(MODELS, sections);
  expect(entries[1]?.section?.place).toBe("f:0:1");
  expect(problems).toEqual([
    { path: "f:1:1", reason: 'Another section is for "phi" already.' },
    { path: "f:2:1", reason: expect.stringContaining('There is no model "absent"') },
  ]);
});

it("makes aliases of the models that are there", () => {
  const createdAt = new Date(5);
  const configured = [
    { name: "small", place: "f:1:1", model: "llama", system: "Hi" },
    { name: "gone", place: "f:2:1", model: "absent" },
    { name: "further", place: "f:3:1", model: "small" },
  ];
  expect(configuredAliases(MODELS, configured, createdAt)).toEqual({
    aliases: [{ name: "small", system: "Hi", base: "llama-q4_k_m", createdAt }],
    problems: [
      {
        path: "f:2:1",
        reason: expect.stringContaining('The alias "gone" of the configuration file waits for its model.'),
        // requests for it are answered with that
        ...{ model: "gone", isAlias: true, code: "model_not_found" },
      },
      {
        path: "f:3:1",
        reason: expect.stringContaining('"small" is an alias itself: name the model'),
        ...{ model: "further", isAlias: true, code: "model_not_found" },
      },
    ],
  });
});
