import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { temporaryFolder } from "../../../test/helpers/temporary-folder.ts";
import { fileFingerprint } from "./file-fingerprint.ts";

test("belongs to the content, wherever the file lies", async () => {
  const folder = temporaryFolder();
  const copy = join(folder, "copy.gguf");
  copyFileSync(inject("tinyModelPath"), copy);
  const fingerprint = await fileFingerprint(inject("tinyModelPath"));
  expect(await fileFingerprint(copy)).toBe(fingerprint);
  expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
});

test("changes with the weights between, wherever a good part of them differs", async () => {
  const path = join(temporaryFolder(), "file");
  const content = Buffer.alloc(8 * 1024 * 1024, 1);
  writeFileSync(path, content);
  const seen = new Set([await fileFingerprint(path)]);
  for (const megabyte of [1, 3, 6]) {
    writeFileSync(path, Buffer.from(content).fill(2, megabyte * 1024 ** 2, (megabyte + 1) * 1024 ** 2));
    seen.add(await fileFingerprint(path));
  }
  expect(seen.size).toBe(4);
});

test("changes with the size, the beginning and the end", async () => {
  const path = join(temporaryFolder(), "file");
  const content = Buffer.alloc(2 * 1024 * 1024, 1);
  const seen = new Set<string>();
  for (const changed of [content, content.subarray(1), at(content, 0), at(content, content.length - 1)]) {
    writeFileSync(path, changed);
    seen.add(await fileFingerprint(path));
  }
  writeFileSync(path, "");
  seen.add(await fileFingerprint(path));
  expect(seen.size).toBe(5);
});

function at(content: Buffer, index: number): Buffer {
  const changed = Buffer.from(content);
  changed[index] = 2;
  return changed;
}
