import { EventEmitter } from "node:events";
import { afterEach, expect, test, vi } from "vitest";
import { greedy } from "../../../test/helpers/greedy.ts";
import { ShimmyError } from "../../core/errors.ts";
import type { EngineModelInfo, EngineReport, LoadRequest } from "../protocol.ts";
import { type LoadEngine, runEngineProcess } from "./engine-process.ts";

afterEach(() => {
  vi.useRealTimers();
});

const request: LoadRequest = {
  modelPath: "m",
  adapters: [],
  device: "cpu",
  contextLength: 8,
  kvCells: 256,
  slots: 1,
  threads: 1,
  narrowVectors: false,
  speculates: true,
  probeTexts: [],
};
const info: EngineModelInfo = {
  parameterCount: 1,
  sizeBytes: 1,
  vocabularySize: 1,
  trainContextLength: 1,
  contextLength: 8,
  kvCells: 256,
  slots: 1,
  threads: 1,
  kvUnified: true,
  sharesPrefixes: true,
  gpuLayers: 0,
  devices: [],
  beginOfSequenceText: "",
  endOfSequenceText: "",
  singleTokenTexts: [],
  controlTexts: [],
  passedOver: [],
  canGenerate: true,
  embedding: { pooling: "mean", length: 4 },
};

function start(load: LoadEngine) {
  const sent: EngineReport[] = [];
  const exits: number[] = [];
  const events = new EventEmitter();
  runEngineProcess(
    {
      send: (report) => sent.push(report) > 0,
      on: events.on.bind(events),
      exit: (code) => exits.push(code),
      memoryUsage: { rss: () => 5 },
    },
    load,
  );
  return { sent, exits, events };
}

test("obeys load, generate, cancel and shutdown", async () => {
  vi.useFakeTimers();
  const calls: string[] = [];
  const intake = {
    generate: ({ id }: { id: number }) => calls.push(`generate ${id}`),
    cancel: (id: number) => calls.push(`cancel ${id}`),
  };
  // only the intake's two commands are called here
  const savePrefixes = async (): Promise<void> => void calls.push("save");
  const embeddings = {
    embed: ({ id }: { id: number }) => calls.push(`embed ${id}`),
    cancel: (id: number) => calls.push(`cancel embedding ${id}`),
  };
  const tokenizer = {
    take: ({ id }: { id: number }) => calls.push(`tokenize ${id}`),
    cancel: (id: number) => calls.push(`cancel tokenizing ${id}`),
  };
  const load = vi.fn(() => ({
    info,
    intake: intake as never,
    embeddings: embeddings as never,
    tokenizer: tokenizer as never,
    savePrefixes,
    close: () => calls.push("close"),
  }));
  const { sent, exits, events } = start(load);
  events.emit("message", { type: "load", request });
  expect(sent).toEqual([
    { type: "ready", info },
    { type: "alive", residentBytes: 5 },
  ]);
  const generation = { id: 4, prompt: "p", parseSpecial: false, options: greedy(1), seed: 1 };
  events.emit("message", { type: "generate", generation });
  events.emit("message", { type: "cancel", id: 4 });
  const work = { kind: "scores", query: "q", documents: ["d"] };
  events.emit("message", { type: "embed", embedding: { id: -1, work } });
  events.emit("message", { type: "cancel", id: -1 });
  events.emit("message", {
    type: "tokenize",
    tokenizing: { id: 4, work: { kind: "detokenize", tokens: "" } },
  });
  events.emit("message", { type: "cancel-tokenizing", id: 4 });
  vi.advanceTimersByTime(2000);
  expect(sent.at(-1)).toEqual({ type: "alive", residentBytes: 5 });
  expect(sent.length).toBe(3);
  events.emit("message", { type: "shutdown" });
  await vi.advanceTimersByTimeAsync(0);
  expect(calls).toEqual([
    "generate 4",
    "cancel 4",
    "embed -1",
    "cancel embedding -1",
    "tokenize 4",
    "cancel tokenizing 4",
    "save",
    "close",
  ]);
  expect(exits).toEqual([0]);
});

test("ends in time though its prefixes do not reach the disk", async () => {
  vi.useFakeTimers();
  const savePrefixes = (): Promise<void> => new Promise(() => {});
  const { exits, events } = start(() => ({
    info,
    intake: {} as never,
    embeddings: {} as never,
    tokenizer: {} as never,
    savePrefixes,
    close: () => {},
  }));
  events.emit("message", { type: "load", request });
  events.emit("message", { type: "shutdown" });
  await vi.advanceTimersByTimeAsync(2900);
  expect(exits).toEqual([]);
  await vi.advanceTimersByTimeAsync(200);
  expect(exits).toEqual([0]);
});

test("tells why a load failed and stays", () => {
  const { sent, exits, events } = start(() => {
    throw new ShimmyError("model_corrupt", "broken");
  });
  events.emit("message", { type: "load", request });
  expect(sent).toEqual([{ type: "failed", failure: { code: "model_corrupt", message: "broken" } }]);
  expect(exits).toEqual([]);
  events.emit("disconnect");
});

test("hides an unexpected error's text from the client and writes it to its log", () => {
  const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const { sent, events } = start(() => {
    throw new Error("secret detail");
  });
  events.emit("message", { type: "load", request });
  expect(JSON.stringify(sent)).not.toContain("secret detail");
  expect(written.mock.calls.join()).toContain("secret detail");
  written.mockRestore();
  events.emit("disconnect");
});

test("ends when its server is gone, and not at the terminal's Ctrl-C", () => {
  const { exits, events } = start(() => ({
    info,
    intake: {} as never,
    embeddings: {} as never,
    tokenizer: {} as never,
    savePrefixes: async () => {},
    close: () => {},
  }));
  events.emit("SIGINT");
  events.emit("SIGTERM");
  expect(exits).toEqual([]);
  events.emit("disconnect");
  expect(exits).toEqual([0]);
});
