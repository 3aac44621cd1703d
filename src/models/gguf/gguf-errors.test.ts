import { expect, test } from "vitest";
import { corruptModel, quoteName, systemCode, unreadableModel } from "./gguf-errors.ts";

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: /secret/folder/model.gguf`), { code });
}

test.each([
  ["ENOENT", "model_not_found"],
  ["ENOTDIR", "model_not_found"],
  ["EACCES", "forbidden"],
  ["EPERM", "forbidden"],
  ["ELOOP", "invalid_request"],
  ["EIO", "internal"],
])("%s becomes %s, without the folder in the message", (systemName, code) => {
  const error = unreadableModel("/secret/folder/model.gguf", systemError(systemName));
  expect(error.code).toBe(code);
  expect(error.message).toContain('"model.gguf"');
  expect(error.message).not.toContain("secret");
});

test("an error without a code is told as unknown", () => {
  expect(unreadableModel("/a/b.gguf", "odd").message).toContain("unknown error");
  expect(systemCode(Object.assign(new Error("x"), { code: 7 }))).toBeUndefined();
});

test("control characters and long names are tamed", () => {
  expect(corruptModel("/a/b\u001b[31m.gguf", "it is empty").message).not.toContain("\u001b");
  expect(quoteName("x".repeat(500)).length).toBeLessThan(80);
});
