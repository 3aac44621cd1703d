import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ChatMessage } from "../../../src/core/chat-message.ts";
import { type ChatTemplate, createChatTemplate } from "../../../src/models/chat-template/chat-template.ts";

interface Call {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}
interface Message {
  readonly role: "system" | "user" | "assistant" | "tool";
  readonly content: string;
  readonly tool_calls?: readonly Call[];
}
interface Tool {
  readonly type: "function";
  readonly function: {
    readonly name: string;
    readonly parameters: { readonly required?: readonly string[] };
  };
}
type Sample = { readonly messages: readonly Message[]; readonly tools?: readonly Tool[] } | { text: string };
type Random = object;

const at = (file: string): string => new URL(file, import.meta.url).href;
const { mixture } = (await import(at("mix.mjs"))) as { mixture: (random: Random) => () => Sample };
const { seededRandom } = (await import(at("random.mjs"))) as { seededRandom: (seed: number) => Random };
const { heldOutPrompts, isHeldOut } = (await import(at("held-out.mjs"))) as {
  heldOutPrompts: () => ReadonlySet<string>;
  isHeldOut: (sample: Sample) => boolean;
};
const { renderSample } = (await import(at("render.mjs"))) as {
  renderSample: (sample: Sample) => readonly string[];
};
const { readBank } = (await import(at("banks.mjs"))) as {
  readBank: (name: string) => readonly { id: string; questions: readonly string[] }[];
};

const BANKS = ["identity", "about", "commands", "settings", "models", "api", "errors", "small-talk"];

function samples(seed: number, count: number): readonly Sample[] {
  const next = mixture(seededRandom(seed));
  return Array.from({ length: count }, next);
}

function ofTheFile(): ChatTemplate {
  return createChatTemplate({
    architecture: "llama",
    hasToken: () => false,
    bosToken: "<s>",
    eosToken: "</s>",
    fileTemplate: readFileSync(new URL("../chat-template.jinja", import.meta.url), "utf8"),
  });
}

function inCoreForm({ tool_calls: calls = [], ...message }: Message): ChatMessage {
  if (calls.length === 0) return message;
  const toolCalls = calls.map((call, at) => ({
    id: `call_${at}`,
    name: call.name,
    arguments: JSON.stringify(call.arguments),
  }));
  return { ...message, toolCalls };
}

describe("the training data", () => {
  it("is the same for the same seed, and another for another", () => {
    expect(samples(7, 200)).toEqual(samples(7, 200));
    expect(samples(7, 200)).not.toEqual(samples(8, 200));
  });

  it("knows every prompt of the exam, in whatever case and punctuation, so that none is learnt", () => {
    const heldOut = heldOutPrompts();
    expect(heldOut.size).toBe(80);
    for (const prompt of heldOut) {
      const asked = [{ role: "user" as const, content: `${prompt.toUpperCase()}?!` }];
      expect(isHeldOut({ messages: asked })).toBe(true);
    }
    expect(isHeldOut({ messages: [{ role: "user", content: "What does shimmy list do?" }] })).toBe(false);
    expect(isHeldOut({ text: [...heldOut][0] ?? "" })).toBe(false);
  });

  it("asks every question for one fact only", () => {
    const factOf = new Map<string, string>();
    const shared = BANKS.flatMap(readBank).flatMap(({ id, questions }) =>
      questions.filter((question) => {
        const bare = question
          .toLowerCase()
          .replace(/[^a-z0-9_/:.-]+/g, " ")
          .trim();
        const other = factOf.get(bare) ?? id;
        factOf.set(bare, id);
        return bare === "" || other !== id;
      }),
    );
    expect(shared).toEqual([]);
    expect(factOf.size).toBeGreaterThan(6000);
  });

  it("alternates as a conversation does, and calls only tools that were offered, with what they require", () => {
    for (const sample of samples(3, 3000)) {
      if ("text" in sample) continue;
      expect(sample.messages.at(-1)?.role).toBe("assistant");
      sample.messages.forEach(({ role, content, tool_calls: calls = [] }, index) => {
        const before = sample.messages[index - 1]?.role;
        if (role === "system") expect(index).toBe(0);
        if (role === "user") expect([undefined, "system", "assistant"]).toContain(before);
        if (role === "assistant") expect(["user", "tool"]).toContain(before);
        if (role === "tool") expect(["assistant", "tool"]).toContain(before);
        expect(content !== "" || calls.length > 0).toBe(true);
        for (const call of calls) {
          const tool = sample.tools?.find((offered) => offered.function.name === call.name);
          expect(tool, call.name).toBeDefined();
          const required = tool?.function.parameters.required ?? [];
          expect(Object.keys(call.arguments)).toEqual(expect.arrayContaining([...required]));
        }
      });
    }
  });
});

describe("the training text", () => {
  it("is what the chat template of the model file makes of the same messages", () => {
    const template = ofTheFile();
    let compared = 0;
    for (const sample of samples(5, 400)) {
      if ("text" in sample) continue;
      const { tools = [] } = sample;
      const rendered = template.render({
        messages: sample.messages.map(inCoreForm),
        tools: tools.map((tool) => tool.function),
        addGenerationPrompt: false,
      });
      expect(`${renderSample(sample).join("")}\n`).toBe(rendered);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(200);
  });

  it("learns the answers, calls included, and nothing that others say", () => {
    const tools = [{ type: "function" as const, function: { name: "dice", parameters: {} } }];
    const pieces = renderSample({
      messages: [
        { role: "system", content: "Be brief." },
        { role: "user", content: "Roll" },
        { role: "assistant", content: "", tool_calls: [{ name: "dice", arguments: { sides: 6 } }] },
        { role: "tool", content: "4" },
        { role: "assistant", content: "A 4." },
      ],
      tools,
    });
    expect(pieces).toEqual([
      [
        "<|im_start|>system\nBe brief.\n\n# Tools",
        'To use a tool, answer with <tool_call>{"name": ..., "arguments": ...}</tool_call>.',
        '<tools>\n{"name": "dice", "parameters": {}}',
        "</tools><|im_end|>\n<|im_start|>user\nRoll<|im_end|>\n<|im_start|>assistant\n",
      ].join("\n"),
      '<tool_call>{"name": "dice", "arguments": {"sides": 6}}</tool_call><|im_end|>',
      "\n<|im_start|>tool\n4<|im_end|>\n<|im_start|>assistant\n",
      "A 4.<|im_end|>",
    ]);
    expect(renderSample({ text: "Once." })).toEqual(["", "Once.</s>"]);
  });
});
