import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { createScriptedApp } from "../../../test/helpers/scripted-app.ts";
import { ANTHROPIC_ERROR } from "../anthropic/error-body.ts";
import { OLLAMA_ERROR } from "../ollama/error-body.ts";
import { OPENAI_ERROR } from "../openai/error-body.ts";

const anthropic = { "anthropic-version": "2023-06-01" };

/** Documented routes of the three, as of their references, that Shimmy does not have. */
const NOT_OFFERED: readonly (readonly [z.ZodType, object, readonly string[]])[] = [
  [
    OPENAI_ERROR.strict(),
    {},
    [
      "POST /v1/responses/compact",
      "GET /v1/chat/completions/chatcmpl-1",
      "GET /v1/chat/completions/chatcmpl-1/messages",
      "POST /v1/images/generations",
      "POST /v1/audio/transcriptions",
      "POST /v1/audio/speech",
      "POST /v1/videos",
      "POST /v1/moderations",
      "POST /v1/files",
      "GET /v1/files/file-1/content",
      "POST /v1/uploads",
      "POST /v1/batches",
      "POST /v1/fine_tuning/jobs",
      "POST /v1/vector_stores",
      "POST /v1/conversations",
      "POST /v1/assistants",
      "POST /v1/threads/thread-1/runs",
      "POST /v1/realtime/client_secrets",
      "POST /v1/containers",
      "POST /v1/evals",
      "GET /v1/organization/usage/completions",
    ],
  ],
  [
    ANTHROPIC_ERROR.strict(),
    anthropic,
    [
      "POST /v1/messages/batches",
      "GET /v1/messages/batches/b/results",
      "POST /v1/complete",
      "POST /v1/files",
    ],
  ],
  [
    OLLAMA_ERROR.strict(),
    {},
    ["POST /api/blobs/sha256:29fdb92e", "HEAD /api/blobs/sha256:29fdb92e", "POST /api/push", "POST /api/me"],
  ],
];

const ROUTES = NOT_OFFERED.flatMap(([schema, headers, routes]) =>
  routes.map((route) => ({ route, schema, headers })),
);

describe("an address that Shimmy does not have", () => {
  it.each(ROUTES)(
    "$route is a 404 of its dialect, whatever the body is",
    async ({ route, schema, headers }) => {
      const { app } = await createScriptedApp();
      const [method = "", url = ""] = route.split(" ");
      const bodies = [
        { "content-type": "application/json" },
        { "content-type": "application/octet-stream" },
        { "content-type": "multipart/form-data; boundary=x" },
      ];
      for (const type of bodies) {
        const payload = method === "POST" ? "GGUF {\0".repeat(300_000) : undefined;
        const response = await app.inject({
          method: method as "GET",
          url,
          headers: { ...headers, ...(payload && type) },
          ...(payload && { payload }),
        });
        expect(response.statusCode).toBe(404);
        if (method === "HEAD") continue;
        expect(schema.parse(response.json())).toBeDefined();
        expect(response.body).toContain(`Shimmy does not offer ${route};`);
      }
    },
  );

  it.each([
    ["/chat/completions", "there is /v1/chat/completions: check the client's base URL"],
    ["/v1/v1/messages", "there is /v1/messages: check the client's base URL"],
    ["/v1/api/chat", "there is /api/chat: check the client's base URL"],
    ["/v1/none", "GET /openapi.json lists every route"],
  ])("%s names the one that is meant", async (url, advice) => {
    const { app } = await createScriptedApp();
    const response = await app.inject({ method: "POST", url });
    expect(response.statusCode).toBe(404);
    expect(response.json().error.message).toBe(`Shimmy does not offer POST ${url}; ${advice}.`);
  });

  it("is told of in OpenAI's words at the root of its dialect", async () => {
    const { app } = await createScriptedApp();
    expect(OPENAI_ERROR.strict().parse((await app.inject({ url: "/v1" })).json())).toBeDefined();
  });
});

describe("a method that an address does not take", () => {
  it.each([
    ["DELETE", "/v1/models/tiny", "GET, HEAD"],
    ["GET", "/v1/chat/completions", "POST"],
    ["PUT", "/api/chat", "POST"],
    ["PATCH", "/v1/responses/resp_1", "DELETE, GET, HEAD"],
    ["POST", "/v1/models/", "GET, HEAD"],
    ["TRACE", "/health", "GET, HEAD"],
  ] as const)("%s %s is a 405 that says which it takes, whatever the body is", async (method, url, allow) => {
    const { app } = await createScriptedApp();
    const headers = { "content-type": "text/plain" };
    const response = await app.inject({ method: method as "GET", url, payload: "x", headers });
    expect([response.statusCode, response.headers.allow]).toEqual([405, allow]);
    expect(response.body).toContain("does not take");
  });

  it("is no OPTIONS, which asks for them", async () => {
    const { app } = await createScriptedApp();
    const response = await app.inject({ method: "OPTIONS", url: "/v1/models" });
    expect([response.statusCode, response.headers.allow, response.body]).toEqual([
      204,
      "GET, HEAD, OPTIONS",
      "",
    ]);
    expect((await app.inject({ method: "OPTIONS", url: "/nothing" })).statusCode).toBe(404);
  });
});
