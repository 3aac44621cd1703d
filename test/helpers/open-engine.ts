import type { PromptTokenLogprob, TokenLogprob } from "../../src/core/token-logprob.ts";
import type { EngineEnd, EngineGeneration, EngineReport, LoadRequest } from "../../src/engine/protocol.ts";
import { Engine } from "../../src/engine/worker/engine.ts";
import { greedy } from "./greedy.ts";
import { silenceNativeLog } from "./silence-native-log.ts";

/** A real engine in this process, what it reported, and waiting for it. The caller closes the engine. */
export function openEngine(modelPath: string, more: Partial<LoadRequest> = {}) {
  silenceNativeLog();
  const reports: EngineReport[] = [];
  const waiting: (() => void)[] = [];
  const engine = Engine.load(
    {
      modelPath,
      adapters: [],
      device: "cpu",
      contextLength: 256,
      kvCells: 1024,
      slots: 4,
      threads: 1,
      narrowVectors: false,
      speculates: true,
      probeTexts: [],
      ...more,
    },
    (report) => {
      reports.push(report);
      for (const wake of waiting.splice(0)) wake();
    },
  );
  const until = async <Found>(find: () => Found | undefined): Promise<Found> => {
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  const pieces = (id: number) =>
    reports.flatMap((report) => (report.type === "step" ? report.texts : [])).filter(([from]) => from === id);
  const text = (id: number): string =>
    pieces(id)
      .map(([, piece]) => piece)
      .join("");
  const logprobs = (id: number): TokenLogprob[] => pieces(id).flatMap(([, , tokens]) => tokens ?? []);
  const promptLogprobs = (id: number): PromptTokenLogprob[] =>
    reports
      .flatMap((report) => (report.type === "step" ? (report.prompts ?? []) : []))
      .flatMap(([from, tokens]) => (from === id ? tokens : []));
  const failureOf = (id: number) => {
    const failed = reports.find((report) => report.type === "failed" && report.id === id);
    return failed?.type === "failed" ? failed.failure : undefined;
  };
  /** How a generation ended; one that failed throws its failure. */
  const end = (id: number): Promise<EngineEnd> =>
    until(() => {
      const failed = failureOf(id);
      if (failed !== undefined) throw Object.assign(new Error(failed.message), failed);
      return reports
        .flatMap((report) => (report.type === "step" ? report.ends : []))
        .find((candidate) => candidate.id === id);
    });
  let lastId = 0;
  /** Runs a generation to its end. */
  const run = async (generation: Partial<EngineGeneration> = {}) => {
    const id = generation.id ?? ++lastId;
    engine.intake.generate({
      id,
      prompt: "hello",
      parseSpecial: false,
      options: greedy(24),
      seed: 1,
      ...generation,
    });
    const ended = await end(id);
    return { id, end: ended, text: text(id), logprobs: logprobs(id), pieces: pieces(id) };
  };
  const failure = (id: number) => until(() => failureOf(id));
  return { engine, reports, text, end, failure, failureOf, promptLogprobs, until, run };
}
