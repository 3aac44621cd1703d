import { describe, expect, it } from "vitest";
import { fakeContext } from "../../../test/helpers/fake-command-context.ts";
import type { LoadEstimate } from "../../core/memory-estimate.ts";
import type { UniversalModelSpec } from "../../core/model-spec.ts";
import { runProgram } from "../run-program.ts";

const ESTIMATE: LoadEstimate = {
  model: "tiny",
  contextLength: 2048,
  kvCells: 16_384,
  slots: 8,
  cacheTypeK: "q8_0",
  cacheTypeV: "f16",
  gpuLayers: 0,
  availableBytes: 900_000_000,
  need: {
    allocatedBytes: 246_000_000,
    oneContextBytes: 71_000_000,
    leastBytes: 60_000_000,
    mappedBytes: 500_000_000,
  },
  fits: true,
  notes: [],
  devices: [
    {
      name: "CPU",
      weightsBytes: 0,
      mappedBytes: 500_000_000,
      kvBytes: 200_000_000,
      stateBytes: 0,
      computeBytes: 15_000_000,
      outputBytes: 1_000_000,
      adapterBytes: 0,
      processBytes: 30_000_000,
      totalBytes: 246_000_000,
    },
  ],
  totalBytes: 246_000_000,
  mappedBytes: 500_000_000,
};

const contextFor = (changes: Partial<LoadEstimate> = {}) => {
  const asked: UniversalModelSpec[] = [];
  const context = fakeContext({
    estimate: async (spec) => {
      asked.push(spec);
      return { ...ESTIMATE, ...changes };
    },
  });
  return { context, asked };
};

describe("shimmy estimate", () => {
  it("prints a table of the parts that there are, and loads nothing", async () => {
    const { context } = contextFor();
    expect(await runProgram(["estimate", "tiny"], context)).toBe(0);
    expect(context.terminal.printed()).toBe(
      [
        "tiny: 246 MB, and 500 MB of weights mapped from the file; 900 MB are free",
        "context 2048, 8 slots, 16384 KV cells of q8_0/f16",
        "",
        "DEVICE  PART                            SIZE",
        "CPU     weights mapped from the file  500 MB",
        "CPU     KV cells                      200 MB",
        "CPU     results of a step              15 MB",
        "CPU     logits                          1 MB",
        "CPU     engine process                 30 MB",
        "",
      ].join("\n"),
    );
    expect(context.loaded).toEqual([]);
  });

  it("tells the draft model's part", async () => {
    const { context, asked } = contextFor({ draftBytes: 46_000_000 });
    expect(await runProgram(["estimate", "tiny", "--model-draft", "small.gguf"], context)).toBe(0);
    expect(context.terminal.printed()).toMatch(/^tiny: 246 MB \(46 MB for the draft model\), and 500 MB of/);
    expect(asked).toMatchObject([{ draft: { path: "/projects/small.gguf" } }]);
  });

  it("hands on the flags by llama-server's names", async () => {
    const { context, asked } = contextFor();
    const flags = [
      "--ctx",
      "1024",
      "--slots",
      "2",
      "--cache-type-k",
      "q8_0",
      "--gpu-layers",
      "all",
      "--no-mmap",
    ];
    expect(await runProgram(["estimate", "tiny", ...flags], context)).toBe(0);
    expect(asked).toMatchObject([
      { name: "tiny", contextLength: 1024, slots: 2, cacheTypeK: "q8_0", gpuLayers: "all", mmap: false },
    ]);
  });

  it("tells what does not fit, and notes on standard error", async () => {
    const { context } = contextFor({
      fits: false,
      notes: ["Cut."],
      availableBytes: undefined,
      mappedBytes: 0,
    });
    expect(await runProgram(["estimate", "tiny"], context)).toBe(0);
    expect(context.terminal.printed()).toMatch(/^tiny: 246 MB\n.*\nIt does not fit: lower --ctx/);
    expect(context.terminal.noted()).toBe("shimmy: Cut.\n");
  });

  it("prints what the route answers with --json", async () => {
    const { context } = contextFor();
    expect(await runProgram(["estimate", "tiny", "--json"], context)).toBe(0);
    expect(JSON.parse(context.terminal.printed())).toMatchObject({
      model: "tiny",
      total_bytes: 246_000_000,
      fits: true,
      devices: [{ name: "CPU", kv_bytes: 200_000_000 }],
    });
  });

  it.each([
    [["--cache-type-v", "q9"], "--cache-type-v must be one of f32, f16"],
    [["--cache-type-v", "q8_0", "--flash-attn", "off"], "--cache-type-v q8_0 needs flash attention"],
    [["--override-tensor", "(a+)+=CPU"], "--override-tensor must be pairs"],
    [["--lora-scaled", "a.gguf:x"], "--lora-scaled must be pairs of a path and a number"],
    [["--gpu-layers", "many"], "--gpu-layers must be auto, all or a whole number"],
  ])("refuses %j with what is allowed", async (flags, message) => {
    const { context, asked } = contextFor();
    expect(await runProgram(["estimate", "tiny", ...flags], context)).toBe(2);
    expect(context.terminal.noted()).toContain(message);
    expect(asked).toEqual([]);
  });
});
