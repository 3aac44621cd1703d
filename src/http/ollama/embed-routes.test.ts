import { describe, expect, it } from "vitest";
import { createScriptedApp } from "../../../test/helpers/scripted-app.ts";

describe("POST /api/embed", () => {
  const url = "/api/embed";

  it("answers in Ollama's form", async () => {
    const { app, service } = await createScriptedApp();
    const clients: unknown[] = [];
    service.script = { acceptEmbedding: ({ client }) => void clients.push(client) };
    const payload = { model: "tiny", input: ["ab", "abc"], truncate: true, keep_alive: "5m" };
    const response = await app.inject({ method: "POST", url, payload });
    expect(response.json()).toEqual({
      model: "tiny",
      embeddings: [
        [2, 0.5],
        [3, 0.5],
      ],
      total_duration: expect.any(Number),
      load_duration: 0,
      prompt_eval_count: 5,
    });
    const single = await app.inject({ method: "POST", url, payload: { input: "abcd", dimensions: 2 } });
    expect(single.json().embeddings).toEqual([[4, 0.5]]);
    expect(clients).toEqual(["127.0.0.1", "127.0.0.1"]);
  });

  it.each([{}, { input: "" }, { input: [] }])("only loads the model for %j", async (payload) => {
    const { app, service } = await createScriptedApp();
    const response = await app.inject({ method: "POST", url, payload });
    expect(response.json()).toMatchObject({ model: "tiny", embeddings: [], prompt_eval_count: 0 });
    expect(service.resolveModel("tiny").loaded).toBe(true);
  });

  it("cuts inputs unless it is told not to", async () => {
    const { app, service } = await createScriptedApp();
    const seen: unknown[] = [];
    service.script = {
      acceptEmbedding: (request) => void seen.push("options" in request && request.options.truncate),
    };
    for (const truncate of [undefined, null, true, false]) {
      await app.inject({ method: "POST", url, payload: { input: "a", truncate } });
    }
    expect(seen).toEqual([true, true, true, false]);
  });

  it("refuses other inputs in Ollama's form", async () => {
    const { app } = await createScriptedApp();
    for (const payload of [{ input: 5 }, { input: [5] }, { input: "a", dimensions: 0 }]) {
      const response = await app.inject({ method: "POST", url, payload });
      expect(response.statusCode).toBe(400);
      expect(response.json()).toEqual({ error: expect.any(String) });
    }
  });
});

describe("POST /api/embeddings", () => {
  const url = "/api/embeddings";

  it("answers with one vector, not scaled", async () => {
    const { app, service } = await createScriptedApp();
    const seen: unknown[] = [];
    service.script = { acceptEmbedding: (request) => void seen.push(request) };
    const response = await app.inject({ method: "POST", url, payload: { model: "tiny", prompt: "ab" } });
    expect(response.json()).toEqual({ embedding: [2, 0.5] });
    expect(seen).toMatchObject([
      { inputs: ["ab"], options: { normalize: false, truncate: true }, client: "127.0.0.1" },
    ]);
  });

  it("only loads the model without a prompt", async () => {
    const { app } = await createScriptedApp();
    expect((await app.inject({ method: "POST", url, payload: {} })).json()).toEqual({ embedding: [] });
  });
});
