import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { resolveGenerationOptions } from "../core/generation-options.ts";
import { SAMPLER_NAMES } from "../core/sampler-name.ts";
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
    min_tokens: fc.integer({ min: 0, max: 1_048_576 }),
    top_n_sigma: fc.double({ min: 0, max: 100, noNaN: true }),
    xtc_probability: fc.double({ min: 0, max: 1, noNaN: true }),
    xtc_threshold: fc.double({ min: 0, max: 1, noNaN: true }),
    dry_multiplier: fc.double({ min: 0, max: 100, noNaN: true }),
    dry_base: fc.double({ min: 1, max: 100, noNaN: true }),
    dry_allowed_length: fc.integer({ min: 0, max: 1_048_576 }),
    dry_penalty_last_n: fc.integer({ min: -1, max: 1_048_576 }),
    dry_sequence_breakers: fc.array(stopText, { maxLength: 32 }),
    mirostat: fc.constantFrom(0, 1, 2),
    mirostat_tau: fc.double({ min: 0, max: 100, noNaN: true }),
    mirostat_eta: fc.double({ min: 0, max: 1, noNaN: true }),
    dynatemp_range: fc.double({ min: 0, max: 100, noNaN: true }),
    dynatemp_exponent: fc.double({ min: 0, max: 100, noNaN: true }),
    samplers: fc.uniqueArray(fc.constantFrom(...SAMPLER_NAMES)),
    cache_prompt: fc.boolean(),
    n_probs: fc.integer({ min: 1, max: 20 }),
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
        expect(parse.generate({ prompt, raw: true }).input).toEqual({
          kind: "prompt",
          text: prompt,
          parseSpecial: true,
        });
      }),
    );
  });

  it("makes a turn of the user of a native prompt, which is text for models without a template", () => {
    fc.assert(
      fc.property(
        text.filter((value) => value !== ""),
        (prompt) => {
          const messages = [{ role: "user", content: prompt }];
          const { input, fieldNames } = parse.generate({ prompt, context: [1] });
          expect(input).toEqual({ kind: "messages", messages, untemplated: prompt, after: [1] });
          expect(fieldNames).toEqual({ messages: "prompt" });
          expect(parse.generate({ prompt, system: "s" }).input).not.toHaveProperty("untemplated");
        },
      ),
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
          minTokens: fields.min_tokens,
          topNSigma: fields.top_n_sigma,
          xtcProbability: fields.xtc_probability,
          xtcThreshold: fields.xtc_threshold,
          dryMultiplier: fields.dry_multiplier,
          dryBase: fields.dry_base,
          dryAllowedLength: fields.dry_allowed_length,
          dryPenaltyLastN: fields.dry_penalty_last_n,
          drySequenceBreakers: fields.dry_sequence_breakers,
          mirostat: fields.mirostat,
          mirostatTau: fields.mirostat_tau,
          mirostatEta: fields.mirostat_eta,
          dynamicTemperatureRange: fields.dynatemp_range,
          dynamicTemperatureExponent: fields.dynatemp_exponent,
          samplers: fields.samplers,
          cachePrompt: fields.cache_prompt,
          logprobs: fields.n_probs,
        };
        const all = [
          parse.chat({ messages: [{ role: "user", content: "a" }], ...fields }),
          parse.completion({ prompt: "a", ...fields }),
          parse.generate({ prompt: "a", ...fields }),
          // Ollama's place has another name for the bound, and no `max_tokens`
          parse.generate({ prompt: "a", options: fields, max_tokens: fields.max_tokens }),
        ];
        for (const { options } of all) {
          expect(options).toMatchObject(expected);
          expect(() => resolveGenerationOptions(options)).not.toThrow();
        }
        const open = [null, null, undefined, undefined];
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
    expect(parse.generate({ prompt: "a", options: { num_predict: 0 } }).options.maxTokens).toBeNull();
    expect(() => parse.generate({ prompt: "a", options: { mirostat: 3 } })).toThrow(/options\.mirostat/u);
    expect(() => parse.generate({ prompt: "a", options: { samplers: ["x"] } })).toThrow(
      /options\.samplers\[0\]/u,
    );
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

  it.each(["max_tokens", "max_completion_tokens", "n_predict"])(
    "takes a negative %s as no bound but the context",
    (field) => {
      const conversation = { messages: [{ role: "user", content: "a" }] };
      for (const value of [-1, -2]) {
        expect(parse.chat({ ...conversation, [field]: value }).options.maxTokens).toBeNull();
        expect(parse.completion({ prompt: "a", [field]: value }).options.maxTokens).toBeNull();
        expect(parse.generate({ prompt: "a", [field]: value }).options.maxTokens).toBeNull();
      }
      expect(() => parse.completion({ prompt: "a", [field]: -3 })).toThrow(`${field} must be`);
    },
  );

  it("takes top_k 0 and -1 as off", () => {
    expect(parse.completion({ prompt: "a", top_k: 0 }).options.topK).toBe(0);
    expect(parse.completion({ prompt: "a", top_k: -1 }).options.topK).toBe(0);
    expect(parse.generate({ prompt: "a", options: { top_k: -1 } }).options.topK).toBe(0);
    expect(() => parse.completion({ prompt: "a", top_k: -2 })).toThrow("top_k must be");
  });

  it("folds a seed of 64 bits into the engine's, always the same way", () => {
    const seedOf = (seed: number) => parse.completion({ prompt: "a", seed }).options.seed;
    expect([0xffff_ffff, 2 ** 32, -2].map(seedOf)).toEqual([0, 1, 0xffff_fffd]);
    expect(parse.generate({ prompt: "a", options: { seed: -2 } }).options.seed).toBe(0xffff_fffd);
    expect(parse.generate({ prompt: "a", options: { seed: -1 } }).options.seed).toBeUndefined();
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }), (wide) => {
        fc.pre(wide !== -1n);
        const seed = seedOf(Number(wide));
        expect(seed).toBe(seedOf(Number(wide)));
        expect(() => resolveGenerationOptions({ seed })).not.toThrow();
      }),
    );
    for (const seed of [0.5, 2 ** 65, "7"]) {
      expect(() => parse.completion({ prompt: "a", seed })).toThrow("seed must be a whole number of 64 bits");
    }
  });

  it("takes llama-server's and vLLM's other ways to say the same", () => {
    const { options } = parse.generate({
      prompt: "a",
      top_n_sigma: -1,
      repetition_penalty: 1.3,
      typ_p: 0.5,
      n_probs: 0,
      samplers: ["top-k", "typ_p", "temp"],
    });
    expect(options).toMatchObject({
      topNSigma: 0,
      repeatPenalty: 1.3,
      typicalP: 0.5,
      logprobs: undefined,
      samplers: ["top_k", "typical_p", "temperature"],
    });
    const both = { prompt: "a", repeat_penalty: 1.1, repetition_penalty: 1.3 };
    expect(parse.generate(both).options.repeatPenalty).toBe(1.1);
  });

  it("takes biases by id and by text, as an object and as a list", () => {
    const biases = (logit_bias: unknown) => parse.completion({ prompt: "a", logit_bias }).options.logitBias;
    expect(biases({ 50256: -100, " word": 2.5, "7": false })).toEqual([
      { token: 7, bias: null },
      { token: 50256, bias: -100 },
      { token: " word", bias: 2.5 },
    ]);
    expect(
      biases([
        [15, 1],
        ["15", false],
      ]),
    ).toEqual([
      { token: 15, bias: 1 },
      { token: "15", bias: null },
    ]);
    expect(biases({})).toEqual([]);
    expect(biases(null)).toBeUndefined();
    const many = Object.fromEntries(Array.from({ length: 1025 }, (_, id) => [id, 1]));
    expect(() => biases(many)).toThrow(/at most 1024/u);
  });

  it("takes adapters by name and by their place, at full strength unless told", () => {
    const { options, adapterIds } = parse.chat({
      messages: [{ role: "user", content: "a" }],
      lora: [{ name: "style", scale: 0.5 }, { id: 1 }, { id: 0, scale: 0 }],
    });
    expect(options.adapters).toEqual([{ name: "style", scale: 0.5 }]);
    expect(adapterIds).toEqual([
      { id: 1, scale: 1 },
      { id: 0, scale: 0 },
    ]);
    expect(parse.generate({ prompt: "a", lora: [] }).options.adapters).toEqual([]);
    expect(parse.generate({ prompt: "a" }).options).not.toHaveProperty("adapters");
  });

  it("asks for log probabilities in each dialect's own words", () => {
    const chat = { messages: [{ role: "user", content: "a" }] };
    const asked = [
      parse.chat({ ...chat, logprobs: true, top_logprobs: 4 }),
      parse.chat({ ...chat, logprobs: true }),
      parse.chat({ ...chat, logprobs: false, top_logprobs: 0 }),
      parse.chat({ ...chat, n_probs: 3 }),
      parse.completion({ prompt: "a", logprobs: 0 }),
      parse.completion({ prompt: "a", logprobs: false }),
      parse.generate({ prompt: "a", logprobs: 5 }),
      parse.generate({ prompt: "a", logprobs: true, top_logprobs: 2, n_probs: 9 }),
      parse.generate({ prompt: "a", options: { n_probs: 1 } }),
    ];
    expect(asked.map(({ options }) => options.logprobs)).toEqual([4, 0, undefined, 3, 0, undefined, 5, 2, 1]);
  });

  it("makes a gap to fill of a prompt and a suffix", () => {
    const infill = { kind: "infill", prefix: "a", suffix: "b" };
    expect(parse.completion({ prompt: "a", suffix: "b" }).input).toEqual(infill);
    expect(parse.generate({ prompt: "a", suffix: "b" }).input).toEqual(infill);
    for (const suffix of ["", null]) {
      expect(parse.completion({ prompt: "a", suffix }).input.kind).toBe("prompt");
      expect(parse.generate({ prompt: "a", suffix }).input.kind).toBe("messages");
    }
    for (const other of [{ system: "s", prompt: "a" }, { messages: [{ role: "user", content: "a" }] }]) {
      expect(() => parse.generate({ ...other, suffix: "b" })).toThrow(/suffix fills a gap/u);
    }
  });

  it("takes every form of prompts, and echoes texts", () => {
    const inputs = (prompt: unknown) =>
      completion({ prompt }).asks.map(({ input }) => (input.kind === "prompt" ? input.text : input));
    expect(inputs(["a", "", "b"])).toEqual(["a", "", "b"]);
    expect(inputs([1, 2])).toEqual([{ kind: "tokens", tokens: [1, 2] }]);
    expect(inputs([[1], [2, 3]])).toEqual([
      { kind: "tokens", tokens: [1] },
      { kind: "tokens", tokens: [2, 3] },
    ]);
    expect(completion({ prompt: ["a", "b"], echo: true }).echoes).toEqual(["a", "b"]);
    expect(completion({ prompt: ["a", "b"] }).echoes).toEqual([]);
    expect(completion({ prompt: "a", best_of: 1, n: 2 }).asks).toHaveLength(1);
  });

  it("takes a length of 0 where a prompt may be computed for its own sake, and nowhere else", () => {
    for (const field of ["max_tokens", "max_completion_tokens", "n_predict"]) {
      expect(parse.completion({ prompt: "a", [field]: 0 }).options.maxTokens).toBe(0);
      expect(() => parse.generate({ prompt: "a", [field]: 0 })).toThrow(
        expect.objectContaining({
          code: "invalid_request",
          param: field,
          message: `${field} must be a whole number from 1 to 1048576, or -1 for the end of the context, not 0.`,
        }),
      );
    }
  });

  it("asks for a prompt's log probabilities where it is echoed and they are asked for", () => {
    const { asks, echoes } = completion({ prompt: ["a", "b"], echo: true, logprobs: 0 });
    expect(asks.map(({ promptLogprobs }) => promptLogprobs)).toEqual([true, true]);
    expect(echoes).toEqual(["a", "b"]);
    expect(completion({ prompt: [[1], [2]], echo: true, logprobs: 1 }).echoes).toEqual([
      undefined,
      undefined,
    ]);
    expect(completion({ prompt: "a", logprobs: 1 }).asks[0].promptLogprobs).toBeUndefined();
    expect(completion({ prompt: "a", echo: true }).asks[0].promptLogprobs).toBeUndefined();
    for (const [other, param] of [
      [{ logprobs: 1, stream: true }, "stream"],
      [{ logprobs: 1, suffix: "b" }, "suffix"],
      [{ prompt: [1] }, "echo"],
    ] as const) {
      expect(() => completion({ prompt: "a", echo: true, ...other })).toThrow(
        expect.objectContaining({ code: "unsupported_parameter", param }),
      );
    }
  });

  it("carries the priority", () => {
    expect(parse.generate({ prompt: "a", priority: "low" }).priority).toBe("low");
    expect(parse.generate({ prompt: "a" }).priority).toBeUndefined();
  });
});
