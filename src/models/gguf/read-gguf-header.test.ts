import { execFileSync } from "node:child_process";
import { chmod, mkdir, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import {
  encodeGguf,
  ggufValue,
  type WritableGguf,
  type WritableTensor,
  type WritableValue,
  writeGguf,
} from "../../../test/helpers/gguf-writer.ts";
import { IS_ROOT, NOT_POSIX, needing } from "../../../test/helpers/needing.ts";
import { temporaryFolder } from "../../../test/helpers/temporary-folder.ts";
import { writeTinyModel } from "../../../test/helpers/tiny-model.ts";
import { readGgufHeader } from "./read-gguf-header.ts";

const PIPE_MAKER = "mkfifo";

function tensor(overrides: Partial<WritableTensor> = {}): WritableTensor {
  return { name: "a.weight", dimensions: [8], data: new Float32Array(8), ...overrides };
}

async function write(file: WritableGguf | Buffer): Promise<string> {
  const path = join(temporaryFolder(), "model.gguf");
  if (Buffer.isBuffer(file)) await writeFile(path, file);
  else await writeGguf(path, file);
  return path;
}

async function refusal(file: WritableGguf | Buffer): Promise<string> {
  const path = await write(file);
  const error: unknown = await readGgufHeader(path).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ name: "ShimmyError", code: "model_corrupt" });
  const { message } = error as Error;
  expect(message).toContain('"model.gguf"');
  expect(message).not.toContain(path);
  return message;
}

/** One metadata entry of the type string whose length is claimed and not there. */
function claimedText(length: bigint): Buffer {
  const whole = encodeGguf({ metadata: [["key", ggufValue.string("")]] });
  const at = whole.indexOf("key") + 3 + 4;
  whole.writeBigUInt64LE(length, at);
  return whole;
}

describe("a sound file", () => {
  test("is read with its tensors, sizes and the start of its data", async () => {
    const path = await write({
      metadata: [["general.architecture", ggufValue.string("llama")]],
      tensors: [
        tensor({ name: "a", dimensions: [4, 2] }),
        tensor({ name: "q", typeId: 8, dimensions: [64], data: Buffer.alloc(68) }),
        tensor({ name: "b" }),
      ],
    });
    const header = await readGgufHeader(path);
    expect(header).toMatchObject({ fileName: "model.gguf", version: 3, alignment: 32 });
    expect(header.dataOffset % 32).toBe(0);
    expect(header.fileBytes).toBe(header.dataOffset + 32 + 96 + 32);
    expect(
      header.tensors.map((item) => [item.name, item.byteOffset, item.sizeBytes, item.elementCount]),
    ).toEqual([
      ["a", 0, 32, 8],
      ["q", 32, 68, 64],
      ["b", 128, 32, 8],
    ]);
    expect(header.tensors[1]?.type.name).toBe("Q8_0");
  });

  test("of version 2 is accepted", async () => {
    expect((await readGgufHeader(await write({ metadata: [], version: 2 }))).version).toBe(2);
  });

  test("may have another alignment", async () => {
    const path = await write({
      metadata: [["general.alignment", ggufValue.uint32(64)]],
      tensors: [tensor(), tensor({ name: "b" })],
      alignment: 64,
    });
    expect((await readGgufHeader(path)).tensors[1]?.byteOffset).toBe(64);
  });

  test("holds long texts and long arrays by their place only", async () => {
    const path = await write({
      metadata: [
        ["long", ggufValue.string("x".repeat(1_100_000))],
        ["many", ggufValue.numbers("uint8", new Array<number>(2000).fill(7))],
        ["after", ggufValue.uint32(9)],
      ],
    });
    const { metadata } = await readGgufHeader(path);
    expect(metadata.get("long")).toMatchObject({ kind: "long-text", byteLength: 1_100_000 });
    expect(metadata.string("long")).toBeUndefined();
    expect(metadata.array("many")).toMatchObject({ length: 2000, values: undefined });
    expect(metadata.number("after")).toBe(9);
  });

  test("gives its special tokens, wherever they stand in a vocabulary of many windows", async () => {
    const filler = Array.from({ length: 120_000 }, (_, index) => `word${index}`);
    const tokens = ["<s>", ...filler, "<|im_start|>", ...filler, "[INST]", "<0x0A>", "<0x0a>", "<0x0A>"];
    const path = await write({ metadata: [["tokenizer.ggml.tokens", ggufValue.strings(tokens)]] });
    const header = await readGgufHeader(path);
    expect([...header.specialTokens]).toEqual(["<s>", "<|im_start|>", "[INST]", "<0x0a>"]);
    expect(header.byteTokenCount).toBe(1);
    expect(header.metadata.array("tokenizer.ggml.tokens")).toMatchObject({ length: tokens.length });
  });

  test("may be reached through a symbolic link", async () => {
    const path = await write({ metadata: [] });
    const link = join(temporaryFolder(), "link.gguf");
    await symlink(path, link);
    expect((await readGgufHeader(link)).fileName).toBe("link.gguf");
  });
});

