import { expect, test } from "vitest";
import { ShimmyError } from "../../core/errors.ts";
import type { EndEvent } from "../../core/generation-event.ts";
import { RequestStream } from "./request-stream.ts";

const END: EndEvent = {
  type: "end",
  finishReason: "stop",
  seed: 1,
  usage: { promptTokens: 1, completionTokens: 1, cachedTokens: 0, reasoningTokens: 0 },
  timings: { queueMs: 0, promptMs: 0, generationMs: 0, draftTokens: 0, draftAcceptedTokens: 0 },
};

test("joins the text that a slow reader has not taken yet", async () => {
  const stream = new RequestStream();
  const events = stream.events();
  stream.pushStart({ type: "start", promptTokens: 1, seed: 1 });
  for (const text of ["a", "b", "c"]) stream.pushText(text);
  expect((await events.next()).value).toMatchObject({ type: "start" });
  expect((await events.next()).value).toEqual({ type: "text", text: "abc" });
  const waiting = events.next();
  stream.pushText("d");
  expect((await waiting).value).toEqual({ type: "text", text: "d" });
  stream.finish(END);
  expect((await events.next()).value).toEqual(END);
  expect((await events.next()).done).toBe(true);
});

test("ends once: what comes after is not taken", async () => {
  const stream = new RequestStream();
  stream.finish(END);
  stream.fail(new ShimmyError("internal", "late"));
  stream.finish({ ...END, seed: 2 });
  stream.pushText("late");
  stream.pushStart({ type: "start", promptTokens: 1, seed: 1 });
  const events = [];
  for await (const event of stream.events()) events.push(event);
  expect(events).toEqual([END]);
});

test("tells of the prompt's tokens at the end", async () => {
  const stream = new RequestStream();
  const first = { token: 1, text: "<s>", bytes: [], logprob: null, top: [] };
  const second = { token: 2, text: "a", bytes: [97], logprob: -1, top: [] };
  stream.pushPrompt([first]);
  stream.pushPrompt([]);
  stream.pushPrompt([second]);
  stream.finish(END);
  const events = [];
  for await (const event of stream.events()) events.push(event);
  expect(events).toEqual([{ ...END, promptLogprobs: [first, second] }]);
});

test("gives out what was said before an error, then throws it", async () => {
  const stream = new RequestStream();
  stream.pushText("before");
  stream.fail(new ShimmyError("engine_crashed", "gone"));
  const events = stream.events();
  expect((await events.next()).value).toEqual({ type: "text", text: "before" });
  await expect(events.next()).rejects.toMatchObject({ code: "engine_crashed" });
});

test("keeps the log probabilities of the pieces that it joins, in order", async () => {
  const logprob = (token: number) => ({ token, text: "", bytes: [], logprob: -1, top: [] });
  const stream = new RequestStream();
  const events = stream.events();
  stream.pushText("a", [logprob(1)]);
  stream.pushText("", [logprob(2)]);
  stream.pushText("b", [logprob(3), logprob(4)]);
  expect((await events.next()).value).toEqual({
    type: "text",
    text: "ab",
    logprobs: [logprob(1), logprob(2), logprob(3), logprob(4)],
  });
  stream.pushText("", [logprob(5)]);
  expect((await events.next()).value).toEqual({ type: "text", text: "", logprobs: [logprob(5)] });
  stream.pushText("c");
  expect((await events.next()).value).toEqual({ type: "text", text: "c" });
});
