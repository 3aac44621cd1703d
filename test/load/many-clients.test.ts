import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { modelStatus } from "../e2e/server-client.ts";
import { type LaunchedServer, startServer } from "../helpers/built-command.ts";
import { describeWithSharedModel } from "../helpers/shared-models.ts";
import { runRound } from "./load-round.ts";
import { type MemoryFigures, readFigures, readMemory } from "./server-figures.ts";

/**
 * Rounds of load go on for this many minutes, with the memory printed every minute; without it, one round runs:
 * `SHIMMY_LOAD_MINUTES=60 npm test -- test/load/many-clients.test.ts`
 */
const LOAD_MINUTES = Number(process.env.SHIMMY_LOAD_MINUTES ?? 0);
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
      const response = await fetch(url + endpoint);
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

  it("answers 64 HTTP clients and 200 WebSockets at once without an error", {
    timeout: LONGEST_MS,
  }, async () => {
    // The first round opens what stays open: the model, the keep-alive connections of this very client.
    await roundWithSideRequests(server.url, model);
    const { pid } = await modelStatus(server.url, model);
    const before = await readFigures(server.url);
    const round = await roundWithSideRequests(server.url, model);

    await expect
      .poll(async () => (await readFigures(server.url)).get("shimmy_websockets_open"), { timeout: 20_000 })
      .toBe(0);
    expect(await modelStatus(server.url, model)).toMatchObject({
      state: "ready",
      pid,
      running: 0,
      queued: 0,
      crashes: 0,
    });
    const after = await readFigures(server.url);
    const grown = (name: string) => (after.get(name) ?? Number.NaN) - (before.get(name) ?? Number.NaN);
    expect(round.requests).toBe(264);
    expect(grown("shimmy_generations_total")).toBe(round.requests);
    expect(grown("shimmy_prompt_tokens_total")).toBe(round.promptTokens);
    expect(grown("shimmy_completion_tokens_total")).toBe(round.completionTokens);
    expect(server.stderr()).toBe("");
  });

  it("leaves no socket and no file open", async () => {
    const openFiles = async () => (await readFigures(server.url)).get("shimmy_process_open_fds") ?? 0;
    const before = await openFiles();
    await runRound(server.url, model);
    // Linux alone tells this figure; everywhere else it is 0 both times. The client keeps up to 64 connections.
    await expect.poll(openFiles, { timeout: 20_000 }).toBeLessThanOrEqual(before + 64);
  });

  it.skipIf(LOAD_MINUTES === 0)("keeps its memory under load", { timeout: LONGEST_MS }, async () => {
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
  });
}

describe("a server with a tiny model under load", () => loadTests(() => inject("tinyModelPath")));

describeWithSharedModel("stories260K.gguf", "a server with stories260K under load", (modelPath) =>
  loadTests(() => modelPath),
);
