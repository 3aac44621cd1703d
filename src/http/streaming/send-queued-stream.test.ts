import Fastify from "fastify";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { ShimmyError } from "../../core/errors.ts";
import type { EndEvent } from "../../core/generation-event.ts";
import type { QueuePlace, RequestWait } from "../../core/queue-activity.ts";
import type { BegunGeneration } from "../generation/begin-generation.ts";
import { sendQueuedStream } from "./send-queued-stream.ts";
import { SSE_CONTENT_TYPE, type StreamShape, sseFrame } from "./stream-shape.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const PLACE: QueuePlace = { position: 3, expectedWaitMs: 12_345 };
const END: EndEvent = {
  type: "end",
  finishReason: "stop",
  usage: { promptTokens: 1, completionTokens: 1, cachedTokens: 0, reasoningTokens: 0 },
  timings: { queueMs: 0, promptMs: 0, generationMs: 0, draftTokens: 0, draftAcceptedTokens: 0 },
  seed: 1,
};
const SHAPE: StreamShape = {
  contentType: SSE_CONTENT_TYPE,
  opening: sseFrame("opening"),
  part: (part) => sseFrame(part.type === "text" ? part.text : part.type),
  end: () => sseFrame("end"),
  close: () => "",
  error: ({ code }) => sseFrame(code),
};

/** A stream whose generation the test begins, and what its client sees of it. */
async function scripted(signal = new AbortController().signal) {
  const client = { status: 0, headers: {} as Record<string, unknown>, text: "", ended: false };
  let queue: (wait: RequestWait) => void = () => {};
  let accept: (generation: BegunGeneration) => void = () => {};
  let refuse: (error: ShimmyError) => void = () => {};
  const app = Fastify();
  onTestFinished(() => app.close());
  const asked = new Promise<void>((resolve) => {
    app.get("/", (_, reply) =>
      sendQueuedStream({
        reply,
        begin: (onQueued) => {
          queue = onQueued;
          resolve();
          return new Promise((...settlers) => {
            [accept, refuse] = settlers;
          });
        },
        shape: () => SHAPE,
        errorFrame: ({ code }) => sseFrame(`early ${code}`),
        signal,
        idleStreamMs: 60_000,
      }),
    );
  });
  const answered = app.inject({ url: "/", payloadAsStream: true }).then((response) => {
    client.status = response.statusCode;
    client.headers = response.headers;
    const stream = response.stream();
    stream.on("data", (chunk) => {
      client.text += String(chunk);
    });
    stream.on("end", () => {
      client.ended = true;
    });
  });
  answered.catch(() => {});
  await asked;
  return {
    client,
    queue: (wait: RequestWait = PLACE) => queue(wait),
    accept: () => accept(generation()),
    refuse: (error: ShimmyError) => refuse(error),
    pass: (durationMs: number) => vi.advanceTimersByTimeAsync(durationMs),
    ended: async () => await expect.poll(() => client.ended).toBe(true),
  };
}

function generation(): BegunGeneration {
  async function* events(): BegunGeneration["events"] {
    yield { type: "text", text: "hello" };
    yield END;
  }
  return { model: "m", promptTokens: 1, seed: 1, arrivedAtMs: 0, acceptedAfterMs: 0, events: events() };
}

const ANSWER = "data: opening\n\ndata: hello\n\ndata: end\n\n";
const QUEUED = ": queued position=3 expected_wait_seconds=12.3\n\n";

test("streams at once what need not wait", async () => {
  const { client, accept, ended } = await scripted();
  accept();
  await ended();
  expect(client.text).toBe(ANSWER);
  expect(vi.getTimerCount()).toBe(0);
});

test("says nothing of a short wait", async () => {
  const { client, queue, accept, pass, ended } = await scripted();
  queue();
  await pass(999);
  expect(client.status).toBe(0);
  accept();
  await ended();
  expect(client.text).toBe(ANSWER);
});

test("tells the place after a second, gives signs of life, then streams the answer", async () => {
  const { client, queue, accept, pass, ended } = await scripted();
  queue();
  await pass(1000);
  await expect.poll(() => client.text).toBe(QUEUED);
  expect(client).toMatchObject({
    status: 200,
    headers: { "content-type": SSE_CONTENT_TYPE, "x-accel-buffering": "no" },
  });
  await pass(30_000);
  await expect.poll(() => client.text).toBe(`${QUEUED}: queued\n\n: queued\n\n`);
  accept();
  await ended();
  expect(client.text).toBe(`${QUEUED}: queued\n\n: queued\n\n${ANSWER}`);
  expect(vi.getTimerCount()).toBe(0);
});

test("throws an error that comes before the headers, so that it has its status", async () => {
  const { client, queue, refuse, ended } = await scripted();
  queue();
  refuse(new ShimmyError("context_length_exceeded", "too long"));
  await ended();
  expect(client.status).toBe(400);
  expect(vi.getTimerCount()).toBe(0);
});

test("ends with an error frame when the error comes after the headers", async () => {
  const { client, queue, refuse, pass, ended } = await scripted();
  queue();
  await pass(1000);
  refuse(new ShimmyError("generation_timeout", "too late"));
  await ended();
  expect(client.text).toBe(`${QUEUED}data: early generation_timeout\n\n`);
});

test("tells nothing to a client that is gone", async () => {
  const left = new AbortController();
  const { client, queue, refuse, pass, ended } = await scripted(left.signal);
  queue();
  await pass(1000);
  left.abort();
  refuse(new ShimmyError("cancelled", "gone"));
  await ended();
  expect(client.text).toBe(QUEUED);
});

test("tells how far a load is, a second apart, then the place in the queue", async () => {
  const { client, queue, accept, pass, ended } = await scripted();
  queue({ phase: "waiting", progress: 0 });
  await expect.poll(() => client.text).toBe(": loading waits_for_room\n\n");
  queue({ phase: "loading", progress: 0.1 });
  queue({ phase: "loading", progress: 0.256 });
  await pass(1_000);
  const loading = ": loading progress=0.26\n\n";
  await expect.poll(() => client.text).toBe(`: loading waits_for_room\n\n${loading}`);
  await pass(16_000);
  await expect.poll(() => client.text).toBe(`: loading waits_for_room\n\n${loading}${loading}`);
  queue();
  await expect.poll(() => client.text).toContain(QUEUED);
  accept();
  await ended();
  expect(client.text.endsWith(QUEUED + ANSWER)).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});

test("ends with an error frame when a load fails after it was told of", async () => {
  const { client, queue, refuse, ended } = await scripted();
  queue({ phase: "loading", progress: 0.5 });
  await expect.poll(() => client.text).not.toBe("");
  refuse(new ShimmyError("model_corrupt", "damaged"));
  await ended();
  expect(client.text).toBe(": loading progress=0.5\n\ndata: early model_corrupt\n\n");
});
