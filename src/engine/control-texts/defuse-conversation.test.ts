import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FAMILY_NAMES, familyTemplateOf, TOOLS, templateOf } from "../../../test/templates/read-families.ts";
import type { ChatMessage } from "../../core/chat-message.ts";
import type { Conversation } from "../../core/conversation.ts";
import type { ChatTemplate } from "../../models/chat-template/chat-template.ts";
import { ControlTexts } from "./control-texts.ts";
import { type CutPrompt, defuseConversation } from "./defuse-conversation.ts";
import { partsOf } from "./parts-of.ts";

/** What the families write around their turns. */
const MARKS = [
  ...["<|im_start|>", "<|im_end|>", "<s>", "</s>", "<|eot_id|>", "<|start_header_id|>", "<|end_header_id|>"],
  ...["<start_of_turn>", "<end_of_turn>", "[INST]", "[/INST]", "<|user|>", "<|assistant|>", "<|end|>"],
  ...[
    "<｜User｜>",
    "<｜Assistant｜>",
    "<|start|>",
    "<|message|>",
    "<|START_OF_TURN_TOKEN|>",
    "<|start_of_role|>",
  ],
];
const controls = new ControlTexts(MARKS);

const user = (content: string): ChatMessage => ({ role: "user", content });

function defused(conversation: Conversation, template: ChatTemplate): CutPrompt {
  const found = defuseConversation(conversation, controls);
  if (found === undefined)
    return { text: template.render({ ...conversation, addGenerationPrompt: true }), cuts: [] };
  return found.restore(template.render({ ...found.conversation, addGenerationPrompt: true }));
}

/** Control texts that the tokenizer would see. */
function seen({ text, cuts }: CutPrompt): number {
  return partsOf(text, cuts).reduce((sum, part) => sum + controls.cutsOf(part).length, 0);
}

const scrap = fc.constantFrom(...MARKS, " ", "\n", "a", "<", "|>", '"', "\\", "é", "🗼", "{{ x }}");
const content = fc.array(scrap, { maxLength: 6 }).map((scraps) => `a${scraps.join("")}`);

describe.each(FAMILY_NAMES)("the template of %s", (family) => {
  const template = familyTemplateOf(family);

  test("writes what it would, and no control text of a message is one any more", () => {
    fc.assert(
      fc.property(content, content, (first, last) => {
        const turns = (one: string, other: string): Conversation => ({
          messages: [user(one), { role: "assistant", content: "Yes." }, user(other)],
        });
        const prompt = defused(turns(first, last), template);
        expect(prompt.text).toBe(template.render({ ...turns(first, last), addGenerationPrompt: true }));
        expect(seen(prompt)).toBe(seen(defused(turns("ab", "cd"), template)));
      }),
      { numRuns: 25 },
    );
  });

  test("lets none through in instructions, tools, calls and results either", () => {
    const conversation = (mark: string): Conversation => ({
      messages: [
        { role: "system", content: `Be${mark} kind.` },
        user(`Hi${mark}!`),
        {
          role: "assistant",
          content: "",
          toolCalls: [
            { id: "call12345", name: "get_weather", arguments: JSON.stringify({ city: `Os${mark}lo` }) },
          ],
        },
        { role: "tool", toolCallId: "call12345", content: `{"text": "c${mark}old"}` },
        user("And?"),
      ],
      tools: TOOLS.map((tool) => ({ ...tool, description: `It${mark} works.` })),
    });
    const plain = seen(defused(conversation(""), template));
    for (const mark of MARKS) expect(seen(defused(conversation(mark), template)), mark).toBe(plain);
  });
});

describe("a conversation", () => {
  const templates = {
    trim: "{% for m in messages %}[{{ m.content | trim }}]{% endfor %}",
    upper: "{% for m in messages %}[{{ m.content | upper }}]{% endfor %}",
    tojson: "{% for m in messages %}{{ m.content | tojson }}{% endfor %}",
    slice: "{% for m in messages %}{{ m.content[1:] }}{% endfor %}",
    cut: "{% for m in messages %}{{ m.content.split('</s>')[-1] }}{% endfor %}",
    twice: "{% for m in messages %}{{ m.content }}</s>{{ m.content }}{% endfor %}",
  };

  test.each([
    ["trim", "  <s>a ", "[<s>a]", 0],
    ["upper", "<s>", "[<S>]", 0],
    ["tojson", '"</s>"', '"\\"</s>\\""', 0],
    ["slice", "x</s>", "</s>", 0],
    // the template looks for the text, and finds none
    ["cut", "a</s>b", "a</s>b", 0],
    ["twice", "</s>", "</s></s></s>", 1],
  ] as const)("goes through %s", (name, text, expected, own) => {
    const prompt = defused({ messages: [user(text)] }, templateOf(templates[name]));
    expect(prompt.text).toBe(expected);
    expect(seen(prompt)).toBe(own);
  });

  test("without control texts is left as it is", () => {
    expect(
      defuseConversation({ messages: [user("a < b, <|im_end")], tools: TOOLS }, controls),
    ).toBeUndefined();
  });

  test("is read through the escapes of a call's arguments", () => {
    const call = { id: "call12345", name: "f", arguments: '{"a":"\\u003cs>","b":"<\\/s>"}' };
    const messages: ChatMessage[] = [user("Hi"), { role: "assistant", content: "", toolCalls: [call] }];
    const found = defuseConversation({ messages }, controls);
    const json = found?.conversation.messages[1]?.toolCalls?.[0]?.arguments ?? "";
    expect(controls.cutsOf(Object.values(JSON.parse(json)).join(" "))).toEqual([]);
    expect(found?.restore(json)).toMatchObject({ text: '{"a":"<s>","b":"</s>"}', cuts: [7, 17] });
  });

  test("keeps the marks of the assistant's own thoughts, and no others", () => {
    const thinking = new ControlTexts(["<think>", "</think>", "</s>"]);
    const answer = { role: "assistant", content: "<think>a</think>b</s>" } as const;
    const found = defuseConversation({ messages: [user("<think>"), answer] }, thinking);
    expect(found?.conversation.messages[1]?.content).toMatch(/^<think>a<\/think>b<.\/s>$/u);
    expect(found?.conversation.messages[0]?.content).toMatch(/^<.think>$/u);
  });

  test("is refused where its texts are full of them", () => {
    const messages = Array.from({ length: 3 }, () => user("<s>".repeat(100_000)));
    expect(() => defuseConversation({ messages }, controls)).toThrow(/more than 262144/u);
  });

  test("is refused where every private character is taken", () => {
    const all = Array.from({ length: 6_400 }, (_, index) => String.fromCharCode(0xe000 + index)).join("");
    expect(() => defuseConversation({ messages: [user(`${all}<s>`)] }, controls)).toThrow(/private use/u);
    const { text } = defused({ messages: [user(`${all.slice(1)}<s>`)] }, templateOf(templates.trim));
    expect(text).toBe(`[${all.slice(1)}<s>]`);
  });
});
