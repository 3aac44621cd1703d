import { EventEmitter } from "node:events";
import path from "node:path";
import { Readable, Writable } from "node:stream";
import { describe, expect, inject, it } from "vitest";
import { loadConfig } from "../config/load-config.ts";
import { processContext } from "./process-context.ts";

function fakeProcess() {
  return Object.assign(new EventEmitter(), {
    stdin: Readable.from([]),
    stdout: new Writable({ write: (_chunk, _encoding, done) => done() }),
    stderr: new Writable({ write: (_chunk, _encoding, done) => done() }),
    cwd: () => "/projects",
  });
}

const file = inject("tinyModelPath");

function configFor(flags: Record<string, readonly string[]>) {
  return loadConfig({ flags, environment: {}, workingDir: "/projects", homeDir: "/home/nobody" }).config;
}

describe("processContext", () => {
  it("finds models on the disk and names the nearest one", async () => {
    const context = processContext(fakeProcess(), () => {});
    const found = await context.findModels(configFor({ "--model-dirs": [path.dirname(file)] }));
    expect(found.entries.map((entry) => entry.path)).toContain(file);
    expect(found.resolve("tiny").path).toBe(file);
    expect(() => found.resolve("tinny")).toThrow("tiny");
  });

  it("loads a model that answers", async () => {
    const context = processContext(fakeProcess(), () => {});
    const startMs = context.now();
    const fractions: number[] = [];
    const model = await context.loadModel(
      { name: "tiny", backend: { kind: "gguf", basePath: file }, slots: 1, threads: 1 },
      {
        signal: context.interruption.signal,
        timeoutMs: 60_000,
        onProgress: (fraction) => fractions.push(fraction),
      },
    );
    try {
      expect(await model.generate("a", { maxTokens: 4, ignoreEos: true })).not.toBe("");
      expect(context.now()).toBeGreaterThan(startMs);
      expect(fractions.every((fraction) => fraction >= 0 && fraction <= 1)).toBe(true);
    } finally {
      await model.unload();
    }
  });

  it("knows its place and its version", () => {
    const context = processContext(fakeProcess(), () => {});
    expect(context.workingDir).toBe("/projects");
    expect(context.version).toMatch(/^\d+\.\d+\.\d+/);
  });
});
