import { once } from "node:events";
import { request as httpRequest, type IncomingMessage, type RequestOptions } from "node:http";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { WebSocket } from "ws";
import { asObject, at, getJson, post } from "../helpers/http-client.ts";
import { type RealServer, startRealServer } from "../helpers/real-server.ts";
import { openSocket } from "../helpers/socket-client.ts";

const KEY = "a-key-for-this-server-alone";
const MIB = 1024 * 1024;
let server: RealServer;
let locked: RealServer;

beforeAll(async () => {
  const modelPath = inject("tinyModelPath");
  server = await startRealServer({ modelPath });
  locked = await startRealServer({ modelPath, config: { apiKey: KEY } });
});
afterAll(async () => {
  await server.close();
  await locked.close();
});

interface RawAnswer {
  readonly status: number | undefined;
  readonly text: string;
}

/** A request whose headers are sent as they are given, which `fetch` does not allow for all of them. */
async function send(options: RequestOptions, body?: string): Promise<RawAnswer> {
  const request = httpRequest({ host: "127.0.0.1", port: server.port, ...options });
  request.end(body);
  return read(request);
}

async function read(request: ReturnType<typeof httpRequest>): Promise<RawAnswer> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request.once("response", resolve);
    request.once("error", reject);
  });
  let text = "";
  response.setEncoding("utf8");
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode, text };
}

/** Status with which the server refused to open a WebSocket. */
async function refusedSocket(url: string, options: WebSocket.ClientOptions): Promise<number | undefined> {
  const socket = new WebSocket(url, options);
  socket.on("error", () => {});
  const [, response] = await once(socket, "unexpected-response");
  socket.terminate();
  return response.statusCode;
}

const json = { "content-type": "application/json" };
const generation = { prompt: "one", max_tokens: 2, temperature: 0 };

describe("foreign web pages", () => {
  test.each(["evil.example", "evil.example:11435", "127.0.0.1.evil.example", "a b"])(
    "the Host %j is refused on every route",
    async (host) => {
      for (const path of ["/health", "/v1/models", "/metrics", "/nowhere"]) {
        const answer = await send({ path, headers: { host } });
        expect([400, 403], path).toContain(answer.status);
        expect(answer.text).toContain('"error"');
      }
    },
  );

  test("a request without a Host is refused with a body that says so", async () => {
    const { status, text } = await send({ path: "/health", setHost: false });
    expect(status).toBe(400);
    expect(asObject(text)).toMatchObject({ error: { code: "invalid_request" } });
  });

  test("a foreign Host is refused as forbidden, in each dialect's form", async () => {
    const headers = { host: "evil.example" };
    expect((await send({ path: "/v1/models", headers })).status).toBe(403);
    const openai = await send({ path: "/v1/models", headers });
    expect(asObject(openai.text)).toMatchObject({ error: { code: "forbidden", type: "permission_error" } });
  });

  test.each(["localhost", "127.0.0.1:4000", "[::1]:80", "shimmy.localhost"])(
    "the loopback Host %j is let in",
    async (host) => {
      expect((await send({ path: "/health", headers: { host } })).status).toBe(200);
    },
  );

  test.each(["https://evil.example", "null", "http://localhost.evil.example", "file://"])(
    "the Origin %j may not post, and learns nothing by reading",
    async (origin) => {
      const answer = await post(`${server.url}/api/generate`, generation, { origin });
      expect(answer.status).toBe(403);
      const read = await fetch(`${server.url}/v1/models`, { headers: { origin } });
      expect(read.headers.get("access-control-allow-origin")).toBeNull();
    },
  );

  test("a form's plain post of the browser is refused", async () => {
    const headers = { origin: "https://evil.example", "content-type": "text/plain" };
    expect((await post(`${server.url}/api/generate`, generation, headers)).status).toBe(403);
  });

  test("a page of this machine may post, and read the answer", async () => {
    const headers = { origin: "http://localhost:3000" };
    const answer = await post(`${server.url}/api/generate`, generation, headers);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("access-control-allow-origin")).toBe(headers.origin);
  });

  test("only its own address opens a WebSocket", async () => {
    for (const path of ["/v1/models", "/health", "/api/models/tiny/status"]) {
      expect(await refusedSocket(server.webSocketUrl + path, {}), path).toBe(400);
    }
    expect(await refusedSocket(`${server.webSocketUrl}/nowhere`, {})).toBe(404);
  });

  test("a foreign Origin or Host may not open a WebSocket", async () => {
    const url = `${server.webSocketUrl}/ws/generate`;
    expect(await refusedSocket(url, { origin: "https://evil.example" })).toBe(403);
    expect(await refusedSocket(url, { headers: { host: "evil.example" } })).toBe(403);
  });
});

