import type { UniversalModel } from "../../core/universal-model.ts";
import type { LevelResult } from "../benchmark/level-result.ts";
import type { Spread } from "../benchmark/percentile.ts";
import { sampleRequest } from "../benchmark/request-sample.ts";
import { runLevel } from "../benchmark/run-level.ts";
import type { CommandContext } from "../command-context.ts";
import type { CommandDefinition } from "../command-definition.ts";
import { declareFlag, declareSettings, ENGINE_SETTINGS, MODEL_SOURCE_SETTINGS } from "../declare-flags.ts";
import { counted, formatBytes, formatDuration, formatRate, printable } from "../format.ts";
import type { Invocation } from "../invocation.ts";
import { openModel } from "../open-model.ts";
import { readConfig } from "../read-config.ts";
import { type Column, renderTable } from "../table.ts";

const DEFAULT_LEVELS: readonly number[] = [1, 4, 8];
const DEFAULT_MAX_TOKENS = 100;
const WARM_UP_TOKENS = 8;
const DEFAULT_PROMPT =
  "A small town by the sea wakes before the sun. The baker lights the oven, the fishers mend their nets, and " +
  "the children count the boats on their way to school. Tell what happens on this day, from morning to night.";

const LEVEL_RULE = { min: 1, max: 256, integer: true };
const ROUNDS_RULE = { min: 1, max: 1000, integer: true };
/** One token has no gap to a next one. */
const MAX_TOKENS_RULE = { min: 2, max: 1_048_576, integer: true };

const COLUMNS: readonly Column<LevelResult>[] = [
  { title: "AT ONCE", align: "right", value: (level) => String(level.concurrency) },
  { title: "PREFILL TOKENS/S", align: "right", value: (level) => showRate(level.prefillTokensPerSecond) },
  { title: "DECODE TOKENS/S", align: "right", value: (level) => showRate(level.decodeTokensPerSecond) },
  { title: "FIRST TOKEN P50", align: "right", value: (level) => showMs(level.firstTokenMs?.p50) },
  { title: "P99", align: "right", value: (level) => showMs(level.firstTokenMs?.p99) },
  { title: "NEXT TOKEN P50", align: "right", value: (level) => showMs(level.interTokenMs?.p50) },
  { title: "P99", align: "right", value: (level) => showMs(level.interTokenMs?.p99) },
];

/** `shimmy bench MODEL`: prefill and decode speed and latencies, at several numbers of requests at once. */
export const benchCommand: CommandDefinition = {
  declare: (command) => {
    command.argument("MODEL", "name of a model, or a .gguf file");
    declareFlag(command, "--max-tokens <count>", `tokens of each answer (default: ${DEFAULT_MAX_TOKENS})`);
    declareFlag(
      command,
      "--concurrency <counts>",
      `requests at once, comma-separated (default: ${DEFAULT_LEVELS.join(",")})`,
    );
    declareFlag(command, "--rounds <count>", "how often each level runs (default: 1)");
    declareFlag(command, "--prompt <text>", "prompt of each request (default: a paragraph)");
    declareFlag(command, "--json", "print JSON");
    declareSettings(command, [...MODEL_SOURCE_SETTINGS, ...ENGINE_SETTINGS]);
  },
  run: async (invocation, context) => {
    const wanted = invocation.argument(0);
    const plan = readPlan(invocation);
    const config = readConfig(invocation, context);
    const startMs = context.now();
    const model = await openModel({ model: wanted, config, slots: Math.max(...plan.levels) }, context);
    try {
      const loadMs = context.now() - startMs;
      const levels = await measure(model, plan, context);
      const text = invocation.has("--json")
        ? toJson(model, plan, loadMs, levels)
        : describe(model, loadMs) + renderTable(COLUMNS, levels);
      await context.terminal.print(text);
      return 0;
    } finally {
      await model.unload();
    }
  },
};

interface Plan {
  readonly levels: readonly number[];
  readonly rounds: number;
  readonly maxTokens: number;
  readonly prompt: string;
}

function readPlan(invocation: Invocation): Plan {
  return {
    levels: invocation.numbers("--concurrency", LEVEL_RULE) ?? DEFAULT_LEVELS,
    rounds: invocation.number("--rounds", ROUNDS_RULE) ?? 1,
    maxTokens: invocation.number("--max-tokens", MAX_TOKENS_RULE) ?? DEFAULT_MAX_TOKENS,
    prompt: invocation.text("--prompt") ?? DEFAULT_PROMPT,
  };
}

async function measure(
  model: UniversalModel,
  plan: Plan,
  { terminal, interruption, now }: CommandContext,
): Promise<readonly LevelResult[]> {
  const { signal } = interruption;
  // The first run pays for pages of the file that are not in memory yet.
  await sampleRequest(model, { prompt: "Warm up.", maxTokens: WARM_UP_TOKENS, signal, now });
  const levels: LevelResult[] = [];
  for (const concurrency of plan.levels) {
    if (terminal.isErrorInteractive) terminal.note(`Measuring ${concurrency} at once…\n`);
    levels.push(await runLevel(model, { ...plan, concurrency, signal, now }));
  }
  return levels;
}

function describe(model: UniversalModel, loadMs: number): string {
  const { info } = model;
  const memoryBytes = model.activity().residentBytes;
  const memory = memoryBytes === undefined ? "" : `, memory ${formatBytes(memoryBytes)}`;
  return `${printable(model.spec.name)}: loaded in ${formatDuration(loadMs)}, ${counted(info.threads, "thread")}, ${info.devices.join("+")}${memory}\n\n`;
}

function toJson(model: UniversalModel, plan: Plan, loadMs: number, levels: readonly LevelResult[]): string {
  const body = {
    model: model.spec.name,
    load_ms: loadMs,
    memory_bytes: model.activity().residentBytes ?? null,
    threads: model.info.threads,
    devices: model.info.devices,
    max_tokens: plan.maxTokens,
    rounds: plan.rounds,
    levels: levels.map((level) => ({
      concurrency: level.concurrency,
      requests: level.requests,
      prefill_tokens: level.prefillTokens,
      completion_tokens: level.completionTokens,
      prefill_tokens_per_second: level.prefillTokensPerSecond ?? null,
      decode_tokens_per_second: level.decodeTokensPerSecond ?? null,
      time_to_first_token_ms: spreadJson(level.firstTokenMs),
      inter_token_ms: spreadJson(level.interTokenMs),
    })),
  };
  return `${JSON.stringify(body, null, 2)}\n`;
}

function spreadJson(spread: Spread | undefined): Spread | null {
  return spread ?? null;
}

function showRate(perSecond: number | undefined): string {
  return perSecond === undefined ? "-" : formatRate(perSecond);
}

function showMs(durationMs: number | undefined): string {
  return durationMs === undefined ? "-" : formatDuration(durationMs);
}