describe("a damaged file is refused as model_corrupt", () => {
  const one: readonly [string, WritableValue][] = [["key", ggufValue.uint32(1)]];

  test("when it is empty", async () => expect(await refusal(Buffer.alloc(0))).toContain("empty"));
  test("when it is shorter than a header", async () =>
    expect(await refusal(Buffer.from("GGUF"))).toContain("ends inside its header"));
  test("when its magic is another", async () =>
    expect(await refusal({ metadata: [], magic: "GGML" })).toContain('does not begin with "GGUF"'));
  test.each([0, 1, 4])("when its version is %i", async (version) =>
    expect(await refusal({ metadata: [], version })).toContain(`version ${version}`),
  );
  test("when it is big-endian", async () =>
    expect(await refusal({ metadata: [], version: 0x03000000 })).toContain("big-endian"));
  test("when it claims 2^60 tensors", async () =>
    expect(await refusal({ metadata: [], claimedTensorCount: 2n ** 60n })).toContain("tensors"));
  test("when it claims more tensors than it holds", async () =>
    expect(await refusal({ metadata: [], tensors: [tensor()], claimedTensorCount: 50n })).toContain(
      "50 tensors",
    ));
  test("when it claims 2^60 metadata entries", async () =>
    expect(await refusal({ metadata: [], claimedMetadataCount: 2n ** 60n })).toContain("metadata entries"));
  test("when it claims a metadata entry too many", async () =>
    expect(await refusal({ metadata: one, claimedMetadataCount: 2n })).toMatch(
      /length of 0|metadata entries/,
    ));
  test.each([2n ** 63n, 2n ** 40n, 100n])("when a text claims %s bytes", async (length) =>
    expect(await refusal(claimedText(length))).toContain('ends inside the value of "key"'),
  );
  test("when a key is empty", async () =>
    expect(await refusal({ metadata: [["", ggufValue.uint32(1)]] })).toContain("length of 0"));
  test("when a key is too long", async () =>
    expect(await refusal({ metadata: [["k".repeat(65_536), ggufValue.uint32(1)]] })).toContain("65536"));
  test("when a key occurs twice", async () =>
    expect(await refusal({ metadata: [...one, ...one] })).toContain('"key" occurs twice'));
  test("when a value has an unknown type", async () => {
    const bytes = encodeGguf({ metadata: one });
    bytes.writeUInt32LE(99, bytes.indexOf("key") + 3);
    expect(await refusal(bytes)).toContain("unknown type 99");
  });
  test("when an array is made of arrays", async () => {
    const inner: WritableValue = { type: "array", of: "array", values: [ggufValue.numbers("int8", [1])] };
    expect(await refusal({ metadata: [["key", inner]] })).toContain("array of arrays");
  });
  test.each(["uint8", "string"] as const)("when an array of %s claims more than it holds", async (of) => {
    const bytes = encodeGguf({ metadata: [["key", { type: "array", of, values: [] }]] });
    bytes.writeBigUInt64LE(2n ** 60n, bytes.indexOf("key") + 3 + 8);
    expect(await refusal(bytes)).toContain("elements");
  });
  test("when it ends inside an array of texts", async () => {
    const bytes = encodeGguf({ metadata: [["key", ggufValue.strings(["abc", "def"])]] });
    bytes.writeBigUInt64LE(1000n, bytes.indexOf("abc") - 8);
    expect(await refusal(bytes)).toContain("ends inside");
  });
  test("when its texts together are unreasonably long", async () => {
    const text = ggufValue.string("x".repeat(1_048_576));
    const metadata = Array.from({ length: 33 }, (_, index) => [`key${index}`, text] as const);
    expect(await refusal({ metadata })).toContain("unreasonably long");
  });
  test.each([0, 3, 2 ** 24])("when its alignment is %i", async (alignment) =>
    expect(await refusal({ metadata: [["general.alignment", ggufValue.uint32(alignment)]] })).toContain(
      "alignment",
    ),
  );
  test("when its alignment is no 32-bit number", async () =>
    expect(await refusal({ metadata: [["general.alignment", ggufValue.string("32")]] })).toContain(
      "alignment",
    ));
});

