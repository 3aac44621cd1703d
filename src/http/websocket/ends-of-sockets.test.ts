import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { createScriptedApp } from "../../../test/helpers/scripted-app.ts";
import { closed, openSocket } from "../../../test/helpers/scripted-socket.ts";
import { MAX_GENERATION_BODY_BYTES } from "../http-limits.ts";

describe("a socket of GET /ws/generate", () => {
  it("is closed with 1009 for a frame over the limit", async () => {
    const client = await openSocket(await createScriptedApp());
    const code = closed(client.socket);
    client.socket.on("error", () => undefined);
    client.send("x".repeat(MAX_GENERATION_BODY_BYTES + 1));
    expect(await code).toBe(1009);
  });

  it("takes what is left of a frame over the limit, so that the client is not cut off while it sends", async () => {
    const { port, hostname } = new URL(await (await createScriptedApp()).listen());
    const raw = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
    onTestFinished(() => void raw.destroy());
    const key = Buffer.alloc(16).toString("base64");
    raw.write(
      `GET /ws/generate HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
    );
    await once(raw, "data");
    // a masked text frame of 64 MiB, of which the most part comes after the refusal
    raw.write(Buffer.from([0x81, 0xff, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0]));
    const [refusal] = await once(raw, "data");
    expect([...refusal]).toEqual([0x88, 2, 1009 >> 8, 1009 & 0xff]);
    for (let part = 0; part < 8; part += 1) {
      await new Promise<void>((resolve, reject) =>
        raw.write(Buffer.alloc(1 << 20), (error) => (error ? reject(error) : resolve())),
      );
    }
  });

  it("is closed with 1001 when the server closes", async () => {
    const scripted = await createScriptedApp();
    const client = await openSocket(scripted);
    const code = closed(client.socket);
    await scripted.app.close();
    expect(await code).toBe(1001);
  });

  it("refuses foreign pages, missing keys and unknown formats before the upgrade", async () => {
    await expect(openSocket(await createScriptedApp(), "", { origin: "https://evil.org" })).rejects.toThrow(
      "403",
    );
    await expect(openSocket(await createScriptedApp({ apiKey: "k" }))).rejects.toThrow("401");
    await expect(openSocket(await createScriptedApp(), "?format=xml")).rejects.toThrow("400");
    const client = await openSocket(await createScriptedApp({ apiKey: "k" }), "", {
      origin: "http://localhost:3000",
      authorization: "Bearer k",
    });
    client.send({ prompt: "a" });
    expect(await client.json()).toEqual({ token: "Hello" });
  });

  it("cuts off a client that breaks the protocol", async () => {
    const scripted = await createScriptedApp();
    const client = await openSocket(scripted);
    client.socket.on("error", () => undefined);
    const code = closed(client.socket);
    // A frame with reserved bits set.
    Reflect.get(client.socket, "_socket").write(Buffer.from([0xff, 0x80, 0, 0, 0, 0]));
    expect([1002, 1006]).toContain(await code);
    expect(scripted.logs).toContainEqual(expect.objectContaining({ msg: "websocket broken" }));
  });

  it("tells a plain GET that it speaks WebSocket, with a body (defect f)", async () => {
    const { app } = await createScriptedApp();
    const response = await app.inject({ url: "/ws/generate" });
    expect(response.statusCode).toBe(400);
    expect(response.json().error.message).toContain("ws://");
  });
});
