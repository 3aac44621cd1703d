import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventually } from "../helpers/eventually.ts";
import {
  asObject,
  at,
  getJson,
  numberAt,
  openStream,
  post,
  postJson,
  sseData,
} from "../helpers/http-client.ts";
import { processLives } from "../helpers/process-lives.ts";
import { type RealServer, type RealServerOptions, startRealServer } from "../helpers/real-server.ts";
import { openSocket } from "../helpers/socket-client.ts";
import { writeTinyModel } from "../helpers/tiny-model.ts";

/** Many seconds of work, so that what ends such an answer early is never the answer itself. */
const LONG_CONTEXT = 65_536;
const folder = mkdtempSync(join(tmpdir(), "shimmy-contract-"));
const long = join(folder, "long.gguf");
const endless = { prompt: "once upon a time", max_tokens: LONG_CONTEXT, stream: true };

const SHORT_DRAIN = {
  loadMs: 60_000,
  firstTokenMs: 60_000,
  requestMs: 60_000,
  idleStreamMs: 60_000,
  drainMs: 50,
};

beforeAll(() => writeTinyModel(long, { contextLength: LONG_CONTEXT }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function withServer(
  config: RealServerOptions["config"],
  use: (server: RealServer) => Promise<void>,
): Promise<void> {
  const server = await startRealServer({
    modelPath: long,
    config: { maxContextLength: LONG_CONTEXT, slots: 2, ...config },
  });
  try {
    await use(server);
  } finally {
    await server.close();
  }
}

/** The last frame of a stream that failed; no end mark may stand anywhere in it. */
function failureOf(stream: string): unknown {
  const events = sseData(stream);
  expect(events).not.toContain("[DONE]");
  return at(asObject(events.at(-1) ?? ""), "error");
}

describe("load and unload", () => {
  test("a load may say how long the model stays", async () => {
    await withServer({}, async ({ url }) => {
      const load = `${url}/api/models/long/load`;
      expect(await postJson(load, { keep_alive: "2h" })).toMatchObject({
        idle_seconds_left: expect.closeTo(7_200, -1),
      });
      expect(await postJson(load, { keep_alive: -1 })).toMatchObject({ idle_seconds_left: null });
      expect((await post(load, { keep_alive: "soon" })).status).toBe(400);
    });
  });

  test("start and end a process, once however often they are asked", async () => {
    await withServer({}, async ({ url }) => {
      const model = `${url}/api/models/long`;
      expect(await getJson(`${model}/status`)).toMatchObject({ state: "stopped", pid: null, info: null });
      const loads = await Promise.all([1, 2, 3].map(() => postJson(`${model}/load`)));
      const pid = numberAt(loads[0], "pid");
      expect(loads.map((status) => status.pid)).toEqual([pid, pid, pid]);
      expect(processLives(pid)).toBe(true);
      expect(await getJson(`${url}/api/models`)).toMatchObject({ models: [{ name: "long", loaded: true }] });
      expect(await getJson(`${url}/health`)).toMatchObject({ models: { total: 1, loaded: 1 } });

      await Promise.all([1, 2].map(() => postJson(`${model}/unload`)));
      expect(processLives(pid)).toBe(false);
      expect(await getJson(`${model}/status`)).toMatchObject({ state: "stopped", loaded: false, pid: null });
      expect(await getJson(`${url}/api/models`)).toMatchObject({ models: [{ loaded: false }] });

      const again = await postJson(`${model}/load`);
      expect(again).toMatchObject({ state: "ready", crashes: 0 });
      expect(again.pid).not.toBe(pid);
    });
  });

  test("an unload by force ends a running stream with an error frame, and the next request loads anew", async () => {
    await withServer({}, async ({ url, webSocketUrl }) => {
      const stream = await openStream(`${url}/api/generate`, endless);
      const chat = await openStream(`${url}/v1/chat/completions`, {
        messages: [{ role: "user", content: "hello" }],
        stream: true,
      });
      await Promise.all([stream.begun(), chat.begun()]);
      expect(await getJson(`${url}/api/models/long/status`)).toMatchObject({ running: 2 });
      await postJson(`${url}/api/models/long/unload`, { force: true });
      expect(failureOf(await stream.rest())).toMatch(/unloaded/);
      expect(failureOf(await chat.rest())).toMatchObject({ code: "shutting_down", type: "server_error" });

      const socket = await openSocket(`${webSocketUrl}/ws/generate`);
      socket.send({ ...endless, id: 1 });
      let frame = await socket.next();
      while (frame.status !== undefined) frame = await socket.next();
      expect(frame).toMatchObject({ id: 1, token: expect.any(String) });
      await postJson(`${url}/api/models/long/unload`, { force: true });
      while (typeof frame.token === "string") frame = await socket.next();
      expect(frame).toMatchObject({ id: 1, error: { code: "shutting_down" } });
      socket.close();
    });
  });

  test("an unstreamed answer that an unload by force ends is a 503 that says when to come again", async () => {
    await withServer({}, async ({ url }) => {
      await postJson(`${url}/api/models/long/load`);
      const answer = post(`${url}/v1/completions`, { ...endless, stream: false });
      await eventually(
        () => getJson(`${url}/api/models/long/status`),
        ({ running }) => running === 1,
      );
      await postJson(`${url}/api/models/long/unload`, { force: true });
      const { status, headers, text } = await answer;
      expect(status).toBe(503);
      expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
      expect(asObject(text)).toMatchObject({ error: { code: "shutting_down" } });
    });
  });
});

describe("draining", () => {
  test("is told by ready, lets a running stream end well, and refuses what is new", async () => {
    await withServer({}, async (server) => {
      const { url } = server;
      expect((await fetch(`${url}/health/ready`)).status).toBe(200);
      const stream = await openStream(`${url}/api/generate`, { ...endless, max_tokens: 1000 });
      await stream.begun();
      const pid = numberAt(await getJson(`${url}/api/models/long/status`), "pid");
      const drained = server.service.drain();

      expect((await fetch(`${url}/health/ready`)).status).toBe(503);
      expect((await fetch(`${url}/health/live`)).status).toBe(200);
      for (const path of ["/v1/completions", "/api/generate", "/api/models/long/load"]) {
        const refused = await post(url + path, { prompt: "late" });
        expect(refused.status, path).toBe(503);
        expect(refused.headers.get("retry-after"), path).not.toBeNull();
      }
      const refused = await postJson(`${url}/v1/completions`, { prompt: "late" });
      expect(refused).toMatchObject({ error: { code: "shutting_down" } });

      const events = sseData(await stream.rest());
      expect(events.at(-1)).toBe("[DONE]");
      expect(asObject(events.at(-2) ?? "")).toMatchObject({ done_reason: "length", eval_count: 1000 });
      await drained;
      expect(processLives(pid)).toBe(false);
    });
  });

  test("ends what still runs at the deadline with an error frame", async () => {
    await withServer({ timeouts: SHORT_DRAIN }, async (server) => {
      const stream = await openStream(`${server.url}/v1/completions`, endless);
      await stream.begun();
      await server.service.drain();
      expect(failureOf(await stream.rest())).toMatchObject({ code: "shutting_down" });
    });
  });
});