describe("a damaged tensor list is refused as model_corrupt", () => {
  const list = (...tensors: readonly WritableTensor[]): Promise<string> => refusal({ metadata: [], tensors });

  test("when a name is too long", async () =>
    expect(await list(tensor({ name: "n".repeat(64) }))).toContain("name of 64 bytes"));
  test("when a name holds a zero byte", async () =>
    expect(await list(tensor({ name: "a\0b" }))).toContain("zero byte"));
  test("when a name occurs twice", async () =>
    expect(await list(tensor(), tensor())).toContain("occurs twice"));
  test("when it has no dimension", async () =>
    expect(await list(tensor({ dimensions: [] }), tensor({ name: "b" }))).toContain("0 dimensions"));
  test("when it has five dimensions", async () =>
    expect(await list(tensor({ dimensions: [1, 1, 1, 1, 8] }))).toContain("5 dimensions"));
  test("when a dimension is zero", async () =>
    expect(await list(tensor({ dimensions: [8, 0] }))).toContain("empty dimension"));
  test("when the product of its dimensions overflows", async () =>
    expect(await list(tensor({ dimensions: [2n ** 33n, 2n ** 33n] }))).toContain("more elements"));
  test("when it is larger than the file", async () =>
    expect(await list(tensor({ dimensions: [2n ** 61n] }))).toContain("incomplete download"));
  test.each([4, 33, 43, 2 ** 31])("when its type is %i", async (typeId) =>
    expect(await list(tensor({ typeId }))).toContain(`unknown type ${typeId}`),
  );
  test("when a row is no whole number of blocks", async () =>
    expect(await list(tensor({ typeId: 8, dimensions: [33] }))).toContain("multiple of Q8_0's 32"));
  test.each([1n, 32n, 2n ** 64n - 32n])("when its offset is %s instead of 0", async (claimedOffset) =>
    expect(await list(tensor({ claimedOffset }))).toContain("stands at offset"),
  );
  test("when two tensors overlap", async () =>
    expect(await list(tensor(), tensor({ name: "b", claimedOffset: 0n }))).toContain("not at 32"));
  test("when the file was cut off inside its data", async () => {
    const whole = encodeGguf({ metadata: [], tensors: [tensor()] });
    expect(await refusal(whole.subarray(0, -1))).toContain("incomplete download");
  });
  test("when the file was cut off before its data", async () => {
    const whole = encodeGguf({ metadata: [], tensors: [tensor({ name: "padded" })] });
    expect(await refusal(whole.subarray(0, whole.length - 33))).toContain("before its tensor data");
  });
});

describe("the cost of a refusal", () => {
  test.each([
    ["tensors", { metadata: [], claimedTensorCount: 2n ** 60n }],
    ["metadata entries", { metadata: [], claimedMetadataCount: 2n ** 60n }],
  ])("is one small read for 2^60 %s, however large the file", async (_, file) => {
    const path = await write(file);
    await truncate(path, 2 ** 36);
    const allocate = vi.spyOn(Buffer, "allocUnsafe");
    await expect(readGgufHeader(path)).rejects.toMatchObject({ code: "model_corrupt" });
    const sizes = allocate.mock.calls.map(([size]) => size);
    allocate.mockRestore();
    expect(Math.max(...sizes)).toBeLessThanOrEqual(32_768);
  });
});

describe("what is no damage is told apart", () => {
  test("a missing file is model_not_found", async () => {
    const path = join(temporaryFolder(), "none.gguf");
    await expect(readGgufHeader(path)).rejects.toMatchObject({
      code: "model_not_found",
      message: 'There is no file "none.gguf"; check the path.',
    });
  });

  test("a folder is invalid_request", async () => {
    const path = join(temporaryFolder(), "folder.gguf");
    await mkdir(path);
    await expect(readGgufHeader(path)).rejects.toMatchObject({ code: "invalid_request" });
  });

  test("a circle of links is invalid_request", async () => {
    const path = join(temporaryFolder(), "circle.gguf");
    await symlink(path, path);
    await expect(readGgufHeader(path)).rejects.toMatchObject({ code: "invalid_request" });
  });

  needing(NOT_POSIX).test("a named pipe is refused without waiting for its writer", async () => {
    const path = join(temporaryFolder(), "pipe.gguf");
    execFileSync(PIPE_MAKER, [path]);
    await expect(readGgufHeader(path)).rejects.toMatchObject({ code: "invalid_request" });
  });

  needing(NOT_POSIX, IS_ROOT).test("a file without permission is forbidden", async () => {
    const path = await write({ metadata: [] });
    await chmod(path, 0);
    await expect(readGgufHeader(path)).rejects.toMatchObject({ code: "forbidden" });
  });
});

test("the handle is closed after a success and after a failure", async () => {
  const folder = temporaryFolder();
  await writeTinyModel(join(folder, "good.gguf"));
  await writeFile(join(folder, "bad.gguf"), "GGUF");
  // More files than a process may hold open by default, one after the other.
  for (let round = 0; round < 1100; round++) {
    await readGgufHeader(join(folder, "good.gguf"));
    await readGgufHeader(join(folder, "bad.gguf")).catch(() => undefined);
  }
  await expect(readGgufHeader(join(folder, "good.gguf"))).resolves.toMatchObject({ version: 3 });
});
