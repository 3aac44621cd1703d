import { copyFile, open, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { temporaryFolder } from "../../../test/helpers/temporary-folder.ts";
import { mulberry32, writeTinyModel } from "../../../test/helpers/tiny-model.ts";
import { TRAINED_MODEL_PATH } from "../../../test/helpers/trained-model.ts";
import { ShimmyError } from "../../core/errors.ts";
import { readGgufHeader } from "./read-gguf-header.ts";
import { summarizeGguf } from "./summarize-gguf.ts";

const MUTATIONS = 3_000;

/** True when the file was read, false when it was refused properly; anything else throws. */
async function accepts(path: string): Promise<boolean> {
  try {
    summarizeGguf(await readGgufHeader(path));
    return true;
  } catch (error) {
    if (error instanceof ShimmyError && error.code === "model_corrupt") return false;
    throw error;
  }
}

type Random = (below: number) => number;

/** Bytes that are likely to break a reader: flipped bits, extreme lengths, plain noise. */
function mutation(original: Buffer, at: number, random: Random): Buffer {
  const extremes = [0n, 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 53n, 2n ** 60n, 2n ** 63n, 2n ** 64n - 1n];
  switch (random(3)) {
    case 0:
      return Buffer.from([(original[at] ?? 0) ^ (1 << random(8))]);
    case 1: {
      const bytes = Buffer.alloc(8);
      bytes.writeBigUInt64LE(extremes[random(extremes.length)] ?? 0n);
      return bytes;
    }
    default:
      return Buffer.from(Array.from({ length: 1 + random(16) }, () => random(256)));
  }
}

/** Overwrites places of a copy's header thousands of times, alone and in pairs, and restores them. */
async function mutateHeader(source: string, seed: number): Promise<{ accepted: number; refused: number }> {
  const path = join(temporaryFolder(), "mutated.gguf");
  await copyFile(source, path);
  const { dataOffset } = await readGgufHeader(path);
  const original = (await readFile(path)).subarray(0, dataOffset);
  const uniform = mulberry32(seed);
  const random: Random = (below) => Math.floor(uniform() * below);
  const count = { accepted: 0, refused: 0 };
  const handle = await open(path, "r+");
  try {
    for (let round = 0; round < MUTATIONS; round++) {
      for (let change = 0; change <= random(2); change++) {
        const at = random(dataOffset - 16);
        await handle.write(mutation(original, at, random), 0, undefined, at);
      }
      if (await accepts(path)) count.accepted += 1;
      else count.refused += 1;
      await handle.write(original, 0, dataOffset, 0);
    }
  } finally {
    await handle.close();
  }
  return count;
}

async function expectToSurviveMutation(source: string): Promise<void> {
  const allocate = vi.spyOn(Buffer, "allocUnsafe");
  const { accepted, refused } = await mutateHeader(source, 20);
  const largest = Math.max(...allocate.mock.calls.map(([size]) => size));
  allocate.mockRestore();
  // Both must happen, or the test would not be about what it says.
  expect(accepted).toBeGreaterThan(0);
  expect(refused).toBeGreaterThan(0);
  expect(largest).toBeLessThanOrEqual((await readFile(source)).length);
}

async function expectToRefuseEveryTruncation(source: string): Promise<void> {
  const path = join(temporaryFolder(), "truncated.gguf");
  await copyFile(source, path);
  const whole = (await readFile(path)).length;
  const { dataOffset } = await readGgufHeader(path);
  const lengths = [whole - 1, whole - 5_000, dataOffset, dataOffset - 1];
  for (let length = dataOffset - 2; length > 0; length -= 1 + Math.floor(dataOffset / 500))
    lengths.push(length);
  for (const length of [...lengths, 0]) {
    await truncate(path, length);
    expect(await accepts(path)).toBe(false);
  }
}

describe("the tiny model", () => {
  test("with its header mutated thousands of times is read or refused, never more", async () => {
    const path = join(temporaryFolder(), "tiny.gguf");
    await writeTinyModel(path);
    await expectToSurviveMutation(path);
  });

  test("cut off anywhere is refused", async () => {
    const path = join(temporaryFolder(), "tiny.gguf");
    await writeTinyModel(path);
    await expectToRefuseEveryTruncation(path);
  });
});

describe("a trained model", () => {
  test("with its header mutated thousands of times is read or refused, never more", async () => {
    await expectToSurviveMutation(TRAINED_MODEL_PATH);
  });

  test("cut off anywhere is refused", async () => {
    await expectToRefuseEveryTruncation(TRAINED_MODEL_PATH);
  });
});

test("any bytes behind a sound beginning are read or refused", async () => {
  const path = join(temporaryFolder(), "noise.gguf");
  const start = Buffer.from("GGUF\x03\0\0\0", "latin1");
  await fc.assert(
    fc.asyncProperty(
      fc.bigInt({ min: 0n, max: 4n }),
      fc.bigInt({ min: 0n, max: 4n }),
      fc.uint8Array({ maxLength: 400 }),
      async (tensors, entries, noise) => {
        const counts = Buffer.alloc(16);
        counts.writeBigUInt64LE(tensors, 0);
        counts.writeBigUInt64LE(entries, 8);
        await writeFile(path, Buffer.concat([start, counts, noise]));
        expect(typeof (await accepts(path))).toBe("boolean");
      },
    ),
    { numRuns: 500 },
  );
});
