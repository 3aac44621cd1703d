import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { resolveGenerationOptions } from "../../core/generation-options.ts";
import { familyOfGoTemplate, toModelSettings } from "./ollama-settings.ts";

const GO_TEMPLATES = {
  chatml: "{{ if .System }}<|im_start|>system\n{{ .System }}<|im_end|>\n{{ end }}<|im_start|>assistant",
  llama3: "{{ if .System }}<|start_header_id|>system<|end_header_id|>\n\n{{ .System }}<|eot_id|>{{ end }}",
  gemma: "<start_of_turn>user\n{{ .Prompt }}<end_of_turn>\n<start_of_turn>model\n",
  openchat: "GPT4 Correct User: {{ .Prompt }}<|end_of_turn|>GPT4 Correct Assistant:",
  phi3: "<|user|>\n{{ .Prompt }}<|end|>\n<|assistant|>\n",
  mistral: "[INST] {{ .System }} {{ .Prompt }} [/INST]",
};

describe("a template for Go", () => {
  test.each(Object.entries(GO_TEMPLATES))("of the family %s is known by its marks", (family, template) => {
    expect(familyOfGoTemplate(template)).toBe(family);
    expect(toModelSettings({ template, licenses: [] }, false)).toEqual({ template: family });
  });

  test("of another form is left alone: the model's vocabulary tells more", () => {
    expect(familyOfGoTemplate("{{ .Prompt }}")).toBeUndefined();
    expect(familyOfGoTemplate("[INST] <<SYS>>{{ .System }}<</SYS>> {{ .Prompt }} [/INST]")).toBeUndefined();
  });

  test("gives way to the template in the model's own file", () => {
    expect(toModelSettings({ template: GO_TEMPLATES.chatml, licenses: [] }, true)).toEqual({});
  });
});

describe("parameters", () => {
  const options = (parameters: object) =>
    toModelSettings({ parameters: JSON.stringify(parameters), licenses: [] }, true);

  test("are taken over in core's words, and kept as they were for showing", () => {
    const parameters = { stop: ["<|end|>"], temperature: 0.5, top_p: 0.8, num_predict: -1, num_ctx: 4096 };
    expect(options(parameters)).toEqual({
      parameters,
      options: { stop: ["<|end|>"], temperature: 0.5, topP: 0.8, maxTokens: null },
    });
    expect(options({ num_predict: 9, stop: "x" }).options).toEqual({ maxTokens: 9, stop: ["x"] });
  });

  test("that Shimmy writes otherwise are translated: an open top_k, and seeds of any width", () => {
    expect(options({ top_k: -1, seed: 2 ** 32 + 6 }).options).toEqual({ topK: 0, seed: 7 });
    expect(options({ seed: -1 }).options).toEqual({});
    expect(options({ seed: 2 ** 63 }).options).toMatchObject({ seed: expect.any(Number) });
  });

  test("out of range, or of no kind that is known, are left out", () => {
    expect(
      options({ temperature: "hot", top_k: 0.5, seed: 1.5, stop: [1, ""], penalize_newline: true }).options,
    ).toEqual({});
  });

  test("whatever they are, a request with them is valid", () => {
    const names = [
      "temperature",
      "top_p",
      "top_k",
      "seed",
      "num_predict",
      "repeat_penalty",
      "stop",
      "mirostat",
    ];
    const value = fc.oneof(fc.double(), fc.integer(), fc.string(), fc.array(fc.string()));
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), value), (parameters) => {
        expect(() => resolveGenerationOptions(options(parameters).options)).not.toThrow();
      }),
    );
  });
});

test("instruction, turns and licenses are taken over", () => {
  const messages = [
    { role: "user", content: "Hi" },
    { role: "king", content: "no" },
    { role: "assistant", content: "Hello", images: [] },
  ];
  expect(
    toModelSettings(
      { system: " Be brief.\n", messages: JSON.stringify(messages), licenses: ["MIT", "more"] },
      true,
    ),
  ).toEqual({
    system: "Be brief.",
    messages: [
      { role: "user", content: "Hi" },
      { role: "assistant", content: "Hello" },
    ],
    license: "MIT\nmore",
  });
});

test.each(["", "{", "[1]", "null", '"x"'])("layers that are damaged are left out: %j", (text) => {
  expect(toModelSettings({ system: "", parameters: text, messages: text, licenses: [] }, true)).toEqual({});
});
