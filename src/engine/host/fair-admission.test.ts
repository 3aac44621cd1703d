import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { greedy } from "../../../test/helpers/greedy.ts";
import { ShimmyError } from "../../core/errors.ts";
import { EngineHost } from "./engine-host.ts";
import type { HostGeneration } from "./engine-requests.ts";
import type { RequestStream } from "./request-stream.ts";

const ENTRY = fileURLToPath(new URL("../../../test/helpers/fake-engine.mjs", import.meta.url));
const hosts: EngineHost[] = [];
afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.stop(0)));
});

/** A ready host with one slot, taken by a request that holds it until `free` is called. */
async function busyHost(queueLimit = 200): Promise<{ readonly host: EngineHost; readonly free: () => void }> {
  const host = new EngineHost({
    load: {
      modelPath: "ok",
      adapters: [],
      device: "cpu",
      contextLength: 64,
      kvCells: 128,
      slots: 1,
      threads: 1,
      narrowVectors: false,
      speculates: true,
      probeTexts: [],
    },
    queueLimit,
    entry: ENTRY,
  });
  hosts.push(host);
  await host.start();
  const holder = new AbortController();
  finish(ask(host, "hold", {}, holder.signal)).catch(() => {});
  return { host, free: () => holder.abort() };
}

function ask(
  host: EngineHost,
  prompt: string,
  more: Partial<HostGeneration> = {},
  signal?: AbortSignal,
): RequestStream {
  return host.submit({ prompt, parseSpecial: false, options: greedy(8), seed: 7, ...more }, signal);
}

/** The text of an answer, once it is complete. */
async function finish(stream: RequestStream): Promise<string> {
  let text = "";
  for await (const event of stream.events()) if (event.type === "text") text += event.text;
  return text;
}

/** Asks for echoes and notes the order in which they come. */
function echoes(host: EngineHost): {
  readonly order: string[];
  readonly ask: (name: string, more?: Partial<HostGeneration>) => Promise<void>;
} {
  const order: string[] = [];
  return {
    order,
    ask: async (name, more) => {
      order.push(await finish(ask(host, `echo ${name}`, more)));
    },
  };
}

describe("a host with one slot", () => {
  test("does not let one request of a client wait behind a hundred of another", async () => {
    const { host, free } = await busyHost();
    const { order, ask: echo } = echoes(host);
    const many = Array.from({ length: 100 }, (_, index) => echo(`many${index}`, { client: "many" }));
    const one = echo("one", { client: "one" });
    free();
    await one;
    expect(order.length).toBeLessThanOrEqual(2);
    await Promise.all(many);
    expect(order.filter((name) => name !== "one")).toEqual(many.map((_, index) => `many${index}`));
  });

  test("serves better classes first", async () => {
    const { host, free } = await busyHost();
    const { order, ask: echo } = echoes(host);
    const all = (["low", "normal", "high"] as const).map((priority) => echo(priority, { priority }));
    expect(host.activity().queue.byPriority).toEqual({ high: 1, normal: 1, low: 1 });
    free();
    await Promise.all(all);
    expect(order).toEqual(["high", "normal", "low"]);
    expect(host.activity().queue).toEqual({
      byPriority: { high: 0, normal: 0, low: 0 },
      expectedWaitMs: 0,
    });
  });

  test("bounds what one client may have in the queue, and lets others in", async () => {
    const { host } = await busyHost(4);
    const waiting = [1, 2, 3].map(() => ask(host, "echo", { client: "greedy" }));
    expect(() => ask(host, "echo", { client: "greedy" })).toThrow(
      expect.objectContaining({
        code: "rate_limited",
        status: 429,
        retryAfterSeconds: 20,
        details: { clientWaiting: 3, clientLimit: 3, expectedWaitSeconds: 20 },
      }),
    );
    expect(ask(host, "echo", { client: "other" }).queued).toEqual({
      position: 2,
      expectedWaitMs: expect.any(Number),
    });
    expect(() => ask(host, "echo", { client: "third" })).toThrow(
      expect.objectContaining({ code: "queue_full", status: 503 }),
    );
    expect(waiting.map(({ queued }) => queued?.position)).toEqual([1, 2, 3]);
  });

  test("keeps the order over a crash and a restart", async () => {
    const { host, free } = await busyHost();
    const { order, ask: echo } = echoes(host);
    const crashed = finish(ask(host, "crash", { client: "a" })).catch((error: unknown) => error);
    const all = [echo("a1", { client: "a" }), echo("a2", { client: "a" }), echo("b1", { client: "b" })];
    free();
    expect(await crashed).toMatchObject({ code: "engine_crashed" });
    await Promise.all(all);
    expect(order).toEqual(["b1", "a1", "a2"]);
    expect(host.activity()).toMatchObject({ state: "ready", crashes: 1, running: 0, queued: 0 });
  });

  test("serves the queue in order while it drains", async () => {
    const { host, free } = await busyHost();
    const { order, ask: echo } = echoes(host);
    const all = [echo("a1", { client: "a" }), echo("a2", { client: "a" }), echo("b1", { client: "b" })];
    const stopped = host.stop(60_000);
    free();
    await Promise.all([...all, stopped]);
    expect(order).toEqual(["a1", "b1", "a2"]);
  });

  test("lets whoever waits leave, and the next one start", async () => {
    const { host, free } = await busyHost();
    const { order, ask: echo } = echoes(host);
    const leaver = new AbortController();
    const left = finish(ask(host, "echo left", { client: "a" }, leaver.signal)).catch((error) => error);
    const stays = echo("stays", { client: "a" });
    leaver.abort();
    expect(await left).toMatchObject({ code: "cancelled" });
    expect(host.activity().queued).toBe(1);
    free();
    await stays;
    expect(order).toEqual(["stays"]);
  });

  test("says how long a request waited, and where, when its time was up", async () => {
    const { host } = await busyHost();
    const deadline = new AbortController();
    ask(host, "echo first");
    const late = finish(ask(host, "echo late", {}, deadline.signal)).catch((error: unknown) => error);
    deadline.abort(new ShimmyError("generation_timeout", "No first token came within 1 seconds."));
    expect(await late).toMatchObject({
      code: "generation_timeout",
      message: expect.stringMatching(
        /1 seconds\. It waited \d+(\.\d)? seconds in the queue and was at position 2/u,
      ),
      details: { queueSeconds: expect.any(Number), position: 2 },
    });
  });

  test("says so too of a request that had its slot already", async () => {
    const { host, free } = await busyHost();
    const deadline = new AbortController();
    const stream = ask(host, "hold", {}, deadline.signal);
    const events = stream.events();
    free();
    expect((await events.next()).value).toMatchObject({ type: "start" });
    deadline.abort(new ShimmyError("generation_timeout", "No first token came."));
    await expect(events.next()).rejects.toMatchObject({
      message: expect.stringMatching(/in the queue and then had a slot for \d+(\.\d)? seconds/u),
      details: { queueSeconds: expect.any(Number), slotSeconds: expect.any(Number) },
    });
  });

  test("tells the engine the cache salt, and neither client nor class", async () => {
    const { host, free } = await busyHost();
    free();
    const told = await finish(ask(host, "salt", { cacheSalt: "key", client: "c", priority: "high" }));
    expect(told.split(" ")).toEqual(["key", "prompt", "parseSpecial", "options", "seed", "cacheSalt", "id"]);
  });
});
