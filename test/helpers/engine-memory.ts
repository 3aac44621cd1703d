import { readFileSync } from "node:fs";
import path from "node:path";
import type { MemoryEstimate } from "../../src/core/memory-estimate.ts";
import type { GgufBackend, UniversalModelSpec } from "../../src/core/model-spec.ts";
import { examineModel } from "../../src/engine/examine-model.ts";
import { EngineProcess } from "../../src/engine/host/engine-process.ts";
import { eventually } from "./eventually.ts";

const MEBIBYTE = 1024 ** 2;
const LONGEST_LOAD_MS = 30_000;

/** What an engine process has allocated, beside what was foretold. Sizes in bytes. */
export interface EngineMemory {
  readonly estimate: MemoryEstimate;
  /** Of llama.cpp's buffers, as its log tells them; weights that are mapped from the file are left out. */
  readonly buffersBytes: number;
  /** The process itself: its own memory, less what of it lies in those buffers. */
  readonly processBytes: number;
}

/** Loads a model in an engine process of its own and reads what that allocated. Linux only. */
export async function measureEngineMemory(
  spec: UniversalModelSpec & { readonly backend: GgufBackend },
): Promise<EngineMemory> {
  const { narrowVectors, adapters, plan } = await examineModel(spec);
  const { contextLength, kvCells, streams, slots, tuning, estimate, draft } = plan;
  const contexts = draft === undefined ? 1 : 2;
  const engine = await loaded({
    modelPath: path.resolve(spec.backend.basePath),
    adapters,
    device: "cpu",
    contextLength,
    kvCells,
    streams,
    slots,
    threads: 1,
    narrowVectors,
    speculates: true,
    probeTexts: [],
    tuning,
    ...(draft !== undefined && { draft }),
  });
  try {
    const anonymousBytes = ownMemory(engine.pid ?? 0);
    // the log comes over another pipe than the word that the model is ready; this line is the last of them
    const lines = await eventually(
      () => engine.log.lines(),
      (written) => written.filter((line) => line.includes("compute buffer size")).length >= contexts,
    );
    // the results of a step are touched by steps alone, everything else is filled by the load
    const touched =
      sizes(lines, /(?:KV|RS|output) buffer size = +([\d.]+) MiB/) +
      sizes(lines, /REPACK model buffer size = +([\d.]+) MiB/);
    const weights = spec.mmap === false ? sizes(lines, /CPU model buffer size = +([\d.]+) MiB/) : 0;
    const compute = sizes(lines, /compute buffer size = +([\d.]+) MiB/);
    return {
      estimate,
      buffersBytes: touched + weights + compute,
      processBytes: anonymousBytes - touched - weights,
    };
  } finally {
    await engine.stop();
  }
}

type LoadRequest = Extract<Parameters<EngineProcess["send"]>[0], { type: "load" }>["request"];

function loaded(request: LoadRequest): Promise<EngineProcess> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("The engine was not ready in time.")), LONGEST_LOAD_MS);
    const engine = new EngineProcess({
      onReport: (report) => {
        if (report.type === "ready") resolve(engine);
        else if (report.type === "failed") reject(new Error(report.failure.message));
        else return;
        clearTimeout(timer);
      },
      onExit: () => reject(new Error("The engine ended.")),
    });
    engine.send({ type: "load", request });
  });
}

/** Memory of a process that belongs to no file. */
function ownMemory(pid: number): number {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  return Number(/^Anonymous:\s+(\d+) kB$/m.exec(text)?.[1]) * 1024;
}

function sizes(lines: readonly string[], pattern: RegExp): number {
  return lines.reduce((sum, line) => sum + Number(pattern.exec(line)?.[1] ?? 0) * MEBIBYTE, 0);
}
