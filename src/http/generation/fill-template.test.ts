import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ShimmyError } from "../../core/errors.ts";
import { fillTemplate } from "./fill-template.ts";

const CHATML =
  "{{- if .System }}<|im_start|>system\n{{ .System }}<|im_end|>\n{{ end }}<|im_start|>user\n{{ .Prompt }}<|im_end|>\n<|im_start|>assistant\n{{ .Response }}<|im_end|>";

describe("fillTemplate", () => {
  it.each([
    ["{{ .Prompt }}", "", "P"],
    ["{{.System}} {{ .Prompt -}}  \n!", "S", "S P!"],
    ["a  {{- .Prompt }}b", "", "aPb"],
    ["{{ .System }}{{- .Prompt }}", "S \n", "S \nP"],
    ["{{ if .System }}[{{ .System }}]{{ else }}none{{ end }}{{ .Prompt }}", "", "noneP"],
    ["{{ if .System }}[{{ .System }}]{{ else }}none{{ end }}{{ .Prompt }}", "S", "[S]P"],
    ["{{ if .System }}{{ if .Prompt }}x{{ else }}{{ .Prompt }}{{ end }}{{ else }}z{{ end }}", "", "z"],
    ["{{ if .Response }}Q: {{ .Prompt }} A:{{ .Response }}{{ end }}", "", "Q: P A:"],
    [CHATML, "", "<|im_start|>user\nP<|im_end|>\n<|im_start|>assistant\n"],
    [CHATML, "S", "<|im_start|>system\nS<|im_end|>\n<|im_start|>user\nP<|im_end|>\n<|im_start|>assistant\n"],
  ])("makes of %j with the system text %j", (template, System, text) => {
    expect(fillTemplate(template, { System, Prompt: "P" })).toBe(text);
  });

  it.each([
    ["{{ range .Messages }}{{ end }}", "unsupported_parameter", "{{ range .Messages }}"],
    ["{{ if eq .Role 1 }}{{ end }}", "unsupported_parameter", "if eq"],
    ["{{ if .Tools }}{{ end }}", "unsupported_parameter", "if .Tools"],
    ["{{ messages }}", "unsupported_parameter", "messages"],
    ["{{ .Prompt }}".repeat(201), "unsupported_parameter", "too many actions"],
    ["{{ .Prompt }}{{ if .System }}", "invalid_request", "an if has no end"],
    ["{{ .Prompt", "invalid_request", "never closed"],
    ["chatml", "unsupported_parameter", "never shows .Prompt"],
    [`{{ ${" ".repeat(300)} }}`, "unsupported_parameter", "template has {{"],
    ["{{ end }}", "invalid_request", "no if for an end"],
    ["{{ if .System }}{{ else }}{{ else }}{{ end }}", "invalid_request", "no if for an else"],
  ])("refuses %j", (template, code, words) => {
    expect(() => fillTemplate(template, { System: "", Prompt: "P" })).toThrow(
      expect.objectContaining({ code, param: "template", message: expect.stringContaining(words) }),
    );
  });

  it("puts in what is given as it stands, whatever it is, and throws nothing but its own errors", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (System, Prompt) => {
        expect(fillTemplate("{{ .System }}|{{ .Prompt }}", { System, Prompt })).toBe(`${System}|${Prompt}`);
      }),
    );
    const piece = fc.constantFrom("{{", "}}", "-", " if ", ".System", " end ", "else", "x", "\n");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        try {
          expect(typeof fillTemplate(pieces.join(""), { System: "s", Prompt: "p" })).toBe("string");
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(ShimmyError);
        }
      }),
    );
  });
});
