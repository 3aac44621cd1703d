import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ChatMessage } from "../../core/chat-message.ts";
import { createChatTemplate } from "./chat-template.ts";
import { goToJinja } from "./go-to-jinja.ts";

const CHATML =
  "{{ if .System }}<|im_start|>system\n{{ .System }}<|im_end|>\n{{ end }}{{ if .Prompt }}<|im_start|>user\n{{ .Prompt }}<|im_end|>\n{{ end }}<|im_start|>assistant\n{{ .Response }}<|im_end|>\n";

function rendered(go: string, messages: readonly ChatMessage[]): string {
  const override = goToJinja(go);
  if (override === undefined) throw new Error("not translated");
  const template = createChatTemplate({
    ...{ architecture: "llama", hasToken: () => false, bosToken: "", eosToken: "", override },
  });
  return template.render({ messages, addGenerationPrompt: true });
}

describe("a template of one turn in Go", () => {
  test("shows each turn, and the beginning of the last up to its answer", () => {
    expect(
      rendered(CHATML, [
        { role: "system", content: "Be brief." },
        { role: "user", content: "One?" },
        { role: "assistant", content: "Two." },
        { role: "user", content: "Three?" },
      ]),
    ).toBe(
      "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nOne?<|im_end|>\n<|im_start|>assistant\nTwo.<|im_end|>\n" +
        "<|im_start|>user\nThree?<|im_end|>\n<|im_start|>assistant\n",
    );
  });

  test("goes on with an answer that has begun", () => {
    const messages = [
      { role: "user", content: "One?" },
      { role: "assistant", content: "Tw" },
    ] as const;
    expect(rendered("[{{ .Prompt }}]{{ .Response }}!", messages)).toBe("[One?]Tw");
  });

  test("begins a turn of its own with a system message behind others", () => {
    const messages = [
      { role: "user", content: "a" },
      { role: "system", content: "S" },
      { role: "user", content: "b" },
    ] as const;
    expect(rendered("{{ .System }}<{{ .Prompt }}>{{ .Response }}|", messages)).toBe("<a>|S<b>");
  });

  test("has its answer at the end where it names none, and blocks around the answer are open", () => {
    const messages = [{ role: "user", content: "a" }] as const;
    expect(rendered("USER: {{ .Prompt }}\nBOT: ", messages)).toBe("USER: a\nBOT: ");
    expect(
      rendered("{{ .Prompt }}{{ if .Response }}-> {{ .Response }}{{ else }}none{{ end }}", messages),
    ).toBe("a-> ");
    expect(rendered("{{ if .System }}s{{ else }}no system{{ end }} {{- .Prompt }} .", messages)).toBe(
      "no systema .",
    );
  });

  test.each([
    "{{ .System }}",
    "{{ range .Messages }}{{ .Content }}{{ end }}",
    "{{ .Prompt",
    "{{ .Prompt }}{{ end }}",
    "{{ if .System }}{{ .Prompt }}",
    "{{ if .System }}{{ else }}{{ else }}{{ end }}{{ .Prompt }}",
    "{{ else }}{{ .Prompt }}",
    "{{ .Prompt }}{{ .Suffix }}",
    "{{ .Prompt }}".repeat(201),
  ])("is not translated where it is %j", (source) => expect(goToJinja(source)).toBeUndefined());

  test("keeps every text as it is, whatever Jinja would make of it", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."{%#}\"'\\ \nab-é😀") }), (text) => {
        fc.pre(!text.includes("{{") && !text.endsWith("{"));
        expect(rendered(`${text}{{ .Prompt }}`, [{ role: "user", content: "hi" }])).toBe(`${text}hi`);
      }),
    );
  });
});
