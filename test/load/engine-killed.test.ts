import { describe, expect, inject, it } from "vitest";
import { modelStatus, post } from "../e2e/server-client.ts";
import { startServer } from "../helpers/built-command.ts";
import { RequestFailure, type SendRequest, sendJson, sendOverSocket, sendStream } from "./load-round.ts";

const CLIENTS = 24;
const KILLS = 3;
/** What a client may get while an engine is gone: the code in a stream, its status before one. */
const EXPECTED_FAILURES = ["engine_crashed", "http_502"];

interface Tally {
  answered: number;
  failed: number;
  readonly unexpected: unknown[];
}

/** One client: sends requests one after the other until told to stop, and counts how each ended. */
async function runClient(
  url: string,
  send: SendRequest,
  index: number,
  tally: Tally,
  stop: AbortSignal,
): Promise<void> {
  for (let request = 0; !stop.aborted; request++) {
    try {
      await send(url, "tiny", index + request * CLIENTS);
      tally.answered++;
    } catch (thrown) {
      if (thrown instanceof RequestFailure && EXPECTED_FAILURES.includes(thrown.code)) tally.failed++;
      else tally.unexpected.push(thrown);
    }
  }
}

describe("an engine process that is killed again and again under load", () => {
  it("ends every request exactly once, gives up after three crashes, and comes back when it is loaded again", async () => {
    const server = await startServer(["--log-level", "fatal"], {
      env: { SHIMMY_BASE_GGUF: inject("tinyModelPath") },
    });
    const { url } = server;
    const kinds = [sendJson, sendStream, sendOverSocket];
    const tally: Tally = { answered: 0, failed: 0, unexpected: [] };
    const stop = new AbortController();
    const clients = Array.from({ length: CLIENTS }, (_, index) =>
      runClient(url, kinds[index % kinds.length] ?? sendJson, index, tally, stop.signal),
    );

    for (let kill = 1; kill <= KILLS; kill++) {
      const answeredBefore = tally.answered;
      await expect.poll(() => tally.answered, { timeout: 30_000 }).toBeGreaterThan(answeredBefore + CLIENTS);
      const { pid, state } = await modelStatus(url, "tiny");
      expect(state).toBe("ready");
      process.kill(Number(pid), "SIGKILL");
      await expect.poll(async () => (await modelStatus(url, "tiny")).crashes, { timeout: 30_000 }).toBe(kill);
    }
    stop.abort();
    await Promise.all(clients);
    expect(tally.unexpected).toEqual([]);
    expect(tally.failed).toBeGreaterThan(0);

    const refused = await post(`${url}/v1/completions`, { model: "tiny", prompt: "hello" });
    expect(refused.status).toBe(502);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(JSON.parse(await refused.text()).error).toMatchObject({
      code: "engine_crashed",
      message: expect.stringMatching(/crashed too often and is tried again in \d+ seconds/),
    });
    expect(await modelStatus(url, "tiny")).toMatchObject({ state: "failed", running: 0, queued: 0 });

    expect((await post(`${url}/api/models/tiny/load`, {})).status).toBe(200);
    expect((await sendStream(url, "tiny", 1)).text).not.toBe("");
    expect(server.livingProcesses()).toHaveLength(2);
  });
});
