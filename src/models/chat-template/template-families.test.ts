import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ChatMessage, ChatRole } from "../../core/chat-message.ts";
import { createChatTemplate } from "./chat-template.ts";
import { isTemplateFamily, TEMPLATE_FAMILIES } from "./template-families.ts";

const MESSAGES: readonly ChatMessage[] = [
  { role: "system", content: "S" },
  { role: "user", content: "U1" },
  { role: "assistant", content: "A1" },
  { role: "user", content: "U2" },
];

function render(override: string, messages: readonly ChatMessage[], addGenerationPrompt = true): string {
  const template = createChatTemplate({
    override,
    architecture: "llama",
    hasToken: () => false,
    bosToken: "<B>",
    eosToken: "<E>",
  });
  return template.render({ messages, addGenerationPrompt });
}

describe("built-in families", () => {
  test.each([
    [
      "chatml",
      "<|im_start|>system\nS<|im_end|>\n<|im_start|>user\nU1<|im_end|>\n<|im_start|>assistant\nA1<|im_end|>\n<|im_start|>user\nU2<|im_end|>\n<|im_start|>assistant\n",
    ],
    [
      "llama3",
      "<B><|start_header_id|>system<|end_header_id|>\n\nS<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nU1<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\nA1<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nU2<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n",
    ],
    [
      "openchat",
      "<B>S<|end_of_turn|>GPT4 Correct User: U1<|end_of_turn|>GPT4 Correct Assistant: A1<|end_of_turn|>GPT4 Correct User: U2<|end_of_turn|>GPT4 Correct Assistant:",
    ],
    [
      "gemma",
      "<B><start_of_turn>user\nS\n\nU1<end_of_turn>\n<start_of_turn>model\nA1<end_of_turn>\n<start_of_turn>user\nU2<end_of_turn>\n<start_of_turn>model\n",
    ],
    [
      "phi3",
      "<|system|>\nS<|end|>\n<|user|>\nU1<|end|>\n<|assistant|>\nA1<|end|>\n<|user|>\nU2<|end|>\n<|assistant|>\n",
    ],
    ["mistral", "<B>[INST] S\n\nU1[/INST] A1<E>[INST] U2[/INST]"],
  ])("%s writes its published format", (family, expected) => {
    expect(render(family, MESSAGES)).toBe(expected);
  });

  test("a finished conversation ends with the end of its last turn", () => {
    const finished = MESSAGES.slice(1, 3);
    expect(render("mistral", finished, false)).toBe("<B>[INST] U1[/INST] A1<E>");
    expect(render("gemma", finished, false)).toMatch(/A1<end_of_turn>\n$/);
    expect(render("chatml", finished, false)).toMatch(/A1<\|im_end\|>\n$/);
  });

  test("names are known exactly", () => {
    expect(TEMPLATE_FAMILIES).toEqual(["chatml", "llama3", "openchat", "gemma", "phi3", "mistral"]);
    expect(isTemplateFamily("gemma")).toBe(true);
    expect(isTemplateFamily("toString")).toBe(false);
  });

  test("every text of any conversation is in the prompt, in order", () => {
    const message = fc.record({
      role: fc.constantFrom<ChatRole>("system", "developer", "user", "assistant", "tool"),
      content: fc.string({ unit: "grapheme", maxLength: 30 }),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...TEMPLATE_FAMILIES),
        fc.array(message, { maxLength: 8 }),
        fc.boolean(),
        (family, messages, addGenerationPrompt) => {
          // A counter makes each text unlike the others, so that order can be seen.
          const numbered = messages.map((each, at) => ({ ...each, content: `#${at}: ${each.content}` }));
          const text = render(family, numbered, addGenerationPrompt);
          let position = 0;
          for (const { content } of numbered) {
            const found = text.indexOf(content.trim(), position);
            expect(found).toBeGreaterThanOrEqual(position);
            position = found + content.trim().length;
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
