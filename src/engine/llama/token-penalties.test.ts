import fc from "fast-check";
import koffi from "koffi";
import { expect, test } from "vitest";
import { findLibraries } from "../library-files.ts";
import { loadLibrary } from "./library.ts";
import { type PenaltyOptions, TokenPenalties } from "./token-penalties.ts";

const VOCABULARY = 24;
const TOKEN_BYTES = 12;
const tokenType = koffi.struct("test_token_data", { id: "int32", logit: "float", p: "float" });
const arrayType = koffi.struct("test_token_data_array", {
  data: "void*",
  size: "size_t",
  selected: "int64",
  sorted: "bool",
});

/** llama.cpp's own penalties sampler, the reference. */
function bindReference() {
  loadLibrary("cpu");
  const files = findLibraries().find((candidate) => candidate.files !== undefined)?.files;
  if (files === undefined) throw new Error("a build of llama.cpp is a dependency of the project");
  const library = koffi.load(files.llama);
  return {
    create: library.func("void* llama_sampler_init_penalties(int32, int32, float, float, float)"),
    accept: library.func("void llama_sampler_accept(void*, int32)"),
    apply: library.func("void llama_sampler_apply(void*, void*)"),
    free: library.func("void llama_sampler_free(void*)"),
  };
}
const reference = bindReference();

function penalizeByLlama(
  logits: Float32Array,
  tokens: readonly number[],
  options: PenaltyOptions,
): Float32Array {
  const { repeatLastN, repeatPenalty, frequencyPenalty, presencePenalty } = options;
  const sampler = reference.create(VOCABULARY, repeatLastN, repeatPenalty, frequencyPenalty, presencePenalty);
  for (const token of tokens) reference.accept(sampler, token);
  const data = koffi.alloc(tokenType, VOCABULARY);
  logits.forEach((logit, id) => {
    koffi.encode(data, id * TOKEN_BYTES, tokenType, { id, logit, p: 0 });
  });
  const array = koffi.alloc(arrayType, 1);
  koffi.encode(array, arrayType, { data, size: VOCABULARY, selected: -1, sorted: false });
  reference.apply(sampler, array);
  reference.free(sampler);
  return Float32Array.from(
    { length: VOCABULARY },
    (_, id) => koffi.decode(data, id * TOKEN_BYTES, tokenType).logit,
  );
}

test("changes logits exactly as llama.cpp's own sampler does", () => {
  const float = (min: number, max: number) =>
    fc.float({ min: Math.fround(min), max: Math.fround(max), noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(
      fc.array(float(-30, 30), { minLength: VOCABULARY, maxLength: VOCABULARY }),
      fc.array(fc.nat(VOCABULARY - 1), { maxLength: 40 }),
      fc.nat(30),
      fc.record({
        repeatLastN: fc.integer({ min: 1, max: 32 }),
        repeatPenalty: float(0.5, 2),
        frequencyPenalty: float(-2, 2),
        presencePenalty: float(-2, 2),
      }),
      (values, tokens, promptLength, options) => {
        fc.pre(!TokenPenalties.areOff(options));
        const logits = Float32Array.from(values);
        const expected = penalizeByLlama(logits, tokens, options);
        const penalties = new TokenPenalties(
          options,
          options.repeatLastN,
          Int32Array.from(tokens.slice(0, promptLength)),
        );
        for (const token of tokens.slice(promptLength)) penalties.accept(token);
        penalties.apply(logits);
        expect([...logits]).toEqual([...expected]);
      },
    ),
  );
});

test("forgets tokens that left the window, and tokens that are none", () => {
  const options = { repeatLastN: 2, repeatPenalty: 2, frequencyPenalty: 0, presencePenalty: 0 };
  const penalties = new TokenPenalties(options, 2, Int32Array.of(0, 1, 2, 99));
  const logits = Float32Array.of(4, 4, 4);
  penalties.apply(logits);
  expect([...logits]).toEqual([4, 4, 2]);
});

test("knows when there is nothing to do", () => {
  const off = { repeatLastN: 64, repeatPenalty: 1, frequencyPenalty: 0, presencePenalty: 0 };
  expect(TokenPenalties.areOff(off)).toBe(true);
  expect(TokenPenalties.areOff({ ...off, repeatPenalty: 1.1, repeatLastN: 0 })).toBe(true);
  expect(TokenPenalties.areOff({ ...off, presencePenalty: 0.1 })).toBe(false);
});
