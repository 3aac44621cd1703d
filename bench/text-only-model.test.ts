import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isText, writeTextOnlyModel } from "./text-only-model.ts";

const COLUMNS = 4;
const TOKENS = [
  { text: "<s>", type: 3 },
  { text: "<0x41>", type: 6 },
  { text: "<0xC3>", type: 6 },
  { text: "word", type: 1 },
];

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "text-only-model-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const u32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const u64 = (value: number) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};
const text = (value: string) => Buffer.concat([u64(Buffer.byteLength(value)), Buffer.from(value)]);

/** A file with a vocabulary of four tokens and an output of ones, of the given tensor type. */
function modelFile(tensorType: number): Buffer {
  const header = Buffer.concat([
    Buffer.from("GGUF"),
    ...[u32(3), u64(1), u64(4)],
    ...[text("general.alignment"), u32(4), u32(64)],
    ...[text("tokenizer.ggml.model"), u32(8), text("llama")],
    ...[
      text("tokenizer.ggml.tokens"),
      u32(9),
      u32(8),
      u64(TOKENS.length),
      ...TOKENS.map((one) => text(one.text)),
    ],
    ...[text("tokenizer.ggml.token_type"), u32(9), u32(5), u64(TOKENS.length)],
    ...TOKENS.map((one) => u32(one.type)),
    ...[text("output.weight"), u32(2), u64(COLUMNS), u64(TOKENS.length), u32(tensorType), u64(0)],
  ]);
  const padding = Buffer.alloc((64 - (header.length % 64)) % 64);
  return Buffer.concat([header, padding, Buffer.alloc(COLUMNS * 4 * TOKENS.length, 1)]);
}

describe("writeTextOnlyModel", () => {
  it("zeroes the output rows of tokens that are no text, and nothing else", () => {
    const source = join(folder, "source.gguf");
    const destination = join(folder, "destination.gguf");
    const original = modelFile(0);
    writeFileSync(source, original);
    expect(writeTextOnlyModel(source, destination)).toBe(2);

    const expected = Buffer.from(original);
    const row = COLUMNS * 4;
    const data = original.length - row * TOKENS.length;
    expected.fill(0, data, data + row);
    expected.fill(0, data + 2 * row, data + 3 * row);
    expect(readFileSync(destination).equals(expected)).toBe(true);
    expect(readFileSync(source).equals(original)).toBe(true);
  });

  it("refuses what is no GGUF, and an output of a type it does not know", () => {
    const source = join(folder, "other.gguf");
    writeFileSync(source, "GGML and more");
    expect(() => writeTextOnlyModel(source, join(folder, "x"))).toThrow("not GGUF version 3");
    writeFileSync(source, modelFile(2));
    expect(() => writeTextOnlyModel(source, join(folder, "x"))).toThrow("not of type F32, F16 or Q8_0");
  });
});

describe("isText", () => {
  it.each([
    ["word", 1, "llama", true],
    ["<0x41>", 6, "llama", true],
    ["<0x80>", 6, "llama", false],
    ["<|im_end|>", 3, "gpt2", false],
    ["Ġword", 1, "gpt2", true],
    ["Ã©", 1, "gpt2", true],
    ["Ã", 1, "gpt2", false],
    ["日", 1, "gpt2", false],
    ["a", undefined, "gpt2", false],
  ])("%s of type %s in a %s vocabulary: %s", (token, type, tokenizer, expected) => {
    expect(isText(token, type, tokenizer)).toBe(expected);
  });
});
