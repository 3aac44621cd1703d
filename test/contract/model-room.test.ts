import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LoadNeed } from "../../src/core/memory-estimate.ts";
import { ShimmyUniversalEngine } from "../../src/engine/universal-engine.ts";
import { eventually } from "../helpers/eventually.ts";
import { asObject, at, getJson, openStream, post, postJson } from "../helpers/http-client.ts";
import { type RealServer, type RealServerOptions, startRealServer } from "../helpers/real-server.ts";
import { writeTinyModel } from "../helpers/tiny-model.ts";

const FAKE_ENGINE = fileURLToPath(new URL("../helpers/fake-engine.mjs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "shimmy-room-"));
const tiny = join(folder, "tiny.gguf");

beforeAll(() => writeTinyModel(tiny));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function withServer(
  options: RealServerOptions,
  use: (server: RealServer) => Promise<void>,
): Promise<void> {
  const server = await startRealServer({ models: { a: tiny, b: tiny, c: tiny }, ...options });
  try {
    await use(server);
  } finally {
    await server.close();
  }
}

/** Two models' worth of requests that the test holds: prompts script the engine process. */
const scripted = (config: RealServerOptions["config"]) => ({
  config: { slots: 2, ...config },
  engine: new ShimmyUniversalEngine({ entry: FAKE_ENGINE }),
});

const complete = (url: string, model: string, prompt = "echo hello") =>
  post(`${url}/v1/completions`, { model, prompt, max_tokens: 4 });
const status = (url: string, model: string) => getJson(`${url}/api/models/${model}/status`);
const running = async (url: string): Promise<unknown> => {
  const { models } = await getJson(`${url}/api/ps`);
  return Array.isArray(models) ? models.map((model) => at(model, "name")) : undefined;
};
const isBusy = (url: string, model: string) =>
  eventually(
    () => status(url, model),
    (seen) => seen.running === 1,
  );

describe("models in memory", () => {
  test("make room for another where no more may be: the one used longest ago goes", async () => {
    await withServer({ config: { maxModels: 2 } }, async ({ url }) => {
      for (const model of ["a", "b", "a", "c"]) expect((await complete(url, model)).status).toBe(200);
      expect(await running(url)).toEqual(["a", "c"]);
      expect((await complete(url, "b")).status).toBe(200);
      expect(await running(url)).toEqual(["b", "c"]);
      const metrics = await (await fetch(`${url}/metrics`)).text();
      expect(metrics).toContain('shimmy_model_evictions_total{model="b",reason="room"} 1');
      expect(metrics).toContain('shimmy_model_loads_total{model="b",outcome="loaded"} 2');
      expect(metrics).toContain("shimmy_model_loads_waiting 0");
      expect(await getJson(`${url}/diag`)).toMatchObject({ lifecycle: { max_models: 2, waiting: [] } });
      expect(await status(url, "b")).toMatchObject({ users: 0, pinned: false, idle_seconds_left: null });
    });
  });

  test("make room by the memory that is there", async () => {
    let need: LoadNeed | undefined;
    /** A machine with memory for one and a half of these models. */
    class SmallMachine extends ShimmyUniversalEngine {
      server: RealServer | undefined;
      override memory() {
        const bytes = need === undefined ? 0 : need.allocatedBytes + need.mappedBytes;
        const loaded = this.server?.service.listModels().filter((model) => model.loaded).length ?? 0;
        const free = Math.max(0, bytes * 1.5 - loaded * (need?.allocatedBytes ?? 0));
        return { availableBytes: free, unallocatedBytes: free };
      }
    }
    const engine = new SmallMachine();
    const config = { pin: ["c"], threads: 1 };
    await withServer({ engine, config }, async (server) => {
      engine.server = server;
      const { url, service } = server;
      ({ need } = await service.estimate("a"));
      await Promise.all(["a", "b", "a"].map(async (model) => complete(url, model))).then((answers) =>
        expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]),
      );
      expect(await running(url)).toHaveLength(1);
      expect((await complete(url, "c")).status).toBe(200);
      expect(await running(url)).toEqual(["c"]);
      const refused = await complete(url, "a");
      expect(refused.status).toBe(503);
      expect(asObject(refused.text)).toMatchObject({
        error: { code: "insufficient_memory", message: expect.stringContaining('"c" is pinned') },
      });
    });
  });

  test("that are pinned neither idle out nor make room, but go when they are told to", async () => {
    const config = { maxModels: 1, pin: ["a", "nobody"], keepAliveMs: 0 };
    await withServer({ config }, async ({ url, logs, service }) => {
      await service.discover();
      expect(logs.filter(({ model }) => model === "nobody")).toHaveLength(1);
      await postJson(`${url}/api/generate`, { model: "a", prompt: "x", stream: false, keep_alive: 0 });
      await postJson(`${url}/api/generate`, { model: "a", keep_alive: 0 });
      expect(await status(url, "a")).toMatchObject({ state: "ready", pinned: true, idle_seconds_left: null });
      const refused = await complete(url, "b");
      expect(refused.status).toBe(503);
      expect(refused.text).toContain("No more than 1 models");
      expect(await postJson(`${url}/api/models/a/unload`)).toMatchObject({ state: "stopped" });
      expect((await complete(url, "b")).status).toBe(200);
    });
  });
});

