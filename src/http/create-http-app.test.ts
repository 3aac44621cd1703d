import { describe, expect, it } from "vitest";
import { createScriptedApp } from "../../test/helpers/scripted-app.ts";
import { ShimmyError } from "../core/errors.ts";

describe("createHttpApp", () => {
  it("gives every answer a request id: the client's own when it is safe, else a new one", async () => {
    const { app, service } = await createScriptedApp();
    const safe = await app.inject({ url: "/health", headers: { "x-request-id": "abc-1" } });
    expect(safe.headers["x-request-id"]).toBe("abc-1");
    const unsafe = await app.inject({ url: "/health", headers: { "x-request-id": 'a"b c' } });
    expect(unsafe.headers["x-request-id"]).toMatch(/^[\da-f-]{36}$/u);
    await app.inject({
      method: "POST",
      url: "/v1/completions",
      headers: { "x-request-id": "trace-9" },
      payload: { prompt: "a" },
    });
    expect(service.requests[0]?.requestId).toBe("trace-9");
  });

  it("logs one line a request, with the id and the status, and counts it", async () => {
    const { app, logs, metrics } = await createScriptedApp();
    await app.inject({ url: "/health?secret=1", headers: { "x-request-id": "abc-1" } });
    const lines = logs.filter(({ msg }) => msg === "request");
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ requestId: "abc-1", method: "GET", path: "/health", status: 200 });
    expect(JSON.stringify(logs)).not.toContain("secret=1");
    expect(await metrics.render()).toContain(
      'shimmy_http_requests_total{method="GET",route="/health",status="200"} 1',
    );
  });

  it("leaves it to others to say where it listens", async () => {
    const { listen, logs } = await createScriptedApp();
    const address = await listen();
    expect((await fetch(`${address}/health`)).status).toBe(200);
    expect(logs.map(({ msg }) => msg)).toEqual(["request"]);
  });

  it("answers an unknown address in the dialect of its prefix, never with an empty body (defect f)", async () => {
    const { app } = await createScriptedApp();
    const openai = await app.inject({ url: "/v1/nothing" });
    expect(openai.statusCode).toBe(404);
    expect(openai.json()).toEqual({
      error: {
        message: "Shimmy does not offer GET /v1/nothing; GET /openapi.json lists every route.",
        type: "invalid_request_error",
        param: null,
        code: "not_found",
      },
    });
    const ollama = await app.inject({ url: "/api/nothing" });
    expect(ollama.json()).toEqual({ error: expect.stringContaining("/api/nothing") });
    const native = await app.inject({ url: "/nothing" });
    expect(native.json()).toMatchObject({ error: { code: "not_found" } });
    const long = await app.inject({ url: `/${"x".repeat(400)}` });
    expect(long.json().error.message).toContain("x…");
  });

  it("answers a wrong method with 405 and the right ones", async () => {
    const { app } = await createScriptedApp();
    const response = await app.inject({ method: "GET", url: "/v1/chat/completions" });
    expect(response.statusCode).toBe(405);
    expect(response.headers.allow).toBe("POST");
    expect(response.json().error.code).toBe("method_not_allowed");
    const status = await app.inject({ method: "DELETE", url: "/api/models/a%2Fb/status" });
    expect(status.statusCode).toBe(405);
    expect(status.headers.allow).toBe("GET, HEAD");
  });

  it("refuses broken, compressed, foreign and too large bodies with codes of the catalogue", async () => {
    const { app } = await createScriptedApp();
    const post = (payload: string, headers: Record<string, string>, url = "/v1/completions") =>
      app.inject({ method: "POST", url, payload, headers });
    const json = { "content-type": "application/json" };

    const broken = await post("{oops", json);
    expect([broken.statusCode, broken.json().error.code]).toEqual([400, "invalid_request"]);
    const xml = await post("<a/>", { "content-type": "text/xml" });
    expect([xml.statusCode, xml.json().error.code]).toEqual([415, "unsupported_media_type"]);
    const packed = await post("{}", { ...json, "content-encoding": "gzip" });
    expect([packed.statusCode, packed.json().error.code]).toEqual([415, "unsupported_media_type"]);
    expect(packed.json().error.message).toContain("without Content-Encoding");
    const latin1 = await app.inject({
      method: "POST",
      url: "/v1/completions",
      payload: Buffer.from('{"prompt":"caf\u00e9"}', "latin1"),
      headers: json,
    });
    expect(latin1.statusCode).toBe(400);
    expect(latin1.json().error.message).toBe("The body is not valid UTF-8; send JSON encoded in UTF-8.");
    const deep = await post(`${'{"a":'.repeat(100)}1${"}".repeat(100)}`, json);
    expect(deep.json().error.message).toContain("deeper than 64");
    const large = await post(JSON.stringify({ x: "x".repeat(1_100_000) }), json, "/api/models/discover");
    expect([large.statusCode, large.json().error.code]).toEqual([413, "payload_too_large"]);
    const empty = await post("", json);
    expect(empty.json().error.message).toBe("The body must be an object, not null.");
    const list = await post("[1]", json);
    expect(list.json().error.message).toBe("The body must be an object, not a list of 1.");
    const long = await app.inject({ url: `/v1/models/${"m".repeat(2000)}` });
    expect([long.statusCode, long.json().error.code]).toEqual([400, "invalid_request"]);
    expect(long.json().error.message).toContain("longer than 512");
    const plain = await post('{"prompt":"a"}', { ...json, "content-encoding": "Identity" });
    expect(plain.statusCode).toBe(200);
    const address = await app.inject({ url: "/%zz" });
    expect([address.statusCode, address.json().error.code]).toEqual([400, "invalid_request"]);
  });

  it("reads past a byte order mark, which some editors put before JSON", async () => {
    const { app } = await createScriptedApp();
    const response = await app.inject({
      method: "POST",
      url: "/v1/completions",
      headers: { "content-type": "application/json" },
      payload: '\uFEFF{"prompt":"a"}',
    });
    expect(response.statusCode).toBe(200);
  });

  it("takes JSON in curl's default form type, and a body beyond 1 MiB where it generates", async () => {
    const { app, service } = await createScriptedApp();
    const prompt = "x".repeat(2_000_000);
    const response = await app.inject({
      method: "POST",
      url: "/api/generate",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      payload: JSON.stringify({ prompt }),
    });
    expect(response.statusCode).toBe(200);
    expect(service.requests[0]?.input).toMatchObject({ untemplated: prompt });
  });

  it("is not moved by __proto__ keys", async () => {
    const { app } = await createScriptedApp();
    const response = await app.inject({
      method: "POST",
      url: "/v1/completions",
      headers: { "content-type": "application/json" },
      payload: '{"prompt":"a","__proto__":{"stream":true,"max_tokens":1}}',
    });
    expect(response.headers["content-type"]).toContain("application/json");
    expect(Reflect.get({}, "stream")).toBeUndefined();
  });

  it("tells when to come again, and hides what an unknown error says", async () => {
    const { app, service, logs } = await createScriptedApp();
    const post = () => app.inject({ method: "POST", url: "/v1/completions", payload: { prompt: "a" } });
    service.script = {
      accept: () => {
        throw new ShimmyError("queue_full", "The queue is full.", { retryAfterSeconds: 2.2 });
      },
    };
    const full = await post();
    expect([full.statusCode, full.headers["retry-after"]]).toEqual([503, "3"]);
    service.script = {
      accept: () => {
        throw new Error("secret path /home/someone");
      },
    };
    const internal = await post();
    expect(internal.statusCode).toBe(500);
    expect(internal.body).not.toContain("secret");
    expect(JSON.stringify(logs)).toContain("secret path");
    service.script = {
      accept: () => {
        throw new ShimmyError("context_length_exceeded", "600 tokens are more than 512.", {
          param: "prompt",
          details: { promptTokens: 600, contextLength: 512 },
        });
      },
    };
    expect((await post()).json().error).toEqual({
      message: "600 tokens are more than 512.",
      type: "invalid_request_error",
      param: "prompt",
      code: "context_length_exceeded",
      details: { prompt_tokens: 600, context_length: 512 },
    });
  });

  it("documents every route in OpenAPI 3.1", async () => {
    const { app } = await createScriptedApp();
    const first = await app.inject({ url: "/openapi.json" });
    const document = first.json();
    expect(document.openapi).toBe("3.1.0");
    const operations = Object.entries<Record<string, unknown>>(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(operations.sort()).toEqual(
      [
        "delete /api/delete",
        "delete /v1/responses/{id}",
        "get /",
        "get /api/models",
        "get /api/models/{name}/status",
        "get /api/ps",
        "get /api/tags",
        "get /api/version",
        "get /diag",
        "get /health",
        "get /health/live",
        "get /health/ready",
        "get /metrics",
        "get /openapi.json",
        "get /v1/models",
        "get /v1/models/{id}",
        "get /v1/responses/{id}",
        "get /v1/responses/{id}/input_items",
        "get /ws/generate",
        "post /api/chat",
        "post /api/copy",
        "post /api/create",
        "post /api/embed",
        "post /api/embeddings",
        "post /api/generate",
        "post /api/pull",
        "post /api/show",
        "post /api/models/discover",
        "post /api/models/{name}/estimate",
        "post /api/models/{name}/load",
        "post /api/models/{name}/unload",
        "post /v1/chat/completions",
        "post /apply-template",
        "post /detokenize",
        "post /infill",
        "post /rerank",
        "post /reranking",
        "post /tokenize",
        "post /v1/reranking",
        "post /v1/completions",
        "post /v1/embeddings",
        "post /v1/messages",
        "post /v1/messages/count_tokens",
        "post /v1/rerank",
        "post /v1/responses",
        "post /v1/responses/input_tokens",
        "post /v1/responses/{id}/cancel",
      ].sort(),
    );
    const chat = document.paths["/v1/chat/completions"].post;
    expect(chat.requestBody.content["application/json"].schema.properties).toHaveProperty("top_k");
    expect(Object.keys(chat.responses["200"].content)).toEqual(["application/json", "text/event-stream"]);
    expect((await app.inject({ url: "/openapi.json" })).body).toBe(first.body);
  });
});