describe("the API key", () => {
  test.each([
    ["none", {}],
    ["a wrong one", { authorization: "Bearer another" }],
    ["the beginning of it", { authorization: `Bearer ${KEY.slice(0, -1)}` }],
    ["one of another scheme", { authorization: `Basic ${KEY}` }],
    ["an empty one", { authorization: "Bearer " }],
  ])("with %s, everything but health is refused", async (_what, headers) => {
    for (const path of ["/v1/models", "/api/models", "/metrics", "/diag", "/openapi.json", "/nowhere"]) {
      const response = await fetch(locked.url + path, { headers });
      expect(response.status, path).toBe(401);
      expect(response.headers.get("www-authenticate"), path).toBe("Bearer");
      expect(await response.text(), path).not.toContain(KEY);
    }
    const unload = await post(`${locked.url}/api/models/tiny/unload`, {}, { ...headers });
    expect(unload.status).toBe(401);
    expect((await fetch(`${locked.url}/health/ready`)).status).toBe(200);
  });

  test.each([{ authorization: `Bearer ${KEY}` }, { authorization: `bearer ${KEY}` }, { "x-api-key": KEY }])(
    "%j lets in",
    async (headers) => {
      expect((await post(`${locked.url}/v1/completions`, generation, { ...headers })).status).toBe(200);
    },
  );

  test("is asked for before a WebSocket opens", async () => {
    const url = `${locked.webSocketUrl}/ws/generate`;
    expect(await refusedSocket(url, {})).toBe(401);
    const socket = new WebSocket(url, { headers: { authorization: `Bearer ${KEY}` } });
    await once(socket, "open");
    socket.terminate();
  });

  test("is shown neither by /diag nor by the log", async () => {
    const diag = await fetch(`${locked.url}/diag`, { headers: { "x-api-key": KEY } });
    expect(await diag.text()).not.toContain(KEY);
    expect(JSON.stringify(locked.logs)).not.toContain(KEY);
  });
});

describe("bodies", () => {
  const completions = () => `${server.url}/v1/completions`;

  test("keys that would reach a prototype are dropped", async () => {
    const body = `{"__proto__":{"max_tokens":1,"polluted":1},"constructor":{"prototype":{"polluted":1}},${JSON.stringify(generation).slice(1)}`;
    const { status, text } = await post(completions(), body);
    expect(status).toBe(200);
    expect(asObject(text)).toMatchObject({ usage: { completion_tokens: 2 } });
    expect(Reflect.get({}, "polluted")).toBeUndefined();
    const nested = '{"prompt":"one","max_tokens":2,"options":{"__proto__":{"num_predict":1}}}';
    expect(asObject((await post(`${server.url}/api/generate`, nested)).text)).toMatchObject({
      eval_count: 2,
    });
  });

  test("JSON of 65 levels is refused, of 64 it is read", async () => {
    const nested = (levels: number): string =>
      `{"prompt":"one","max_tokens":1,"user":${"[".repeat(levels - 1)}${"]".repeat(levels - 1)}}`;
    const tooDeep = await post(completions(), nested(65));
    expect(tooDeep.status).toBe(400);
    expect(tooDeep.text).toContain("64");
    expect((await post(completions(), nested(64))).status).toBe(200);
    const socket = await openSocket(`${server.webSocketUrl}/ws/generate`);
    socket.send(nested(65));
    expect(await socket.next()).toMatchObject({ error: { code: "invalid_request" } });
    socket.close();
  });

  test.each([
    ["/v1/completions", 32 * MIB],
    ["/api/generate", 32 * MIB],
    ["/api/models/discover", MIB],
  ])("of %s may have %d bytes and not one more", async (path, limit) => {
    const request = httpRequest({
      host: "127.0.0.1",
      port: server.port,
      path,
      method: "POST",
      headers: { ...json, "content-length": limit + 1 },
    });
    request.on("error", () => {});
    // Refused by what it says of itself, before the body is there.
    request.flushHeaders();
    const { status, text } = await read(request);
    request.destroy();
    expect(status).toBe(413);
    expect(text).toContain("larger");
  });

  test("a body that grows beyond the limit without saying so is refused", async () => {
    const request = httpRequest({
      host: "127.0.0.1",
      port: server.port,
      path: "/api/models/discover",
      method: "POST",
      headers: { ...json, "transfer-encoding": "chunked" },
    });
    request.on("error", () => {});
    request.write(" ".repeat(MIB));
    request.write(" ");
    request.end();
    expect((await read(request)).status).toBe(413);
  });

  test.each(["text/plain", "application/xml", "multipart/form-data; boundary=x"])(
    "of the type %s are refused",
    async (type) => {
      const answer = await post(completions(), generation, { "content-type": type });
      expect(answer.status).toBe(415);
      expect(asObject(answer.text)).toMatchObject({ error: { code: "unsupported_media_type" } });
    },
  );

  test("that are compressed are refused", async () => {
    const answer = await post(completions(), generation, { "content-encoding": "gzip" });
    expect(answer.status).toBe(415);
  });

  test("that are no JSON are refused with the reason", async () => {
    const answer = await post(completions(), '{"prompt": one}');
    expect(answer.status).toBe(400);
    expect(asObject(answer.text)).toMatchObject({ error: { code: "invalid_request" } });
  });
});

