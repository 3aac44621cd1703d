import { createServer } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { createScriptedApp } from "../../../test/helpers/scripted-app.ts";
import { findServer, isShimmy } from "./find-server.ts";

const never = new AbortController().signal;
const usual = { host: "127.0.0.1", port: 11_435, explicit: false };

function probeOf(...ports: readonly number[]) {
  const asked: string[] = [];
  const probe = async (url: string) => {
    asked.push(url);
    return ports.includes(Number(new URL(url).port));
  };
  return { asked, probe };
}

describe("findServer", () => {
  it("asks the usual port alone where one answers there", async () => {
    const { asked, probe } = probeOf(11_435, 11_436);
    expect(await findServer(usual, never, probe)).toBe("http://127.0.0.1:11435");
    expect(asked).toHaveLength(1);
  });

  it("takes the first other port that answers, up to the last one that a server takes by itself", async () => {
    const { probe } = probeOf(11_500, 11_470);
    expect(await findServer(usual, never, probe)).toBe("http://127.0.0.1:11470");
    const last = probeOf(11_535);
    expect(await findServer(usual, never, last.probe)).toBe("http://127.0.0.1:11535");
    const none = probeOf(11_536);
    expect(await findServer(usual, never, none.probe)).toBeUndefined();
    expect(none.asked).toHaveLength(101);
  });

  it("asks the address of the settings alone, by one that can be connected to", async () => {
    const { asked, probe } = probeOf();
    await findServer({ host: "0.0.0.0", port: 9, explicit: true }, never, probe);
    await findServer({ host: "::", port: 9, explicit: true }, never, probe);
    await findServer({ host: "box", port: 9, explicit: true }, never, probe);
    expect(asked).toEqual(["http://127.0.0.1:9", "http://[::1]:9", "http://box:9"]);
  });

  it("stops when it is told to", async () => {
    const { probe } = probeOf();
    await expect(findServer(usual, AbortSignal.abort(), probe)).rejects.toThrow();
  });
});

describe("isShimmy", () => {
  it("knows a server of ours from others, and from none", async () => {
    const { listen } = await createScriptedApp();
    expect(await isShimmy(await listen(), never)).toBe(true);
    const other = createServer((_request, response) => response.end("Ollama is running")).listen(0);
    onTestFinished(() => new Promise<void>((resolve) => other.close(() => resolve())));
    const address = other.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    expect(await isShimmy(`http://127.0.0.1:${port}`, never)).toBe(false);
    expect(await isShimmy("http://127.0.0.1:1", never)).toBe(false);
  });
});
