import { afterEach, describe, expect, inject, test, vi } from "vitest";
import { greedy } from "../../../test/helpers/greedy.ts";
import { silenceNativeLog } from "../../../test/helpers/silence-native-log.ts";
import { ShimmyError } from "../../core/errors.ts";
import type { GenerationOptions } from "../../core/generation-options.ts";
import { AdapterSet } from "../llama/adapter-set.ts";
import { LlamaContext } from "../llama/context.ts";
import { loadLibrary } from "../llama/library.ts";
import { LlamaModel } from "../llama/model.ts";
import { SamplerChain } from "../llama/sampler-chain.ts";
import { SamplerFactory } from "../llama/sampler-factory.ts";
import type { EngineReport } from "../protocol.ts";
import { DecodeLoop } from "./decode-loop.ts";

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0).reverse()) cleanup();
  vi.restoreAllMocks();
});

function openLoop() {
  silenceNativeLog();
  const model = LlamaModel.load(loadLibrary("cpu"), { path: inject("tinyModelPath"), device: "cpu" });
  const context = new LlamaContext(model, { kvCells: 512, sequences: 2, batchTokens: 64, threads: 1 });
  const reports: EngineReport[] = [];
  const listeners: (() => void)[] = [];
  const samplers = new SamplerFactory(context, 2);
  const loop = new DecodeLoop({
    context,
    samplers,
    adapters: new AdapterSet(context, []),
    contextLength: 256,
    slots: 2,
    batchTokens: 64,
    microBatchTokens: 64,
    draftTokens: 0,
    report: (report) => {
      reports.push(report);
      for (const listener of listeners.splice(0)) listener();
    },
  });
  cleanups.push(
    () => model.free(),
    () => context.free(),
    () => samplers.free(),
    () => loop.close(),
  );
  const ended = async (id: number): Promise<EngineReport> => {
    for (;;) {
      const found = reports.find(
        (report) =>
          (report.type === "failed" && report.id === id) ||
          (report.type === "step" && report.ends.some((end) => end.id === id)),
      );
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        listeners.push(resolve);
      });
    }
  };
  const generate = (id: number, prompt = "hello", more: Partial<GenerationOptions> = {}): void =>
    loop.generate({ id, prompt, parseSpecial: false, options: greedy(4, more), seed: 1 });
  return { loop, context, reports, generate, ended };
}

/** All text of a request's steps. */
function textOf(reports: readonly EngineReport[], id: number): string {
  const texts = reports.flatMap((report) => (report.type === "step" ? report.texts : []));
  return texts.flatMap(([of, text]) => (of === id ? [text] : [])).join("");
}

test("fails the requests of a step that cannot be computed, and serves the next ones", async () => {
  const { context, generate, ended, loop } = openLoop();
  vi.spyOn(context, "decode").mockImplementationOnce(() => {
    throw new ShimmyError("internal", "no");
  });
  generate(1, "hello", { cachePrompt: false });
  generate(2, "hello", { cachePrompt: false });
  expect(await ended(1)).toMatchObject({ type: "failed", failure: { code: "internal" } });
  expect(await ended(2)).toMatchObject({ type: "failed" });
  expect(loop.load).toEqual({ running: 0, waiting: 0 });
  generate(3);
  expect(await ended(3)).toMatchObject({ type: "step" });
});

test("a request whose prefix was being computed by one that failed computes it itself", async () => {
  const { context, generate, ended } = openLoop();
  vi.spyOn(context, "decode").mockImplementationOnce(() => {
    throw new ShimmyError("internal", "no");
  });
  generate(1);
  generate(2);
  expect(await ended(1)).toMatchObject({ type: "failed" });
  expect(await ended(2)).toMatchObject({ type: "step" });
});

describe("when cells run out although they were counted", () => {
  const answers = async (refusals: number): Promise<readonly string[]> => {
    const { context, generate, ended, reports } = openLoop();
    const decode = vi.spyOn(context, "decode");
    generate(0, "an idle one");
    await ended(0);
    for (let count = 0; count < refusals; count++) decode.mockReturnValueOnce("no-kv-cells");
    generate(1, "hello");
    generate(2, "good day");
    await Promise.all([ended(1), ended(2)]);
    return [1, 2].map((id) => textOf(reports, id));
  };

  test("idle sequences go, then the last request waits, and every answer is the same", async () => {
    const undisturbed = await answers(0);
    expect(undisturbed.every((text) => text !== "")).toBe(true);
    for (const refusals of [1, 2]) expect(await answers(refusals)).toEqual(undisturbed);
  });

  test("a request fails that does not fit alone", async () => {
    const { context, generate, ended } = openLoop();
    const decode = vi.spyOn(context, "decode").mockReturnValue("no-kv-cells");
    generate(1);
    expect(await ended(1)).toMatchObject({ type: "failed", failure: { code: "internal" } });
    decode.mockRestore();
    generate(2);
    expect(await ended(2)).toMatchObject({ type: "step" });
  });
});

test("fails one request alone when its sampling fails, or its start", async () => {
  const { generate, ended, loop } = openLoop();
  vi.spyOn(SamplerChain.prototype, "sample").mockImplementationOnce(() => {
    throw new Error("no memory");
  });
  generate(1);
  generate(2);
  expect(await ended(1)).toMatchObject({ type: "failed", failure: { code: "internal" } });
  expect(await ended(2)).toMatchObject({ type: "step" });
  expect(loop.load).toEqual({ running: 0, waiting: 0 });
});

test("confirms the cancel of a request it does not know, and computes nothing once closed", () => {
  const { loop, reports, context, generate } = openLoop();
  loop.cancel(99);
  expect(reports).toEqual([{ type: "cancelled", id: 99 }]);
  const decode = vi.spyOn(context, "decode");
  generate(1);
  loop.close();
  loop.close();
  return new Promise<void>((resolve) => {
    setImmediate(() => {
      expect(decode).not.toHaveBeenCalled();
      resolve();
    });
  });
});
