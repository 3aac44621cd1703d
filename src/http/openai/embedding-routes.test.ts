import { describe, expect, it } from "vitest";
import { leaveOnceAccepted } from "../../../test/helpers/leaving-client.ts";
import { createScriptedApp, injectPost } from "../../../test/helpers/scripted-app.ts";
import { ShimmyError } from "../../core/errors.ts";

describe("POST /v1/embeddings", () => {
  const url = "/v1/embeddings";

  it("answers in OpenAI's form, in the order of the inputs", async () => {
    const response = await injectPost(await createScriptedApp(), url, {
      model: "tiny",
      input: ["ab", "abc"],
    });
    expect(response.headers["content-type"]).toBe("application/json; charset=utf-8");
    expect(response.json()).toEqual({
      object: "list",
      data: [
        { object: "embedding", index: 0, embedding: [2, 0.5] },
        { object: "embedding", index: 1, embedding: [3, 0.5] },
      ],
      model: "tiny",
      usage: { prompt_tokens: 5, total_tokens: 5 },
    });
  });

  it("encodes 32-bit floats in base64 when asked to", async () => {
    const request = { input: "ab", encoding_format: "base64", user: "somebody" };
    const { embedding } = (await injectPost(await createScriptedApp(), url, request)).json().data[0];
    expect(embedding).toBe(Buffer.from(Float32Array.of(2, 0.5).buffer).toString("base64"));
  });

  it("hands every option on", async () => {
    const scripted = await createScriptedApp();
    const seen: unknown[] = [];
    scripted.service.script = { acceptEmbedding: (request) => void seen.push(request) };
    const options = { dimensions: 2, pooling: "cls", normalize: false } as const;
    await injectPost(scripted, url, { input: [[1, 2], "a", []], ...options }).then(({ statusCode }) =>
      expect(statusCode).toBe(400),
    );
    await injectPost(scripted, url, { input: [1, 2, 3], ...options });
    await injectPost(scripted, url, { input: [[1, 2], "a"], dimensions: null });
    expect(seen).toMatchObject([
      { inputs: [[1, 2, 3]], options, requestId: expect.any(String), client: "127.0.0.1" },
      { inputs: [[1, 2], "a"], options: {} },
    ]);
  });

  it("sends a list of many vectors whole", async () => {
    const input = Array.from({ length: 2048 }, (_, index) => "x".repeat(1 + (index % 50)));
    const { data } = (await injectPost(await createScriptedApp(), url, { input })).json();
    expect(data).toHaveLength(2048);
    expect(data[2047]).toEqual({ object: "embedding", index: 2047, embedding: [48, 0.5] });
  });

  it.each([
    ["no input", {}, "input"],
    ["an empty text", { input: "" }, "input"],
    ["an empty list", { input: [] }, "input"],
    ["an empty text among others", { input: ["a", ""] }, "input"],
    ["another kind of input", { input: 5 }, "input"],
    ["another kind of entry", { input: ["a", { text: "b" }] }, "input"],
    ["a mixed list of token ids", { input: [[1, "2"]] }, "input"],
    ["too many inputs", { input: Array.from({ length: 2049 }, () => "a") }, "input"],
    ["an unknown encoding", { input: "a", encoding_format: "hex" }, "encoding_format"],
    ["no dimensions", { input: "a", dimensions: 0 }, "dimensions"],
    ["half a dimension", { input: "a", dimensions: 1.5 }, "dimensions"],
    ["an unknown pooling", { input: "a", pooling: "none" }, "pooling"],
  ])("refuses %s, naming the field", async (_what, payload, param) => {
    const response = await injectPost(await createScriptedApp(), url, payload);
    expect(response.statusCode).toBe(400);
    expect(response.json().error).toMatchObject({ code: "invalid_request", param });
  });

  it("counts what was answered and what was refused", async () => {
    const scripted = await createScriptedApp();
    await injectPost(scripted, url, { input: ["a", "b"] });
    scripted.service.script = {
      acceptEmbedding: () => {
        throw new ShimmyError("context_length_exceeded", "Too long.", { param: "input" });
      },
    };
    expect((await injectPost(scripted, url, { input: "a" })).statusCode).toBe(400);
    expect((await injectPost(scripted, url, { input: "a", model: "none" })).statusCode).toBe(404);
    const text = await scripted.metrics.render();
    expect(text).toContain('shimmy_embedding_requests_total{model="tiny",kind="embed",outcome="ok"} 1');
    expect(text).toContain(
      'shimmy_embedding_requests_total{model="tiny",kind="embed",outcome="context_length_exceeded"} 1',
    );
    expect(text).toContain('shimmy_embedding_inputs_total{model="tiny"} 2');
    expect(text).toContain('shimmy_embedding_tokens_total{model="tiny"} 5');
    expect(text).not.toContain('model="none"');
  });

  it("gives up when the client leaves", async () => {
    const scripted = await createScriptedApp();
    const told = leaveOnceAccepted(scripted, url, { input: "a" }, (accept) => ({ acceptEmbedding: accept }));
    expect(await told).toMatchObject({ code: "cancelled" });
  });
});

describe.each(["/v1/rerank", "/v1/reranking", "/rerank", "/reranking"])("POST %s", (url) => {
  const documents = ["ab", { text: "abcd" }, "abc"];

  it("answers with the best document first", async () => {
    const response = await injectPost(await createScriptedApp(), url, {
      model: "tiny",
      query: "q",
      documents,
    });
    expect(response.json()).toEqual({
      model: "tiny",
      object: "list",
      usage: { prompt_tokens: 5, total_tokens: 5 },
      results: [
        { index: 1, relevance_score: 4 },
        { index: 2, relevance_score: 3 },
        { index: 0, relevance_score: 2 },
      ],
    });
  });

  it("says who asks", async () => {
    const scripted = await createScriptedApp();
    const clients: unknown[] = [];
    scripted.service.script = { acceptEmbedding: ({ client }) => void clients.push(client) };
    await injectPost(scripted, url, { query: "q", documents });
    expect(clients).toEqual(["127.0.0.1"]);
  });

  it("tells of the best few, with their texts", async () => {
    const request = { query: "q", documents, top_n: 2, return_documents: true };
    const { results } = (await injectPost(await createScriptedApp(), url, request)).json();
    expect(results).toEqual([
      { index: 1, relevance_score: 4, document: { text: "abcd" } },
      { index: 2, relevance_score: 3, document: { text: "abc" } },
    ]);
    const all = { query: "q", documents: ["a"], top_n: 100 };
    expect((await injectPost(await createScriptedApp(), url, all)).json().results).toHaveLength(1);
  });

  it.each([
    [{ documents }, "query"],
    [{ query: "", documents }, "query"],
    [{ query: "q" }, "documents"],
    [{ query: "q", documents: [] }, "documents"],
    [{ query: "q", documents: [5] }, "documents[0]"],
    [{ query: "q", documents, top_n: 0 }, "top_n"],
    [{ query: "q", documents: Array.from({ length: 2049 }, () => "a") }, "documents"],
  ])("refuses %j in OpenAI's form", async (payload, param) => {
    const response = await injectPost(await createScriptedApp(), url, payload);
    expect(response.statusCode).toBe(400);
    expect(response.json().error).toMatchObject({
      code: "invalid_request",
      type: "invalid_request_error",
      param,
    });
  });
});