describe("addresses", () => {
  test.each([
    ["GET", "/v1/completions", "POST"],
    ["POST", "/health", "GET, HEAD"],
    ["DELETE", "/v1/models/tiny", "GET, HEAD"],
    ["PUT", "/api/models/tiny/load", "POST"],
  ])("%s %s is told which methods there are", async (method, path, allowed) => {
    const response = await fetch(server.url + path, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe(allowed);
    expect(at(asObject(await response.text()), "error", "code")).toBe("method_not_allowed");
  });

  const hostileNames = [
    "../../../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "/etc/passwd",
    "tiny\u0000.gguf",
    "..",
    "C:\\Windows\\win.ini",
    "__proto__",
    "constructor",
    "a".repeat(512),
  ];

  test.each(hostileNames)("the model name %j is no path: it is only not found", async (name) => {
    const encoded = encodeURIComponent(name);
    const asked = [
      await fetch(`${server.url}/v1/models/${encoded}`),
      await fetch(`${server.url}/api/models/${encoded}/status`),
      await fetch(`${server.url}/api/models/${encoded}/load`, { method: "POST" }),
    ];
    for (const response of asked) {
      expect(response.status).toBe(404);
      expect(await response.text()).not.toMatch(/ENOENT|EACCES|root:/);
    }
    const answer = await post(`${server.url}/v1/completions`, { ...generation, model: name });
    expect(answer.status).toBe(404);
    expect(asObject(answer.text)).toMatchObject({ error: { code: "model_not_found" } });
  });

  test("a model name of absurd length is refused", async () => {
    expect(
      (await post(`${server.url}/v1/completions`, { ...generation, model: "a".repeat(513) })).status,
    ).toBe(400);
    const response = await fetch(`${server.url}/v1/models/${"a".repeat(5000)}`);
    expect([400, 404]).toContain(response.status);
  });

  test.each(["/v1/models/%zz", "/api/models/%c3%28/status"])(
    "the broken escape in %s is an error of the client",
    async (path) => {
      const { status, text } = await send({ path });
      expect([400, 404]).toContain(status);
      expect(text).toContain('"error"');
    },
  );

  test("a request head beyond its limit is refused", async () => {
    const { status } = await send({ path: "/health", headers: { "x-filler": "a".repeat(20_000) } });
    expect(status).toBe(413);
  });

  test("no answer shows a path of this machine", async () => {
    const pages = await Promise.all(
      ["/diag", "/api/models", "/v1/models", "/api/models/tiny/status"].map((path) =>
        getJson(server.url + path),
      ),
    );
    const [, ...models] = pages;
    expect(JSON.stringify(models)).not.toContain("/tmp");
  });
});

test("the server still answers after all of this", async () => {
  const answer = await post(`${server.url}/v1/completions`, generation);
  expect(answer.status).toBe(200);
  expect(server.logs.filter(({ level }) => level === 50 || level === 60)).toEqual([]);
});
