import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import WebSocket from "ws";
import { createScriptedApp } from "../../../test/helpers/scripted-app.ts";

const H2C_OFFER =
  "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r\n";

/** Opens a bare connection; `readUntil` resolves with everything received once it holds `expected`. */
async function openBareSocket(address: string) {
  const socket = connect(Number(new URL(address).port), "127.0.0.1");
  onTestFinished(() => {
    socket.destroy();
  });
  await once(socket, "connect");
  let received = "";
  let ended = false;
  socket.setEncoding("utf8").on("data", (chunk) => {
    received += chunk;
    socket.emit("progress");
  });
  socket.on("end", () => {
    ended = true;
    socket.emit("progress");
  });
  return {
    readToEnd: async () => {
      while (!ended) await once(socket, "progress");
      return received;
    },
    write: (text: string) => socket.write(text),
    readUntil: async (expected: string) => {
      while (!received.includes(expected) && !ended) await once(socket, "progress");
      expect(received).toContain(expected);
      return received;
    },
  };
}

function completion(prompt: string): string {
  return JSON.stringify({ prompt });
}

describe("an offer to upgrade to something else than WebSocket", () => {
  it("is passed over: the request is answered as HTTP/1.1, and the connection goes on", async () => {
    const scripted = await createScriptedApp();
    const client = await openBareSocket(await scripted.listen());
    client.write(`GET /health HTTP/1.1\r\nHost: localhost\r\n${H2C_OFFER}\r\n`);
    const first = await client.readUntil('"service":"shimmy"');
    expect(first).toMatch(/^HTTP\/1\.1 200 OK/u);
    client.write("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
    expect(await client.readUntil('{"status":"ok"}')).toContain("keep-alive");
  });

  it("is passed over too where it is for a WebSocket and comes with a body", async () => {
    const scripted = await createScriptedApp();
    const client = await openBareSocket(await scripted.listen());
    const body = completion("a");
    client.write(
      `POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        `Content-Length: ${body.length}\r\n\r\n${body}`,
    );
    expect(await client.readUntil('"total_tokens"')).toMatch(/^HTTP\/1\.1 200 OK/u);
  });

  it("loses nothing of the body, however it arrives", async () => {
    const scripted = await createScriptedApp();
    const client = await openBareSocket(await scripted.listen());
    const body = completion("añb");
    const half = Math.floor(body.length / 2);
    client.write(
      `POST /v1/completions HTTP/1.1\r\nHost: localhost\r\n${H2C_OFFER}Content-Type: application/json\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body.slice(0, half)}`,
    );
    client.write(body.slice(half));
    expect(await client.readUntil('"total_tokens"')).toMatch(/^HTTP\/1\.1 200 OK/u);
    const large = completion("x".repeat(300_000));
    client.write(
      `POST /v1/completions HTTP/1.1\r\nHost: localhost\r\n${H2C_OFFER}Transfer-Encoding: chunked\r\n\r\n` +
        `${large.length.toString(16)}\r\n${large}\r\n0\r\n\r\n`,
    );
    await client.readUntil("}HTTP/1.1 200 OK");
    expect(scripted.service.requests.map(({ input }) => input)).toMatchObject([
      { text: "añb" },
      { text: "x".repeat(300_000) },
    ]);
  });

  it("is passed over behind a request that is still being answered, and behind its like", async () => {
    const scripted = await createScriptedApp();
    const client = await openBareSocket(await scripted.listen());
    const body = completion("a");
    const offer = `GET /health/live HTTP/1.1\r\nHost: localhost\r\n${H2C_OFFER}\r\n`;
    client.write(
      `POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n\r\n${body}` +
        `${offer}${offer}GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    );
    const answers = await client.readToEnd();
    expect(answers.match(/HTTP\/1\.1 200 OK/gu)).toHaveLength(4);
    expect(answers.match(/\{"status":"ok"\}/gu)).toHaveLength(3);
  });

  it("keeps every guard in place, and what else the Connection header says", async () => {
    const scripted = await createScriptedApp({ apiKey: "k" });
    const client = await openBareSocket(await scripted.listen());
    client.write(
      "GET /v1/models HTTP/1.1\r\nHost: localhost\r\nConnection: close, Upgrade\r\nUpgrade: TLS/1.2\r\n\r\n",
    );
    const answer = await client.readUntil("An API key is needed");
    expect(answer).toMatch(/^HTTP\/1\.1 401 .*connection: close/isu);
  });

  it("leaves WebSockets as they are", async () => {
    const scripted = await createScriptedApp();
    const address = await scripted.listen();
    const socket = new WebSocket(`${address.replace("http", "ws")}/ws/generate`);
    onTestFinished(() => socket.terminate());
    await once(socket, "open");
    socket.send(completion("Hi"));
    const [frame] = await once(socket, "message");
    expect(JSON.parse(String(frame))).toEqual({ token: "Hello" });
  });
});
