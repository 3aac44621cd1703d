import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { GrammarThread } from "./grammar-thread.ts";

const entry = fileURLToPath(new URL("../../../test/helpers/strange-grammar-thread.mjs", import.meta.url));
const choice = (text: string) => ({ kind: "choice", choices: [text] }) as const;

test("gives up a thread that hangs, and serves those behind with another", async () => {
  const thread = new GrammarThread({ entry, timeoutMs: 2000 });
  const hung = thread.compile(choice("hang"));
  const behind = thread.compile(choice("fine"));
  await expect(hung).rejects.toMatchObject({
    code: "invalid_request",
    message: expect.stringContaining("too much time"),
    param: "response_format",
  });
  expect(await behind).toBe("fine");
});

test("tells of memory that ran out, and of a thread that broke, without its words", async () => {
  const thread = new GrammarThread({ entry });
  await expect(thread.compile(choice("fill"))).rejects.toMatchObject({
    code: "invalid_request",
    message: expect.stringContaining("too much memory"),
  });
  await expect(thread.compile(choice("throw"))).rejects.toMatchObject({
    code: "internal",
    message: expect.not.stringContaining("secret"),
  });
  expect(await thread.compile(choice("fine"))).toBe("fine");
});

test("refuses more formats than may wait", async () => {
  const thread = new GrammarThread({ entry });
  const compiled = await Promise.allSettled(Array.from({ length: 40 }, () => thread.compile(choice("fine"))));
  const refused = compiled.filter(({ status }) => status === "rejected");
  expect(refused).toHaveLength(7);
  expect(refused[0]).toMatchObject({ reason: { code: "queue_full", retryAfterSeconds: 1 } });
});
