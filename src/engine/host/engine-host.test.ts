import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { greedy } from "../../../test/helpers/greedy.ts";
import { ShimmyError } from "../../core/errors.ts";
import type { GenerationEvent } from "../../core/generation-event.ts";
import { EngineHost, type EngineHostOptions } from "./engine-host.ts";
import type { RequestStream } from "./request-stream.ts";

const ENTRY = fileURLToPath(new URL("../../../test/helpers/fake-engine.mjs", import.meta.url));
const hosts: EngineHost[] = [];
afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.stop(0)));
});

function createHost(script = "ok", more: Partial<EngineHostOptions> & { slots?: number } = {}): EngineHost {
  const { slots = 2, ...options } = more;
  const host = new EngineHost({
    load: {
      modelPath: script,
      adapters: [],
      device: "cpu",
      contextLength: 64,
      kvCells: 128,
      slots,
      threads: 1,
      narrowVectors: false,
      speculates: true,
      probeTexts: [],
    },
    queueLimit: 4,
    entry: ENTRY,
    ...options,
  });
  hosts.push(host);
  return host;
}

const ask = (
  host: EngineHost,
  prompt: string,
  signal?: AbortSignal,
  requestId = "some-request",
): RequestStream =>
  host.submit({ prompt, parseSpecial: false, options: greedy(8), seed: 7, requestId }, signal);

async function read(stream: RequestStream): Promise<GenerationEvent[]> {
  const events: GenerationEvent[] = [];
  for await (const event of stream.events()) events.push(event);
  return events;
}

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "no error",
    (error: unknown) => (error instanceof ShimmyError ? error.code : String(error)),
  );

