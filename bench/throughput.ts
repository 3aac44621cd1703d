import { setTimeout as delay } from "node:timers/promises";
import { launchCommand } from "./launch-command.ts";
import { completionBody, type LoadFigures, runLoad } from "./load.ts";
import type { BenchOptions } from "./options.ts";
import { machineCpuMs, measureCpuMs, measureMemory, ownCpuMs } from "./process-tree.ts";
import type { Measurement, Metric } from "./report.ts";
import { ServerProcess } from "./server-process.ts";
import { promptsFor } from "./tokenizer.ts";

/** The rows of the load table. */
export const LOAD_METRICS: readonly Metric[] = [
  { name: "tokensPerSecond", label: "tokens/s", digits: 1 },
  { name: "firstTokenP50Ms", label: "first token p50, ms", digits: 0 },
  { name: "firstTokenP99Ms", label: "first token p99, ms", digits: 0 },
  { name: "gapP50Ms", label: "between tokens p50, ms", digits: 1 },
  { name: "gapP99Ms", label: "between tokens p99, ms", digits: 1 },
  { name: "residentBytes", label: "resident, MiB", digits: 0, divisor: 2 ** 20 },
  { name: "proportionalBytes", label: "proportional, MiB", digits: 0, divisor: 2 ** 20 },
  { name: "anonymousBytes", label: "without mapped files, MiB", digits: 0, divisor: 2 ** 20 },
  { name: "errors", label: "errors", digits: 0 },
];

// Long enough for worker threads to stop polling for more work, before the other server is measured.
const SETTLE_MS = 300;

/**
 * Starts every server once and puts load on one at a time. Round by round each concurrency is measured on one
 * server and at once on the other, with the order swapped every round.
 */
export async function measureThroughput(
  options: BenchOptions,
  repositoryRoot: string,
  log: (line: string) => void,
): Promise<Measurement[]> {
  const perRound = options.concurrency.reduce((sum, clients) => sum + clients * options.requestsPerClient, 0);
  const warmUpClients = Math.max(...options.concurrency);
  log(`making ${warmUpClients + perRound * options.rounds} prompts of ${options.promptTokens} tokens`);
  const prompts = await promptsFor(options, warmUpClients + perRound * options.rounds, repositoryRoot);
  const nextPrompts = (count: number) => prompts.splice(0, count);

  const servers: ServerProcess[] = [];
  try {
    for (const name of options.servers) {
      const server = await ServerProcess.start((port) => launchCommand(name, options, port, repositoryRoot));
      servers.push(server);
      await server.ready();
    }
    // Both have touched every page of the model and compiled their hot code before anything is measured.
    const warmUp = nextPrompts(warmUpClients);
    for (const server of servers) await load(server, warmUp, warmUpClients, options);

    const measurements: Measurement[] = [];
    for (let round = 0; round < options.rounds; round += 1) {
      for (const clients of options.concurrency) {
        const roundPrompts = nextPrompts(clients * options.requestsPerClient);
        for (const server of round % 2 === 0 ? servers : servers.toReversed()) {
          await delay(SETTLE_MS);
          const { figures, othersCpuPercent } = await whileOthersIdle(server, () =>
            load(server, roundPrompts, clients, options),
          );
          const measured = toMeasurement(server, clients, round, figures, othersCpuPercent);
          measurements.push(measured);
          log(progressLine(measured, figures, othersCpuPercent));
        }
      }
    }
    return measurements;
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

function load(
  server: ServerProcess,
  prompts: readonly string[],
  clients: number,
  options: BenchOptions,
): Promise<LoadFigures> {
  const bodies = prompts.map((prompt, index) =>
    completionBody(server, prompt, options.seed + index, options.maxTokens),
  );
  return runLoad(server, bodies, clients, options);
}

/**
 * Runs the load, and finds how much of one core everything else on the machine burnt meanwhile, the other server
 * among it: it should be nearly nothing.
 */
async function whileOthersIdle(
  server: ServerProcess,
  run: () => Promise<LoadFigures>,
): Promise<{ readonly figures: LoadFigures; readonly othersCpuPercent: number }> {
  const othersCpuMs = () => machineCpuMs() - (measureCpuMs(server.processId) ?? 0) - ownCpuMs();
  const cpuBeforeMs = othersCpuMs();
  const startedAtMs = performance.now();
  const figures = await run();
  const othersCpuPercent = ((othersCpuMs() - cpuBeforeMs) * 100) / (performance.now() - startedAtMs);
  return { figures, othersCpuPercent };
}

function toMeasurement(
  server: ServerProcess,
  clients: number,
  round: number,
  figures: LoadFigures,
  othersCpuPercent: number,
): Measurement {
  const memory = measureMemory(server.processId);
  return {
    group: clients === 1 ? "1 client" : `${clients} clients`,
    round,
    server: server.command.server,
    values: { ...figures, ...memory, errors: figures.errors.length, othersCpuPercent },
  };
}

function progressLine(measured: Measurement, figures: LoadFigures, othersCpuPercent: number): string {
  const parts = [
    `round ${measured.round + 1}, ${measured.group}, ${measured.server}:`,
    `${figures.tokensPerSecond?.toFixed(1) ?? "no"} tokens/s,`,
    `${figures.requests} requests of ${figures.promptTokens} + ${figures.completionTokens} tokens together`,
  ];
  if (figures.cachedTokens > 0) parts.push(`(${figures.cachedTokens} FROM A CACHE)`);
  if (othersCpuPercent > 10) parts.push(`(other processes used ${othersCpuPercent.toFixed(0)} % of a core)`);
  if (figures.errors.length > 0)
    parts.push(`(${figures.errors.length} errors, the first: ${figures.errors[0]})`);
  return parts.join(" ");
}
