import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { resolveGenerationOptions } from "../core/generation-options.ts";
import { GENERATE_REQUEST } from "./generation/generate-request-schema.ts";
import { translateGenerateRequest } from "./generation/translate-generate-request.ts";
import { CHAT_REQUEST, COMPLETION_REQUEST } from "./openai/schemas.ts";
import { translateChat } from "./openai/translate-chat.ts";
import { translateCompletion } from "./openai/translate-completion.ts";
import { parseWith } from "./validation/parse-with.ts";

const text = fc.string({ unit: "binary", maxLength: 60 });
const stopText = fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 });
const role = fc.constantFrom("system", "developer", "user", "assistant", "tool");
const parts = fc.array(
  text.map((value) => ({ type: "text", text: value })),
  { maxLength: 5 },
);
const messages = fc.array(fc.record({ role, content: fc.oneof(text, parts) }), {
  minLength: 1,
  maxLength: 30,
});

const sampling = fc.record(
  {
    temperature: fc.double({ min: 0, max: 100, noNaN: true }),
    top_p: fc.double({ min: 0, max: 1, noNaN: true }),
    top_k: fc.integer({ min: 0, max: 1_000_000 }),
    min_p: fc.double({ min: 0, max: 1, noNaN: true }),
    typical_p: fc.double({ min: 0, max: 1, noNaN: true }),
    repeat_penalty: fc.double({ min: 0.01, max: 100, noNaN: true }),
    repeat_last_n: fc.integer({ min: -1, max: 1_048_576 }),
    frequency_penalty: fc.double({ min: -100, max: 100, noNaN: true }),
    presence_penalty: fc.double({ min: -100, max: 100, noNaN: true }),
    seed: fc.integer({ min: 0, max: 0xffff_fffe }),
    max_tokens: fc.integer({ min: 1, max: 1_048_576 }),
    ignore_eos: fc.boolean(),
    stop: fc.oneof(stopText, fc.array(stopText, { maxLength: 64 })),
  },
  { requiredKeys: [] },
);

const completion = (body: unknown) => translateCompletion(parseWith(COMPLETION_REQUEST, body));
const parse = {
  chat: (body: unknown) => translateChat(parseWith(CHAT_REQUEST, body)),
  completion: (body: unknown) => completion(body).asks[0],
  generate: (body: unknown) => translateGenerateRequest(parseWith(GENERATE_REQUEST, body)),
};

describe("translation to a GenerationRequest", () => {
  it("keeps every message, in order and whole, the ones after the last user turn too (defect h)", () => {
    fc.assert(
      fc.property(messages, (given) => {
        for (const translate of [parse.chat, parse.generate]) {
          const { input } = translate({ messages: given });
          if (input.kind !== "messages") throw new Error("The conversation became a prompt.");
          expect(input.messages).toHaveLength(given.length);
          input.messages.forEach((message, index) => {
            const { content = "", role: givenRole } = given[index] ?? {};
            expect(message.role).toBe(givenRole);
            const whole = typeof content === "string" ? content : content.map((part) => part.text).join("\n");
            expect(message.content).toBe(whole);
          });
        }
      }),
    );
  });

  it("keeps the prompt as it stands", () => {
    fc.assert(
      fc.property(text, (prompt) => {
        expect(parse.completion({ prompt }).input).toEqual({
          kind: "prompt",
          text: prompt,
          parseSpecial: true,
        });
        expect(parse.completion({ prompt: [prompt] }).input).toMatchObject({ text: prompt });
        expect(parse.generate({ prompt }).input).toEqual({
          kind: "prompt",
          text: prompt,
          parseSpecial: true,
        });
      }),
    );
  });

  it("carries every sampling field to the engine's options, in every dialect (defect c)", () => {
    fc.assert(
      fc.property(sampling, (fields) => {
        const expected = {
          temperature: fields.temperature,
          topP: fields.top_p,
          topK: fields.top_k,
          minP: fields.min_p,
          typicalP: fields.typical_p,
          repeatPenalty: fields.repeat_penalty,
          repeatLastN: fields.repeat_last_n,
          frequencyPenalty: fields.frequency_penalty,
          presencePenalty: fields.presence_penalty,
          seed: fields.seed,
          ignoreEos: fields.ignore_eos,
          stop: typeof fields.stop === "string" ? [fields.stop] : fields.stop,
        };
        const all = [
          parse.chat({ messages: [{ role: "user", content: "a" }], ...fields }),
          parse.completion({ prompt: "a", ...fields }),
          parse.generate({ prompt: "a", ...fields }),
        ];
        for (const { options } of all) {
          expect(options).toMatchObject(expected);
          expect(() => resolveGenerationOptions(options)).not.toThrow();
        }
        const open = [null, null, undefined];
        all.forEach(({ options }, index) => {
          expect(options.maxTokens).toBe(fields.max_tokens ?? open[index]);
        });
      }),
    );
  });

  it("takes Ollama's options, where the fields beside them win", () => {
    const { options } = parse.generate({
      prompt: "a",
      top_k: 7,
      options: { top_k: 3, num_predict: 12, temperature: 0.5, stop: "x", num_ctx: 4096 },
    });
    expect(options).toMatchObject({ topK: 7, maxTokens: 12, temperature: 0.5, stop: ["x"] });
    expect(parse.generate({ prompt: "a", options: { num_predict: -1 } }).options.maxTokens).toBeNull();
    expect(
      parse.generate({ prompt: "a", max_tokens: 4, options: { num_predict: 9 } }).options.maxTokens,
    ).toBe(4);
    expect(() => parse.generate({ prompt: "a", options: { num_predict: 0 } })).toThrow(
      /options\.num_predict/u,
    );
    expect(() => parse.generate({ prompt: "a", options: { mirostat: 1 } })).toThrow(/options\.mirostat/u);
  });

  it("takes the newer name of the bound first, and -1 as a random seed", () => {
    const { options } = parse.chat({
      messages: [{ role: "assistant", content: null, name: "Bo" }],
      max_tokens: 5,
      max_completion_tokens: 6,
      seed: -1,
    });
    expect(options).toMatchObject({ maxTokens: 6, seed: undefined });
    expect(parse.completion({ prompt: "a", n_predict: -2 }).options.maxTokens).toBeNull();
  });

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

  it("refuses a request without a prompt, with two, or raw with a system text", () => {
    expect(() => parse.generate({})).toThrow(/prompt is missing/u);
    expect(() => parse.generate({ prompt: "a", messages: [{ role: "user", content: "b" }] })).toThrow(
      /not both/u,
    );
    expect(() => parse.generate({ prompt: "a", system: "s", raw: true })).toThrow(/chat template/u);
    expect(() => parse.generate({ prompt: "a", images: ["x"] })).toThrow(/images/u);
  });
});
