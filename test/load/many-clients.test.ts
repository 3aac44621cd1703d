import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { modelStatus } from "../e2e/server-client.ts";
import { type LaunchedServer, startServer } from "../helpers/built-command.ts";
import { needing } from "../helpers/needing.ts";
import { TRAINED_MODEL_PATH } from "../helpers/trained-model.ts";
import { ONE_CONNECTION_EACH, runRound, sendJson } from "./load-round.ts";
import { LOAD_MINUTES } from "./load-settings.ts";
import { type MemoryFigures, readFigures, readMemory } from "./server-figures.ts";

const LONGEST_MS = LOAD_MINUTES * 60_000 + 180_000;
/** What a server may grow by after its first minute, for good: buffers and compiled code, not leaks. */
const GROWTH_ALLOWED_BYTES = 150 * 1024 * 1024;

const SIDE_ENDPOINTS = [
  "/health",
  "/health/ready",
  "/api/models",
  "/diag",
  "/metrics",
  "/v1/models",
  "/openapi.json",
];

/** Asks every endpoint that does not generate, again and again, until told to stop; resolves with the number of answers. */
async function askOnTheSide(url: string, stop: AbortSignal): Promise<number> {
  let answers = 0;
  while (!stop.aborted) {
    for (const endpoint of SIDE_ENDPOINTS) {
      const response = await fetch(url + endpoint, { headers: ONE_CONNECTION_EACH });
      await response.arrayBuffer();
      if (response.status !== 200) throw new Error(`${endpoint} answered ${response.status} under load.`);
      answers++;
    }
  }
  return answers;
}

async function roundWithSideRequests(url: string, model: string) {
  const stop = new AbortController();
  const side = askOnTheSide(url, stop.signal);
  try {
    return await runRound(url, model);
  } finally {
    stop.abort();
    expect(await side).toBeGreaterThanOrEqual(SIDE_ENDPOINTS.length);
  }
}

function loadTests(modelPath: () => string): void {
  let server: LaunchedServer;
  let model: string;

  beforeAll(async () => {
    server = await startServer([], { shared: true, env: { SHIMMY_BASE_GGUF: modelPath() } });
    model = path.basename(modelPath(), ".gguf");
  });

  afterAll(() => server.end());

  it("answers 64 HTTP clients and 200 WebSockets at once without an error, and keeps nothing of them open", async () => {
    await sendJson(server.url, model, 0);
    const { pid } = await modelStatus(server.url, model);
    const before = await readFigures(server.url);
    const round = await roundWithSideRequests(server.url, model);

    const after = async (name: string) => (await readFigures(server.url)).get(name);
    await expect.poll(() => after("shimmy_websockets_open"), { timeout: 20_000 }).toBe(0);
    await expect.poll(() => after("shimmy_requests_running"), { timeout: 20_000 }).toBe(0);
    // Linux alone tells this figure.
    const openFiles = before.get("shimmy_process_open_fds") ?? 0;
    await expect
      .poll(async () => (await after("shimmy_process_open_fds")) ?? 0, { timeout: 20_000 })
      .toBeLessThanOrEqual(openFiles);
    expect(await modelStatus(server.url, model)).toMatchObject({
      ...{ state: "ready", pid, crashes: 0 },
      ...{ running: 0, queued: 0 },
    });
    const grown = async (name: string) => ((await after(name)) ?? Number.NaN) - (before.get(name) ?? 0);
    expect(round.requests).toBe(264);
    expect(await grown("shimmy_generations_total")).toBe(round.requests);
    expect(await grown("shimmy_prompt_tokens_total")).toBe(round.promptTokens);
    expect(await grown("shimmy_completion_tokens_total")).toBe(round.completionTokens);
    expect(server.stderr()).toBe("");
  });

  needing(LOAD_MINUTES === 0 ? "it takes minutes, which SHIMMY_LOAD_MINUTES gives" : undefined).test(
    "keeps its memory under load",
    async () => {
      const samples: MemoryFigures[] = [];
      const endAtMs = performance.now() + LOAD_MINUTES * 60_000;
      let requests = 0;
      while (performance.now() < endAtMs) {
        const minuteEndsAtMs = Math.min(endAtMs, performance.now() + 60_000);
        while (performance.now() < minuteEndsAtMs) {
          requests += (await roundWithSideRequests(server.url, model)).requests;
        }
        const memory = await readMemory(server.url);
        samples.push(memory);
        const megabytes = (sizeBytes: number) => Math.round(sizeBytes / 1024 / 1024);
        console.log(
          `${model}, minute ${samples.length}: ${requests} requests, server ${megabytes(memory.server)} MiB, engine ${megabytes(memory.engines)} MiB`,
        );
      }
      const [first] = samples;
      const last = samples.at(-1);
      expect(last?.server).toBeLessThan((first?.server ?? 0) + GROWTH_ALLOWED_BYTES);
      expect(last?.engines).toBeLessThan((first?.engines ?? 0) + GROWTH_ALLOWED_BYTES);
    },
    { timeout: LONGEST_MS },
  );
}

describe("a server with a tiny model under load", () => loadTests(() => inject("tinyModelPath")));

describe("a server with a trained model under load", () => loadTests(() => TRAINED_MODEL_PATH));
