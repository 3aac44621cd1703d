import { createServer, type RequestListener } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { ServerClient } from "./server-client.ts";

async function clientOf(listener: RequestListener, signal = new AbortController().signal) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return new ServerClient({ url: `http://127.0.0.1:${port}`, apiKey: "key", signal });
}

async function collect(values: AsyncIterable<unknown>): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const value of values) all.push(value);
  return all;
}

const never = new AbortController().signal;

describe("ServerClient", () => {
  it("sends key and body, and gives the answer", async () => {
    const client = await clientOf((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        const { method, url, headers } = request;
        response.end(JSON.stringify({ method, url, body, key: headers.authorization }));
      });
    });
    expect(await client.ask("POST", "/api/x", { a: 1 })).toEqual({
      ...{ method: "POST", url: "/api/x", body: '{"a":1}', key: "Bearer key" },
    });
    expect(await client.ask("GET", "/api/y")).toMatchObject({ method: "GET", body: "" });
  });

  it("takes an empty answer for none", async () => {
    const client = await clientOf((_request, response) => response.end());
    expect(await client.ask("DELETE", "/api/delete", {})).toBeUndefined();
  });

  it.each([
    [404, '{"error":"There is no model."}', { code: "model_not_found", message: "There is no model." }],
    [400, '{"error":{"code":"x","message":"Wrong."}}', { code: "invalid_request", message: "Wrong." }],
    [503, "<html>", { message: expect.stringMatching(/^The server at http.* answered with status 503\.$/) }],
    [401, "{}", { code: "unauthorized", message: expect.stringContaining("--api-key, or SHIMMY_API_KEY") }],
  ])("tells what a server with status %d says", async (status, body, error) => {
    const client = await clientOf((_request, response) => response.writeHead(status).end(body));
    await expect(client.ask("GET", "/")).rejects.toMatchObject(error);
  });

  it("tells of a program that is no server of ours, of one that is not there, and follows nobody elsewhere", async () => {
    const html = await clientOf((_request, response) => response.end("<html>"));
    await expect(html.ask("GET", "/")).rejects.toThrow("is no Shimmy server");
    const moved = await clientOf((_request, response) => response.writeHead(302, { location: "/x" }).end());
    await expect(moved.ask("GET", "/")).rejects.toMatchObject({ code: "backend_unavailable" });
    const gone = new ServerClient({ url: "http://127.0.0.1:1", apiKey: undefined, signal: never });
    await expect(gone.ask("GET", "/")).rejects.toMatchObject({
      code: "backend_unavailable",
      message: expect.stringContaining("start one with `shimmy serve`"),
    });
  });

  it("gives lines of a stream as they come, however they are cut", async () => {
    const client = await clientOf((_request, response) => {
      const bytes = Buffer.from('{"a":"ü"}\n\n{"a":2}\n{"a":3}');
      for (const byte of bytes) response.write(Buffer.of(byte));
      response.end();
    });
    expect(await collect(client.stream("/", {}, never))).toEqual([{ a: "ü" }, { a: 2 }, { a: 3 }]);
  });

  it("throws an error that comes within a stream, and tells of a stream that is cut", async () => {
    const failing = await clientOf((_request, response) => response.end('{"a":1}\n{"error":"It broke."}\n'));
    await expect(collect(failing.stream("/", {}, never))).rejects.toThrow("It broke.");
    const cut = await clientOf((_request, response) => {
      response.write('{"a":1}\n', () => response.destroy());
    });
    await expect(collect(cut.stream("/", {}, never))).rejects.toMatchObject({
      code: "backend_unavailable",
      message: expect.stringContaining("was lost in the middle of its answer"),
    });
  });

  it("is cancelled by either signal", async () => {
    const whole = new AbortController();
    const client = await clientOf((_request, response) => {
      response.write('{"a":1}\n');
    }, whole.signal);
    const own = new AbortController();
    const stream = client.stream("/", {}, own.signal);
    await stream.next();
    own.abort();
    await expect(stream.next()).rejects.toMatchObject({ code: "cancelled" });
    const asked = client.ask("GET", "/");
    whole.abort();
    await expect(asked).rejects.toMatchObject({ code: "cancelled" });
  });
});
