import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { createScriptedApp } from "../../../test/helpers/scripted-app.ts";
import { createScriptedService } from "../../../test/helpers/scripted-service.ts";
import { createMetrics } from "../../observability/metrics.ts";
import { createHttpApp } from "../create-http-app.ts";

describe("health routes", () => {
  it("tell version, uptime and the models", async () => {
    const { app } = await createScriptedApp();
    const response = await app.inject({ url: "/health" });
    expect(response.json()).toEqual({
      status: "ok",
      service: "shimmy",
      version: "1.2.3",
      uptime_seconds: expect.any(Number),
      draining: false,
      models: { total: 2, loaded: 0, loading: 0, discovered: 1, registered: 1, builtin: 0 },
    });
    expect(response.json().uptime_seconds).toBeGreaterThanOrEqual(5);
  });

  it("count a loaded model and its alias once", async () => {
    const { app, service } = await createScriptedApp();
    const [model] = service.listModels();
    if (model === undefined) throw new Error("There is a model.");
    const loaded = { ...model, state: "ready", loaded: true } as const;
    service.listModels = () => [
      { ...loaded, source: "builtin" },
      { ...loaded, name: "al", source: "registered", sharesEngineOf: model.name },
    ];
    const { models } = (await app.inject({ url: "/health" })).json();
    expect(models).toEqual({ total: 2, loaded: 1, loading: 0, discovered: 0, registered: 1, builtin: 1 });
  });

  it("are ready until the server drains, and alive all the while", async () => {
    const { app, service } = await createScriptedApp();
    expect((await app.inject({ url: "/health/ready" })).statusCode).toBe(200);
    service.draining = true;
    const ready = await app.inject({ url: "/health/ready" });
    expect([ready.statusCode, ready.json().error.code]).toEqual([503, "shutting_down"]);
    expect((await app.inject({ url: "/health/live" })).json()).toEqual({ status: "ok" });
    expect((await app.inject({ url: "/health" })).json()).toMatchObject({ status: "ok", draining: true });
  });
});

describe("model routes", () => {
  it("list the models in the documented form, without paths", async () => {
    const { app } = await createScriptedApp();
    const response = await app.inject({ url: "/api/models" });
    expect(response.json().models[0]).toEqual({
      name: "tiny",
      size_bytes: 1000,
      model_type: "llama",
      parameter_count: 260000,
      quantization: "F32",
      context_length: 512,
      backend: "gguf",
      source: "registered",
      loaded: false,
    });
    expect(response.body).not.toContain("/home");
  });

  it("load, tell and unload really, by names with slashes and colons (defect i)", async () => {
    const { app, service } = await createScriptedApp();
    const name = encodeURIComponent("team/llama3:8b");
    const loaded = await app.inject({ method: "POST", url: `/api/models/${name}/load` });
    expect(loaded.json()).toMatchObject({
      name: "team/llama3:8b",
      state: "ready",
      loaded: true,
      pid: 4321,
      resident_bytes: 50_000_000,
      queued: 2,
      queue: { high: 1, normal: 0, low: 1, expected_wait_seconds: 2.5 },
      info: { architecture: "llama", devices: ["CPU"], context_length: 512 },
    });
    expect(service.listModels().filter((model) => model.loaded)).toHaveLength(1);
    const status = await app.inject({ url: `/api/models/${name}/status` });
    expect(status.json()).toEqual(loaded.json());
    const unloaded = await app.inject({
      method: "POST",
      url: `/api/models/${name}/unload`,
      headers: { "content-type": "application/json" },
      payload: "",
    });
    expect(unloaded.json()).toMatchObject({ state: "stopped", loaded: false, pid: null, info: null });
  });

  it("answer for an unknown model with 404 and the nearest name", async () => {
    const { app } = await createScriptedApp();
    for (const [method, action] of [
      ["POST", "load"],
      ["POST", "unload"],
      ["GET", "status"],
    ] as const) {
      const response = await app.inject({ method, url: `/api/models/nope/${action}` });
      expect(response.statusCode).toBe(404);
      expect(response.json().error).toMatchObject({ code: "model_not_found", param: "model" });
    }
    const long = await app.inject({ url: `/api/models/${"x".repeat(600)}/status` });
    expect(long.json().error).toMatchObject({ code: "invalid_request", param: "name" });
  });

  it("search again, and tell problems by file name only", async () => {
    const { app } = await createScriptedApp();
    const response = await app.inject({ method: "POST", url: "/api/models/discover" });
    expect(response.json()).toEqual({
      found: 2,
      added: ["team/llama3:8b"],
      removed: [],
      problems: [{ file: "bad.gguf", reason: "it is empty" }],
      duration_ms: 12,
    });
  });
});

