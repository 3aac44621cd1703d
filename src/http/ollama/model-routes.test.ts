import { describe, expect, it } from "vitest";
import { createScriptedApp } from "../../../test/helpers/scripted-app.ts";
import { SCRIPTED_VOCABULARY } from "../../../test/helpers/scripted-service.ts";
import { RUNNING_MODELS, TAGS } from "./list-bodies.ts";
import { shortCount } from "./model-details.ts";
import { MODEL_SHOWN } from "./show-body.ts";

describe("GET /", () => {
  it.each([undefined, "*/*", "text/html,application/xhtml+xml,*/*;q=0.8", "text/plain, application/json"])(
    "answers clients that take text in Ollama's words: %s",
    async (accept) => {
      const { app } = await createScriptedApp();
      const headers = accept === undefined ? {} : { accept };
      const response = await app.inject({ method: "GET", url: "/", headers });
      expect([response.statusCode, response.body]).toEqual([200, "Ollama is running"]);
      expect(response.headers["content-type"]).toBe("text/plain; charset=utf-8");
    },
  );

  it("answers clients that name JSON alone with JSON", async () => {
    const { app } = await createScriptedApp();
    const response = await app.inject({ method: "GET", url: "/", headers: { accept: "application/json" } });
    expect(response.json()).toEqual({ service: "shimmy", version: "1.2.3" });
  });

  it("answers HEAD, as the official clients ask", async () => {
    const { app } = await createScriptedApp();
    const response = await app.inject({ method: "HEAD", url: "/", headers: { accept: "application/json" } });
    expect([response.statusCode, response.body]).toEqual([200, ""]);
  });
});

describe("GET /api/version", () => {
  it("tells a version that clients take for an Ollama with thoughts and tools, and Shimmy's own", async () => {
    const { app } = await createScriptedApp();
    const { version, shimmy_version: own } = (await app.inject("/api/version")).json();
    expect(own).toBe("1.2.3");
    // numbers one by one, as clients compare them
    const [major, minor] = String(version).split(".").map(Number);
    expect([major, minor]).toEqual([0, expect.any(Number)]);
    expect(minor).toBeGreaterThanOrEqual(9);
    expect((await app.inject({ method: "HEAD", url: "/api/version" })).statusCode).toBe(200);
  });
});

describe("GET /api/tags", () => {
  it("lists models and aliases, without their paths", async () => {
    const { app, service } = await createScriptedApp();
    await service.createAlias({ name: "mario", from: "tiny", params: { name: "model", from: "from" } });
    const response = await app.inject("/api/tags");
    const { models } = TAGS.parse(response.json());
    expect(models.map(({ name }) => name)).toEqual(["tiny", "team/llama3:8b", "mario"]);
    expect(models[0]).toEqual({
      name: "tiny",
      model: "tiny",
      size: 1000,
      modified_at: "2026-01-02T03:04:05.000Z",
      digest: expect.stringMatching(/^[0-9a-f]{64}$/u),
      details: {
        parent_model: "",
        format: "gguf",
        family: "llama",
        families: ["llama"],
        parameter_size: "260K",
        quantization_level: "F32",
        context_length: 512,
      },
    });
    expect(models[2]?.details.parent_model).toBe("tiny");
    expect(new Set(models.slice(0, 2).map(({ digest }) => digest)).size).toBe(2);
    expect(response.body).not.toContain("/home/");
  });
});

