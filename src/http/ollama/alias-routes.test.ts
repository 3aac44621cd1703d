import { describe, expect, it } from "vitest";
import { createScriptedApp } from "../../../test/helpers/scripted-app.ts";

describe("POST /api/copy", () => {
  it("gives a model a further name, and answers with nothing", async () => {
    const { app, service } = await createScriptedApp();
    const payload = { source: "tiny", destination: "backup" };
    const response = await app.inject({ method: "POST", url: "/api/copy", payload });
    expect([response.statusCode, response.body]).toEqual([200, ""]);
    expect(service.aliases).toMatchObject([{ name: "backup", alias: { base: "tiny" } }]);
  });

  it("answers 404 for a source that is not there, and 400 without one", async () => {
    const { app } = await createScriptedApp();
    const unknown = await app.inject({
      method: "POST",
      url: "/api/copy",
      payload: { source: "x", destination: "y" },
    });
    expect([unknown.statusCode, unknown.json()]).toEqual([404, { error: expect.stringContaining('"x"') }]);
    const bare = await app.inject({ method: "POST", url: "/api/copy", payload: {} });
    expect([bare.statusCode, bare.json()]).toEqual([400, { error: expect.stringMatching(/^source/u) }]);
  });
});

describe("DELETE /api/delete", () => {
  const remove = (payload: object) => ({ method: "DELETE", url: "/api/delete", payload }) as const;

  it.each(["model", "name"])("deletes an alias, by the field %s", async (field) => {
    const { app, service } = await createScriptedApp();
    await app.inject({ method: "POST", url: "/api/copy", payload: { source: "tiny", destination: "b" } });
    const response = await app.inject(remove({ [field]: "b" }));
    expect([response.statusCode, response.body]).toEqual([200, ""]);
    expect(service.aliases).toEqual([]);
  });

  it("refuses a model's own name, an unknown one and none", async () => {
    const { app } = await createScriptedApp();
    expect((await app.inject(remove({ model: "tiny" }))).statusCode).toBe(403);
    expect((await app.inject(remove({ model: "x" }))).statusCode).toBe(404);
    expect((await app.inject(remove({}))).json()).toEqual({ error: "model is missing; name the model." });
  });
});

describe("POST /api/create", () => {
  const url = "/api/create";
  const settings = {
    model: "mario",
    from: "tiny",
    system: "Be Mario.",
    template: "{{ messages }}",
    parameters: { temperature: 0.1, num_predict: 9, stop: "x" },
    messages: [{ role: "user", content: "Who?" }],
    license: ["a", "b"],
  };

  it("makes an alias with settings, and tells its steps as NDJSON", async () => {
    const { app, service } = await createScriptedApp();
    const response = await app.inject({ method: "POST", url, payload: settings });
    expect(response.headers["content-type"]).toBe("application/x-ndjson");
    const steps = response.body
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).status);
    expect([steps[0], ...steps.slice(-2)]).toEqual(["reading model metadata", "writing manifest", "success"]);
    expect(service.aliases).toMatchObject([
      {
        name: "mario",
        alias: {
          base: "tiny",
          system: "Be Mario.",
          template: "{{ messages }}",
          parameters: { temperature: 0.1, num_predict: 9, stop: "x" },
          options: { temperature: 0.1, maxTokens: 9, stop: ["x"] },
          messages: [{ role: "user", content: "Who?" }],
          license: "a\nb",
        },
      },
    ]);
  });

  it("answers with the last step alone when stream is false", async () => {
    const { app, service } = await createScriptedApp();
    const payload = { name: "luigi", from: "tiny", stream: false, files: {}, quantize: "" };
    expect((await app.inject({ method: "POST", url, payload })).json()).toEqual({ status: "success" });
    expect(service.aliases[0]?.alias).not.toHaveProperty("system");
  });

  it("gives an alias adapters by their names, with a strength or the digest of the file", async () => {
    const { app, service } = await createScriptedApp();
    const adapters = { "style.gguf": 0.5, "tone.gguf": `sha256:${"a".repeat(64)}` };
    const payload = { model: "m", from: "tiny", adapters, stream: false };
    expect((await app.inject({ method: "POST", url, payload })).statusCode).toBe(200);
    expect(service.aliases[0]?.alias?.adapters).toEqual([
      { name: "style.gguf", scale: 0.5 },
      { name: "tone.gguf", scale: 1, sha256: "a".repeat(64) },
    ]);
  });

  it.each([
    [{ model: "m" }, 400, /^from is missing/u],
    [{ from: "tiny" }, 400, /^model is missing/u],
    [{ model: "m", from: "x" }, 404, /no model "x"/u],
    [{ model: "m", from: "tiny", files: { a: "sha256:1" } }, 400, /^files is not supported.*model folder/u],
    [{ model: "m", from: "tiny", quantize: "q4_K_M" }, 400, /^quantize is not supported.*llama-quantize/u],
    [{ model: "m", from: "tiny", adapters: { a: "sha256:1" } }, 400, /^adapters\.a must be a strength/u],
    [{ model: "m", from: "tiny", adapters: { a: 1000 } }, 400, /^adapters\.a must be a strength/u],
    [{ model: "m", from: "tiny", parameters: { num_ctx: 0 } }, 400, /parameters.num_ctx must be/u],
    [{ model: "m", from: "tiny", parameters: { tempreature: 1 } }, 400, /unknown option tempreature/u],
    [{ model: "m", from: "tiny", parameters: { temperature: "hot" } }, 400, /temperature must be/u],
  ])("refuses %j", async (payload, status, message) => {
    const { app, service } = await createScriptedApp();
    const response = await app.inject({ method: "POST", url, payload });
    expect([response.statusCode, response.json()]).toEqual([
      status,
      { error: expect.stringMatching(message) },
    ]);
    expect(service.aliases).toEqual([]);
  });
});