describe("operations routes", () => {
  it("report on machine, engines and settings, without the API key", async () => {
    const { app, service } = await createScriptedApp({ apiKey: "very-secret" });
    await service.load("tiny");
    const response = await app.inject({ url: "/diag", headers: { "x-api-key": "very-secret" } });
    expect(response.body).not.toContain("very-secret");
    expect(response.json()).toMatchObject({
      version: "1.2.3",
      os: { platform: process.platform },
      node: { version: process.version },
      devices: [{ name: "CPU" }],
      engines: [{ name: "tiny", state: "ready", pid: 4321 }],
      config: { api_key: "(hidden)", slots: 8, timeouts: { load_ms: expect.any(Number) } },
    });
  });

  it("hide the token and the proxies of pulling", async () => {
    const pull = {
      ...createScriptedService().config.pull,
      huggingFace: { endpoint: "https://hub.example", token: "hf_very_secret" },
      proxy: { http: "", https: "http://me:very_secret@proxy.example", none: "a" },
    };
    const { app } = await createScriptedApp({ pull });
    const response = await app.inject({ url: "/diag" });
    expect(response.body).not.toContain("very_secret");
    expect(response.json().config.pull).toMatchObject({
      hugging_face: { endpoint: "https://hub.example", token: "(hidden)" },
      proxy: { http: null, https: "(hidden)", none: "a" },
    });
  });

  it("show the backends that the engine tells", async () => {
    const app = await createHttpApp({
      service: createScriptedService(),
      logger: pino({ level: "silent" }),
      metrics: createMetrics(),
      version: "1.2.3",
      diagnose: async () => ({
        backends: [
          { kind: "gguf", available: true },
          { kind: "candle", available: false, reason: "it is not built yet" },
        ],
        devices: [{ name: "GPU0" }],
      }),
    });
    const report = (await app.inject({ url: "/diag" })).json();
    await app.close();
    expect(report.backends).toEqual([
      { kind: "gguf", available: true, reason: null },
      { kind: "candle", available: false, reason: "it is not built yet" },
    ]);
    expect(report.devices).toEqual([{ name: "GPU0" }]);
    expect(report.config.api_key).toBeNull();
  });

  it("show the figures of generations and loaded models", async () => {
    const { app } = await createScriptedApp();
    await app.inject({ method: "POST", url: "/v1/completions", payload: { prompt: "a" } });
    const response = await app.inject({ url: "/metrics" });
    expect(response.headers["content-type"]).toMatch(/^text\/plain/u);
    expect(response.body).toContain('shimmy_completion_tokens_total{model="tiny"} 2');
    expect(response.body).toContain('shimmy_requests_running{model="tiny"} 1');
    expect(response.body).toContain('shimmy_requests_queued{model="tiny"} 2');
    expect(response.body).toContain('shimmy_queue_wait_expected_seconds{model="tiny"} 2.5');
    expect(response.body).toContain("shimmy_models_loaded 1");
    expect(response.body).toContain('shimmy_time_to_first_token_seconds_count{model="tiny"} 1');
    expect(response.body).toContain('shimmy_inter_token_latency_seconds_count{model="tiny"} 1');
  });
});
