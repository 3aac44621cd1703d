import { describe, expect, it } from "vitest";
import { bareRequest } from "../../../test/helpers/bare-request.ts";
import { createScriptedApp } from "../../../test/helpers/scripted-app.ts";
import { ANTHROPIC_ERROR } from "../anthropic/error-body.ts";
import { NATIVE_ERROR } from "../native/error-body.ts";
import { OLLAMA_ERROR } from "../ollama/error-body.ts";
import { OPENAI_ERROR } from "../openai/error-body.ts";
import { absoluteTarget } from "./absolute-target.ts";

const HOST = "Host: localhost\r\n";
const END = "Connection: close\r\n\r\n";

async function openServer() {
  const scripted = await createScriptedApp();
  const address = await scripted.listen();
  return { ...scripted, ask: (request: string) => bareRequest(address, request) };
}

describe("an expectation that no server meets", () => {
  it.each([
    ["POST", "/v1/chat/completions", OPENAI_ERROR],
    ["POST", "/v1/messages", ANTHROPIC_ERROR],
    ["GET", "/api/tags", OLLAMA_ERROR],
    ["GET", "/health", NATIVE_ERROR],
  ])("is a 417 in the dialect of %s %s", async (method, path, schema) => {
    const { ask, logs } = await openServer();
    const body = method === "POST" ? "Content-Length: 2\r\n" : "";
    const rest = method === "POST" ? "{}" : "";
    const answer = await ask(`${method} ${path} HTTP/1.1\r\n${HOST}Expect: tea\r\n${body}${END}${rest}`);
    expect(answer.status).toBe(417);
    expect(schema.strict().parse(JSON.parse(answer.body))).toBeDefined();
    expect(answer.body).toContain('\\"tea\\"');
    expect(logs).toContainEqual(expect.objectContaining({ msg: "request", path, status: 417 }));
  });

  it("is not Node's own 100-continue", async () => {
    const { ask } = await openServer();
    const body = '{"prompt":"a"}';
    const request = `POST /v1/completions HTTP/1.1\r\n${HOST}Expect: 100-continue\r\nContent-Length: ${body.length}\r\n${END}${body}`;
    const { status, body: rest } = await ask(request);
    expect(status).toBe(100);
    expect(rest).toMatch(/^HTTP\/1\.1 200 OK/u);
  });
});

describe("the host of a request", () => {
  it("stands in one header", async () => {
    const { ask } = await openServer();
    const twice = await ask(`GET /v1/models HTTP/1.1\r\n${HOST}HOST: evil.org\r\n${END}`);
    expect(twice.status).toBe(400);
    expect(JSON.parse(twice.body).error.message).toBe("The request has 2 Host headers; send one.");
    const none = await ask(`GET /v1/models HTTP/1.1\r\n${END}`);
    expect(none.status).toBe(400);
    expect(OPENAI_ERROR.strict().parse(JSON.parse(none.body)).error.message).toMatch(/names no host/u);
  });

  it("may be absent in HTTP/1.0, which no browser speaks", async () => {
    const { ask } = await openServer();
    expect((await ask("GET /health HTTP/1.0\r\n\r\n")).status).toBe(200);
    expect((await ask("GET /health HTTP/1.0\r\nHost: evil.org\r\n\r\n")).status).toBe(403);
    const page = "POST /api/models/discover HTTP/1.0\r\nOrigin: http://evil.org\r\n\r\n";
    expect((await ask(page)).status).toBe(403);
  });

  it("is that of a target in the form for proxies, and the rest of the target is what is asked", async () => {
    const { ask, logs } = await openServer();
    const own = await ask(`GET http://localhost:11435/v1/nothing?a=1 HTTP/1.1\r\n${HOST}${END}`);
    expect(own.status).toBe(404);
    expect(OPENAI_ERROR.strict().parse(JSON.parse(own.body)).error.message).toContain("/v1/nothing;");
    expect(logs).toContainEqual(expect.objectContaining({ msg: "request", path: "/v1/nothing" }));
    expect((await ask(`GET http://localhost HTTP/1.1\r\n${HOST}${END}`)).status).toBe(200);
    const foreign = await ask(`GET http://evil.org/health HTTP/1.1\r\n${HOST}${END}`);
    expect(foreign.status).toBe(403);
    expect(absoluteTarget("HTTPS://A?b=/c")).toEqual({ authority: "A", path: "/?b=/c" });
    expect(absoluteTarget("/http://a/b")).toBeUndefined();
  });
});

describe("a broken WebSocket handshake", () => {
  const KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  it.each([
    ["without a key", "Sec-WebSocket-Version: 13\r\n", "Sec-WebSocket-Key"],
    ["with an unknown version", `${KEY}Sec-WebSocket-Version: 99\r\n`, "Sec-WebSocket-Version"],
    [
      "with broken protocols",
      `${KEY}Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: ,,\r\n`,
      "Sec-WebSocket-Protocol",
    ],
  ])("%s is answered in JSON", async (_name, headers, named) => {
    const { ask } = await openServer();
    const { status, head, body } = await ask(
      `GET /ws/generate HTTP/1.1\r\n${HOST}Connection: Upgrade\r\nUpgrade: websocket\r\n${headers}\r\n`,
    );
    expect(status).toBe(400);
    expect(head).toContain("content-type: application/json");
    expect(head).toContain("sec-websocket-version: 13");
    expect(head).toContain("connection: close");
    const { error } = NATIVE_ERROR.strict().parse(JSON.parse(body));
    expect(error).toMatchObject({ code: "invalid_request", message: expect.stringContaining(named) });
  });
});

describe("a request that Node lets through", () => {
  it.each(["GET * HTTP/1.1", "GET ftp://localhost/health HTTP/1.1", "M-SEARCH * HTTP/1.1"])(
    "is refused where its target is no path: %s",
    async (line) => {
      const { ask } = await openServer();
      const { status, body } = await ask(`${line}\r\n${HOST}${END}`);
      expect([status, JSON.parse(body).error.code]).toEqual([400, "invalid_request"]);
    },
  );

  it.each([
    ["gzip, chunked", 400],
    ["identity, chunked", 400],
    ["Chunked", 200],
  ])("is refused where its body is coded in an unknown way: %s is %i", async (coding, expected) => {
    const { ask } = await openServer();
    const head = `POST /v1/completions HTTP/1.1\r\n${HOST}Transfer-Encoding: ${coding}\r\n${END}`;
    const { status, body } = await ask(`${head}e\r\n{"prompt":"a"}\r\n0\r\n\r\n`);
    expect([status, JSON.parse(body).error?.code]).toEqual([
      expected,
      expected === 200 ? undefined : "invalid_request",
    ]);
  });
});

it("the options of the server as a whole are told", async () => {
  const { ask } = await openServer();
  const { status, head } = await ask(`OPTIONS * HTTP/1.1\r\n${HOST}${END}`);
  expect(status).toBe(204);
  expect(head).toContain("allow: delete, get, head, post, options");
});

it("a tunnel is refused with a body", async () => {
  const { ask } = await openServer();
  const { status, head, body } = await ask(`CONNECT evil.org:443 HTTP/1.1\r\n${HOST}\r\n`);
  expect(status).toBe(405);
  expect(head).toContain("allow: delete, get, head, options, post");
  expect(JSON.parse(body).error.code).toBe("method_not_allowed");
});
