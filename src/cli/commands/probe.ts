import { setTimeout as delay } from "node:timers/promises";
import type { UniversalModel } from "../../core/universal-model.ts";
import type { CommandContext } from "../command-context.ts";
import type { CommandDefinition } from "../command-definition.ts";
import { declareFlag, declareSettings, ENGINE_SETTINGS, MODEL_SOURCE_SETTINGS } from "../declare-flags.ts";
import { counted, formatBytes, formatDuration, printable } from "../format.ts";
import { openModel } from "../open-model.ts";
import { readConfig } from "../read-config.ts";
import { describeFailure, isCancellation, reportFailure } from "../report-failure.ts";

/** Exit code of a probe that failed, which scripts rely on. */
const EXIT_PROBE_FAILED = 2;

/** `shimmy probe MODEL`: loads a model once and tells whether that worked, how long it took and what it takes up. */
export const probeCommand: CommandDefinition = {
  declare: (command) => {
    command.argument("MODEL", "name of a model, or a .gguf file");
    declareFlag(command, "--json", "print JSON");
    declareSettings(command, [...MODEL_SOURCE_SETTINGS, ...ENGINE_SETTINGS]);
  },
  run: async (invocation, context) => {
    const wanted = invocation.argument(0);
    const isJson = invocation.has("--json");
    const config = readConfig(invocation, context);
    try {
      const startMs = context.now();
      const model = await openModel({ model: wanted, config, slots: 1 }, context);
      const loadMs = context.now() - startMs;
      try {
        await report(model, loadMs, isJson, context);
      } finally {
        await model.unload();
      }
      return 0;
    } catch (thrown) {
      if (isCancellation(thrown)) throw thrown;
      if (isJson) {
        const error = describeFailure(thrown).join(" ");
        await context.terminal.print(`${JSON.stringify({ ok: false, model: wanted, error })}\n`);
      }
      reportFailure(thrown, invocation.has("--verbose"), context);
      return EXIT_PROBE_FAILED;
    }
  },
};

async function report(
  model: UniversalModel,
  loadMs: number,
  isJson: boolean,
  { terminal }: CommandContext,
): Promise<void> {
  const { info } = model;
  const memoryBytes = await reportedMemory(model);
  if (isJson) {
    const facts = {
      ok: true,
      model: model.spec.name,
      load_ms: Math.round(loadMs),
      memory_bytes: memoryBytes ?? null,
      architecture: info.architecture,
      parameter_count: info.parameterCount,
      context_length: info.contextLength,
      threads: info.threads,
      gpu_layers: info.gpuLayers,
      devices: info.devices,
      adapters: info.adapters,
    };
    await terminal.print(`${JSON.stringify(facts)}\n`);
    return;
  }
  const memory = memoryBytes === undefined ? "memory unknown" : `memory ${formatBytes(memoryBytes)}`;
  await terminal.print(
    `ok ${printable(model.spec.name)}: loaded in ${formatDuration(loadMs)}, ${memory}, context ${info.contextLength}, ${counted(info.threads, "thread")}, ${info.devices.join("+")}\n`,
  );
}

const POLL_MS = 10;
const MOST_POLLS = 100;

/** Resident memory of the engine, whose first report comes a moment after the load. */
async function reportedMemory(model: UniversalModel): Promise<number | undefined> {
  for (let polls = 0; polls < MOST_POLLS; polls++) {
    const { residentBytes } = model.activity();
    if (residentBytes !== undefined) return residentBytes;
    await delay(POLL_MS);
  }
  return undefined;
}
