import { describe, expect, it } from "vitest";
import { parseWith } from "../validation/parse-with.ts";
import { GENERATE_REQUEST } from "./generate-request-schema.ts";
import { translateGenerateRequest } from "./translate-generate-request.ts";

const parse = { generate: (body: unknown) => translateGenerateRequest(parseWith(GENERATE_REQUEST, body)) };

describe("a native request", () => {
  it("puts a system text first, and makes a conversation of it with a prompt", () => {
    expect(parse.generate({ system: "S", prompt: "P" }).input).toEqual({
      kind: "messages",
      messages: [
        { role: "system", content: "S" },
        { role: "user", content: "P" },
      ],
    });
    expect(
      parse.generate({ system: "S", messages: [{ role: "user", content: "U", name: "Al" }] }).input,
    ).toEqual({
      kind: "messages",
      messages: [
        { role: "system", content: "S" },
        { role: "user", content: "U", name: "Al" },
      ],
    });
  });

  it("makes a text of a prompt by the request's own template", () => {
    const template = "{{ if .System }}<{{ .System }}>{{ end }}Q: {{ .Prompt }} A:{{ .Response }}";
    const text = { kind: "prompt", parseSpecial: true } as const;
    expect(parse.generate({ prompt: "P", template }).input).toEqual({ ...text, text: "Q: P A:" });
    expect(parse.generate({ prompt: "P", template, system: "S", context: [1] }).input).toEqual({
      ...text,
      text: "<S>Q: P A:",
      after: [1],
    });
    for (const other of [{ raw: true }, { suffix: "s" }]) {
      expect(() => parse.generate({ prompt: "P", template, ...other })).toThrow(
        /^template goes with prompt/u,
      );
    }
    expect(() => parse.generate({ messages: [{ role: "user", content: "b" }], template })).toThrow(
      /not with messages/u,
    );
    expect(() => parse.generate({ prompt: "P", template, think: true })).toThrow(
      /^think needs a chat template/u,
    );
  });

  it("refuses a request without a prompt, with two, or raw with a system text", () => {
    expect(() => parse.generate({})).toThrow(/prompt is missing/u);
    expect(() => parse.generate({ prompt: "a", messages: [{ role: "user", content: "b" }] })).toThrow(
      /not both/u,
    );
    expect(() => parse.generate({ prompt: "a", system: "s", raw: true })).toThrow(/chat template/u);
    expect(() => parse.generate({ prompt: "a", images: ["x"] })).toThrow(/images/u);
  });
});
