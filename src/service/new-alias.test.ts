import { describe, expect, it } from "vitest";
import { modelEntry } from "../../test/helpers/fake-command-context.ts";
import { newAlias } from "./new-alias.ts";

const params = { name: "destination", from: "source" };
const tiny = modelEntry({ name: "tiny" });
const source = {
  name: "mario",
  base: "tiny",
  createdAt: new Date(0),
  system: "Be Mario.",
  license: "mit",
  model: tiny,
};
const mario = { ...tiny, name: "mario", alias: source };
const registry = { resolve: (name: string | undefined) => (name === "mario" ? mario : tiny) };

describe("newAlias", () => {
  it("stands for the model", () => {
    expect(newAlias({ name: "a", from: "tiny", params, system: "S" }, registry)).toEqual({
      name: "a",
      base: "tiny",
      createdAt: expect.any(Date),
      system: "S",
    });
  });

  it("takes over what its source alias has, and stands for the same model", () => {
    const made = newAlias({ name: "luigi", from: "mario", params, system: "Be Luigi." }, registry);
    expect(made).toMatchObject({ name: "luigi", base: "tiny", system: "Be Luigi.", license: "mit" });
    expect(made).not.toHaveProperty("model");
  });

  it("takes over what its model's store says, but for the template, which stays the model's", () => {
    const settings = { system: "Be brief.", template: "gemma", options: { temperature: 0 } };
    const made = newAlias(
      { name: "a", from: "llama3:8b", params, system: "Be Mario." },
      { resolve: () => modelEntry({ name: "llama3:8b", settings }) },
    );
    expect(made).toEqual({
      name: "a",
      base: "llama3:8b",
      createdAt: expect.any(Date),
      system: "Be Mario.",
      options: { temperature: 0 },
    });
  });

  it("has the adapters that were found for it, else those of its source", () => {
    const adapters = [{ name: "style.gguf", scale: 0.5 }];
    const asked = { name: "a", from: "tiny", params, adapters: [{ name: "style.gguf", scale: 2 }] };
    expect(newAlias(asked, registry, adapters).adapters).toEqual(adapters);
    const styled = { resolve: () => ({ ...mario, alias: { ...source, adapters } }) };
    expect(newAlias({ name: "b", from: "mario", params }, styled).adapters).toEqual(adapters);
  });

  it("may replace the alias that it is made from, but not a model", () => {
    expect(newAlias({ name: "mario", from: "mario", params }, registry).base).toBe("tiny");
    expect(() => newAlias({ name: "Tiny:latest", from: "tiny", params }, registry)).toThrow(/take another/u);
  });

  it.each(["llama3", "{% for m in messages %}{{ m.content }}{% endfor %}"])(
    "takes the template %s",
    (template) => {
      expect(newAlias({ name: "a", from: "tiny", params, template }, registry).template).toBe(template);
    },
  );

  it.each(["nonsense", "{% if %}", "{{ .System }}"])("refuses the template %s", (template) => {
    expect(() => newAlias({ name: "a", from: "tiny", params, template }, registry)).toThrow(
      expect.objectContaining({ code: "template_failed", param: "template" }),
    );
  });

  it.each(["{{ .System }}", "{{- if .Messages }}x{{ end }}", "{{ range $i, $_ := .Messages }}x{{- end }}"])(
    "says that Ollama's templates are not run: %s",
    (template) => {
      expect(() => newAlias({ name: "a", from: "tiny", params, template }, registry)).toThrow(
        /written in Go, as Ollama's.*write it in Jinja, or give the name of a built-in family/u,
      );
    },
  );

  it("takes Go's simple form over as Jinja", () => {
    const alias = newAlias({ name: "a", from: "tiny", params, template: "[{{ .Prompt }}]" }, registry);
    expect(alias.template).toContain("for message in messages");
  });
});