describe("an engine host", () => {
  test("answers with start, text and end", async () => {
    const host = createHost();
    expect(await host.start()).toMatchObject({ slots: 2, contextLength: 64 });
    const events = await read(ask(host, "echo hello you"));
    expect(events.map(({ type }) => type)).toEqual(["start", "text", "end"]);
    expect(events[1]).toEqual({ type: "text", text: "hello you" });
    expect(events[2]).toMatchObject({
      finishReason: "stop",
      seed: 7,
      usage: { promptTokens: 1, completionTokens: 2, cachedTokens: 0 },
    });
    expect(host.activity()).toMatchObject({
      state: "ready",
      running: 0,
      queued: 0,
      crashes: 0,
      loadProgress: 1,
    });
  });

  test("takes requests while it starts and answers them when it is ready", async () => {
    const host = createHost();
    const started = host.start();
    const answer = read(ask(host, "echo early"));
    await started;
    expect((await answer).at(-1)?.type).toBe("end");
  });

  test("fails the requests of a killed process with engine_crashed and answers the next one", async () => {
    const crashes: string[] = [];
    const host = createHost("ok", {
      onCrash: ({ message, log, requestIds }) => crashes.push(message, ...log, ...requestIds),
    });
    await host.start();
    const held = codeOf(read(ask(host, "hold")));
    const crashing = codeOf(read(ask(host, "crash", undefined, "the-culprit")));
    const waiting = read(ask(host, "echo survived"));
    expect(await held).toBe("engine_crashed");
    expect(await crashing).toBe("engine_crashed");
    expect((await waiting)[1]).toEqual({ type: "text", text: "survived" });
    expect(crashes.join("\n")).toContain("SIGKILL");
    expect(crashes).toContain("the-culprit");
    expect(crashes.join("\n")).toContain("fake engine started");
    expect(host.activity()).toMatchObject({ state: "ready", crashes: 1 });
  });

  test("gives up after three crashes in a minute, with the reason", async () => {
    const host = createHost();
    await host.start();
    const failures: ShimmyError[] = [];
    for (let crash = 0; crash < 4; crash++) {
      await Promise.resolve()
        .then(() => read(ask(host, "crash")))
        .catch((error: ShimmyError) => failures.push(error));
    }
    expect(failures.map(({ code }) => code)).toEqual([
      "engine_crashed",
      "engine_crashed",
      "engine_crashed",
      "engine_crashed",
    ]);
    expect(failures[3]?.message).toContain("crashed too often");
    expect(failures[3]?.retryAfterSeconds).toBeGreaterThan(0);
    expect(host.activity().state).toBe("failed");
  });

  test("queues what finds no slot, refuses what finds no place, and says when to come again", async () => {
    const host = createHost("ok", { slots: 1 });
    await host.start();
    const first = codeOf(read(ask(host, "hold")));
    const waiting = [1, 2, 3, 4].map((number) => codeOf(read(ask(host, `echo ${number}`))));
    expect(host.activity()).toMatchObject({ running: 1, queued: 4 });
    expect(() => ask(host, "echo 5")).toThrow(
      // the fifth of one slot, at five seconds each before any was given back
      expect.objectContaining({
        code: "queue_full",
        retryAfterSeconds: 25,
        details: { waiting: 4, queueLimit: 4, expectedWaitSeconds: 25 },
      }),
    );
    hosts.splice(0);
    await host.stop(0);
    expect(await first).toBe("shutting_down");
    expect(await Promise.all(waiting)).toEqual(Array(4).fill("shutting_down"));
  });

  test("cancels a running and a queued request and starts the next in the freed slot", async () => {
    const host = createHost("ok", { slots: 1 });
    await host.start();
    const running = new AbortController();
    const queued = new AbortController();
    const first = ask(host, "hold", running.signal);
    const second = ask(host, "echo never", queued.signal);
    const third = read(ask(host, "echo third"));
    queued.abort();
    running.abort();
    expect(await codeOf(read(first))).toBe("cancelled");
    expect(await codeOf(read(second))).toBe("cancelled");
    expect((await third)[1]).toEqual({ type: "text", text: "third" });
    expect(() => ask(host, "echo late", AbortSignal.abort())).toThrow(
      expect.objectContaining({ code: "cancelled" }),
    );
  });

  test("hands on the reason of an abort", async () => {
    const host = createHost();
    await host.start();
    const controller = new AbortController();
    const stream = ask(host, "hold", controller.signal);
    controller.abort(new ShimmyError("generation_timeout", "too slow"));
    expect(await codeOf(read(stream))).toBe("generation_timeout");
  });

  test("fails one request alone when the engine refuses it", async () => {
    const host = createHost();
    await host.start();
    const failure = await read(ask(host, "fail")).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: "context_length_exceeded",
      param: "prompt",
      details: { promptTokens: 9 },
    });
    expect((await read(ask(host, "echo on"))).length).toBe(3);
  });

  test.each([
    ["fail", "insufficient_memory"],
    ["crash", "engine_crashed"],
  ])("rejects the start of an engine that says %s", async (script, code) => {
    const host = createHost(script);
    expect(await codeOf(host.start())).toBe(code);
    expect(host.activity().state).toBe("failed");
  });

  test("rejects a start that takes too long", async () => {
    const host = createHost("hang", { timeouts: { loadMs: 1 } });
    expect(await codeOf(host.start())).toBe("load_timeout");
  });

  test("kills an engine that falls silent", async () => {
    const host = createHost("ok", { timeouts: { busySilenceMs: 400, idleSilenceMs: 60_000 } });
    await host.start();
    const failure = await read(ask(host, "hang")).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: "engine_crashed",
      message: expect.stringContaining("no sign of life for 0.4"),
    });
  });

  test("lets running requests end before it stops", async () => {
    const host = createHost();
    await host.start();
    const held = read(ask(host, "hold"));
    const released = read(ask(host, "release"));
    await host.stop(60_000);
    expect((await held).at(-1)?.type).toBe("end");
    expect((await released).at(-1)?.type).toBe("end");
    expect(() => ask(host, "echo late")).toThrow(expect.objectContaining({ code: "shutting_down" }));
    expect(host.activity().state).toBe("stopped");
  });

  test("tells of a crash that comes while it drains, without waiting for the deadline", async () => {
    const host = createHost("ok", { slots: 1 });
    await host.start();
    const running = codeOf(read(ask(host, "hold")));
    const waiting = codeOf(read(ask(host, "echo never")));
    const { pid } = host.activity();
    if (pid === undefined) throw new Error("a ready engine has a process");
    const stopped = host.stop(60_000);
    process.kill(pid, "SIGKILL");
    expect(await running).toBe("engine_crashed");
    expect(await waiting).toBe("shutting_down");
    await stopped;
    expect(host.activity().state).toBe("stopped");
  });

  test("ends with its process gone", async () => {
    const host = createHost();
    await host.start();
    const { pid } = host.activity();
    if (pid === undefined) throw new Error("a ready engine has a process");
    await host.stop(0);
    expect(() => process.kill(pid, 0)).toThrow();
  });

  test("rejects a start that is stopped", async () => {
    const host = createHost("hang");
    const started = codeOf(host.start());
    await host.stop(0);
    expect(await started).toBe("shutting_down");
  });

  test("reports the progress of a load", async () => {
    const fractions: number[] = [];
    const host = createHost("ok", { onProgress: (fraction) => fractions.push(fraction) });
    await host.start();
    expect(fractions).toEqual([0.5]);
  });
});

test("a settled request lets go of its caller's signal", async () => {
  const host = createHost();
  await host.start();
  const controller = new AbortController();
  await read(ask(host, "echo done", controller.signal));
  const cancelled = once(controller.signal, "abort");
  controller.abort();
  await cancelled;
  expect(host.activity()).toMatchObject({ running: 0, queued: 0 });
});