describe("busy models", () => {
  test("are never killed for another, which waits for them and is told so", async () => {
    await withServer(scripted({ maxModels: 1 }), async ({ url }) => {
      const held = complete(url, "a", "hold");
      await isBusy(url, "a");
      const stream = await openStream(`${url}/v1/completions`, {
        model: "b",
        prompt: "echo hi",
        stream: true,
      });
      expect(await stream.firstBytes()).toMatch(/^: loading waits_for_room\n\n/u);
      expect(await status(url, "b")).toMatchObject({ state: "starting", waits_for_room: true, users: 1 });
      expect(await getJson(`${url}/health`)).toMatchObject({ models: { loaded: 1, loading: 1 } });
      expect(await getJson(`${url}/diag`)).toMatchObject({
        lifecycle: { waiting: [{ model: "b", blocked_by: ["a"] }] },
      });
      expect((await complete(url, "a", "release")).status).toBe(200);
      expect((await held).status).toBe(200);
      expect(await stream.rest()).toContain('"text":"hi"');
      expect(await running(url)).toEqual(["b"]);
    });
  });

  test("that never fall idle are retired: what runs ends, and what comes waits its turn", async () => {
    await withServer(scripted({ maxModels: 1 }), async ({ url, logs }) => {
      const stream = await openStream(`${url}/v1/completions`, { model: "a", prompt: "hold", stream: true });
      await isBusy(url, "a");
      const pid = at(await status(url, "a"), "pid");
      const other = complete(url, "b");
      await eventually(
        () => status(url, "a"),
        (seen) => seen.state === "draining",
      );
      const late = complete(url, "a");
      await eventually(
        () => status(url, "a"),
        (seen) => seen.state === "starting",
      );
      // the one that runs still does
      expect(await status(url, "b")).toMatchObject({ waits_for_room: true });
      expect(logs.filter(({ msg }) => msg === "loading model")).toHaveLength(1);
      await stream.leave();
      expect((await other).status).toBe(200);
      expect((await late).status).toBe(200);
      expect(at(await status(url, "a"), "pid")).not.toBe(pid);
      expect(await running(url)).toEqual(["a"]);
      expect(await (await fetch(`${url}/metrics`)).text()).toContain(
        'shimmy_model_evictions_total{model="a",reason="retired"} 1',
      );
    });
  });

  test("are waited for no longer than a load may take, nor by a client that left", async () => {
    await withServer(scripted({ maxModels: 1 }), async ({ url, service }) => {
      const held = complete(url, "a", "hold");
      await isBusy(url, "a");
      // only now: the first load may take its time
      const timeouts = { ...service.config.timeouts, loadMs: 1_000 };
      await service.reconfigure({ ...service.config, timeouts });
      const late = await complete(url, "b");
      expect(late.status).toBe(504);
      expect(asObject(late.text)).toMatchObject({
        error: { code: "load_timeout", message: expect.stringContaining('"a" is busy') },
      });
      const left = new AbortController();
      const leaver = fetch(`${url}/v1/completions`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ model: "b", prompt: "echo hi" }),
        signal: left.signal,
      }).catch(() => undefined);
      await eventually(
        async () => service.lifecycle().waiting,
        (waiting) => waiting.length === 1,
      );
      left.abort();
      await leaver;
      await eventually(
        async () => service.lifecycle().waiting,
        (waiting) => waiting.length === 0,
      );
      expect(await status(url, "b")).toMatchObject({ state: "stopped", failure: null });
      await complete(url, "a", "release");
      expect((await held).status).toBe(200);
    });
  });

  test("are unloaded once their requests have ended, or at once by force", async () => {
    await withServer(scripted({}), async ({ url }) => {
      const held = complete(url, "a", "hold");
      await isBusy(url, "a");
      const unloaded = postJson(`${url}/api/models/a/unload`);
      await eventually(
        () => status(url, "a"),
        (seen) => seen.state === "draining",
      );
      expect(await status(url, "a")).toMatchObject({ running: 1 });
      expect(await postJson(`${url}/api/models/a/unload`, { force: true })).toMatchObject({
        state: "stopped",
      });
      expect(await unloaded).toMatchObject({ state: "stopped" });
      const ended = await held;
      expect(ended.status).toBe(503);
      expect(asObject(ended.text)).toMatchObject({ error: { code: "shutting_down" } });

      const leaving = new AbortController();
      const stream = await openStream(`${url}/v1/completions`, {
        model: "a",
        prompt: "hold",
        stream: true,
      });
      leaving.signal.addEventListener("abort", () => void stream.leave());
      await isBusy(url, "a");
      const drained = postJson(`${url}/api/models/a/unload`);
      await eventually(
        () => status(url, "a"),
        (seen) => seen.state === "draining",
      );
      leaving.abort();
      expect(await drained).toMatchObject({ state: "stopped" });
    });
  });
});

test("a model that cannot be loaded is not tried for every request, and at once when its file changes", async () => {
  const path = join(folder, "changing.gguf");
  copyFileSync(tiny, path);
  await withServer({ modelPath: path, models: {} }, async ({ url, logs }) => {
    writeFileSync(path, "GGUF no more");
    const tries = () => logs.filter(({ msg }) => msg === "loading model").length;
    const first = await complete(url, "changing");
    expect(first.status).toBe(422);
    expect(first.headers.get("retry-after")).toBeNull();
    const again = await complete(url, "changing");
    expect(again.status).toBe(422);
    expect(Number(again.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(asObject(again.text)).toMatchObject({
      error: { code: "model_corrupt", message: expect.stringContaining("the next is tried in") },
    });
    expect(tries()).toBe(1);
    expect(await status(url, "changing")).toMatchObject({
      state: "failed",
      failure: expect.any(String),
      retry_after_seconds: expect.any(Number),
    });
    // an explicit load is not held back
    expect((await post(`${url}/api/models/changing/load`, {})).status).toBe(422);
    expect(tries()).toBe(2);
    copyFileSync(tiny, path);
    expect((await complete(url, "changing")).status).toBe(200);
    expect(await status(url, "changing")).toMatchObject({ state: "ready", failure: null });
  });
});