describe("GET /api/ps", () => {
  it("lists nothing while nothing is loaded", async () => {
    const { app } = await createScriptedApp();
    expect((await app.inject("/api/ps")).json()).toEqual({ models: [] });
  });

  it("tells memory, context and when a model goes", async () => {
    const { app, service } = await createScriptedApp();
    await service.load("tiny");
    const { models } = RUNNING_MODELS.parse((await app.inject("/api/ps")).json());
    expect(models).toMatchObject([{ name: "tiny", size: 2000, size_vram: 0, context_length: 512 }]);
    // a model that stays goes in centuries, which clients show as for ever
    expect(Date.parse(models[0]?.expires_at ?? "")).toBeGreaterThan(Date.parse("2200-01-01"));
  });

  it("tells when a model with a keep_alive goes", async () => {
    const { app, service } = await createScriptedApp();
    await service.load("tiny");
    const { status } = service;
    service.status = (name) => ({ ...status(name), remainingMs: 60_000 });
    const before = Date.now();
    const { models } = RUNNING_MODELS.parse((await app.inject("/api/ps")).json());
    const leftMs = Date.parse(models[0]?.expires_at ?? "") - before;
    expect(leftMs).toBeGreaterThanOrEqual(60_000);
  });

  it("falls back to the weights where there is no estimate", async () => {
    const { app, service } = await createScriptedApp();
    await service.load("tiny");
    const info = service.status("tiny").info;
    const { status } = service;
    // a load of its own, since estimates are kept by load
    service.status = (name) => ({ ...status(name), info: info && { ...info } });
    service.estimate = async () => {
      throw new Error("gone");
    };
    const { models } = RUNNING_MODELS.parse((await app.inject("/api/ps")).json());
    expect(models).toMatchObject([{ size: 1000, size_vram: 0 }]);
  });
});

describe("POST /api/show", () => {
  const url = "/api/show";

  it.each(["model", "name"])("tells what a model is, by the field %s", async (field) => {
    const { app } = await createScriptedApp();
    const response = await app.inject({ method: "POST", url, payload: { [field]: "tiny", verbose: false } });
    expect(MODEL_SHOWN.strict().parse(response.json())).toMatchObject({
      template: "{{ messages[0].content }}",
      capabilities: ["completion", "tools"],
      license: "mit",
      model_info: {
        "general.architecture": "llama",
        "tokenizer.ggml.tokens": null,
        "general.parameter_count": 260_000,
      },
      details: { family: "llama", embedding_length: 64 },
      modified_at: "2026-01-02T03:04:05.000Z",
      modelfile: "FROM tiny\n",
    });
    expect(response.body).not.toContain("/home/");
  });

  it("shows long lists whole where verbose asks for them, and all else alike", async () => {
    const { app } = await createScriptedApp();
    const show = async (verbose: boolean) =>
      (await app.inject({ method: "POST", url, payload: { model: "tiny", verbose } })).json();
    const [short, whole] = [await show(false), await show(true)];
    expect(whole).toEqual({
      ...short,
      model_info: { ...short.model_info, "tokenizer.ggml.tokens": SCRIPTED_VOCABULARY },
    });
  });

  it("shows an alias's settings", async () => {
    const { app, service } = await createScriptedApp();
    await service.createAlias({
      name: "mario",
      from: "tiny",
      system: "Be Mario.",
      messages: [{ role: "user", content: "Who?" }],
      parameters: { temperature: 0.1, stop: ["a b", "c"] },
      params: { name: "model", from: "from" },
    });
    const shown = (await app.inject({ method: "POST", url, payload: { model: "mario" } })).json();
    expect(MODEL_SHOWN.strict().parse(shown)).toMatchObject({
      system: "Be Mario.",
      messages: [{ role: "user", content: "Who?" }],
      details: { parent_model: "tiny" },
    });
    expect(shown.parameters.split("\n").map((line: string) => line.split(/ {2,}/u))).toEqual([
      ["temperature", "0.1"],
      ["stop", '"a b"'],
      ["stop", '"c"'],
    ]);
    expect(shown.modelfile).toContain('PARAMETER stop "a b"\n');
  });

  it("refuses what it cannot find, and a body without a name", async () => {
    const { app } = await createScriptedApp();
    const unknown = await app.inject({ method: "POST", url, payload: { model: "x" } });
    expect([unknown.statusCode, unknown.json().error]).toEqual([404, expect.stringContaining('"x"')]);
    const unnamed = await app.inject({ method: "POST", url, payload: {} });
    expect([unnamed.statusCode, unnamed.json()]).toEqual([
      400,
      { error: "model is missing; name the model." },
    ]);
  });
});

describe("shortCount", () => {
  it.each([
    [999, "999"],
    [260_000, "260K"],
    [137_260_000, "137.26M"],
    [8_030_261_248, "8.0B"],
    [70_553_706_496, "70.6B"],
  ])("writes %d as %s", (count, text) => {
    expect(shortCount(count)).toBe(text);
  });
});
