import type { BenchPlaces } from "./launch-command.ts";
import { completionBody, type LoadFigures, runLoad } from "./load.ts";
import type { BenchOptions } from "./options.ts";
import { makePrefixedPrompts } from "./prefixed-prompts.ts";
import { makePrompts, seededRandom } from "./prompts.ts";
import type { Measurement, Metric } from "./report.ts";
import type { ServerProcess } from "./server-process.ts";
import { withTokenizer } from "./tokenizer.ts";
import { remarks } from "./while-others-idle.ts";
import { measureRounds, withServers } from "./with-servers.ts";

/** The rows of the table of shared prefixes. */
export const SHARED_PREFIX_METRICS: readonly Metric[] = [
  { name: "totalMs", label: "first send to last end, ms", digits: 0 },
  { name: "firstTokenP50Ms", label: "first token p50, ms", digits: 0 },
  { name: "firstTokenP99Ms", label: "first token p99, ms", digits: 0 },
  { name: "newFirstTokenMs", label: "first token with a new prefix, ms", digits: 0 },
  { name: "knownFirstTokenMs", label: "first token with the known prefix, ms", digits: 0 },
  { name: "knownOverNew", label: "known ÷ new", digits: 3 },
  { name: "cachedTokens", label: "prompt tokens from a cache", digits: 0 },
  { name: "errors", label: "errors", digits: 0 },
];

/** Later requests in a round, so that different slots answer them. */
const LATER_REQUESTS = 8;

/** Prompts of one round, the same for every server. */
interface RoundPrompts {
  /** Alone, with a prefix that nobody else has. */
  readonly cold: string;
  /** At once, with one prefix that is new in this round. */
  readonly together: readonly string[];
  /** One after the other, with that prefix. */
  readonly later: readonly string[];
}

/**
 * Starts every server once. In each round, each in turn gets a request alone with a new prefix, then many at once
 * that share another new one, and then, idle again, some one after the other with that one.
 */
export async function measureSharedPrefix(
  options: BenchOptions,
  places: BenchPlaces,
  log: (line: string) => void,
): Promise<Measurement[]> {
  const clients = Math.max(...options.concurrency);
  log(`making prompts of ${options.promptTokens} shared and ${options.questionTokens} own tokens`);
  const { warmUp, rounds } = await makeRounds(options, clients, places);
  return withServers(options, places, async (servers) => {
    for (const server of servers) await send(server, warmUp, clients, options, options.questionTokens);
    const measurements: Measurement[] = [];
    const measured = measureRounds(servers, rounds, (server, prompts) =>
      measureRound(server, prompts, options),
    );
    for await (const { round, server, result, othersCpuPercent } of measured) {
      const errors = [result.cold, result.together, result.later].flatMap((part) => part.errors);
      measurements.push(...toMeasurements(server, clients, round, result, othersCpuPercent));
      log(
        `round ${round + 1}, ${server.command.server}: ${clients} at once ${result.together.totalMs.toFixed(0)} ms, ` +
          `${result.together.cachedTokens} of ${result.together.promptTokens} prompt tokens from a cache` +
          remarks(othersCpuPercent, errors),
      );
    }
    return measurements;
  });
}

function makeRounds(
  options: BenchOptions,
  clients: number,
  places: BenchPlaces,
): Promise<{ readonly warmUp: readonly string[]; readonly rounds: readonly RoundPrompts[] }> {
  const { promptTokens, questionTokens } = options;
  const random = seededRandom(options.seed);
  return withTokenizer(options, places, async (tokenize) => {
    const countTokens = async (text: string) => (await tokenize(text)).length;
    const prefixes = await makePrompts(2 * options.rounds, promptTokens, countTokens, random);
    const questions = (prefix: string, count: number) =>
      makePrefixedPrompts(prefix, count, questionTokens, tokenize, random);
    const rounds: RoundPrompts[] = [];
    for (let round = 0; round < options.rounds; round += 1) {
      const [alone = "", shared = ""] = prefixes.slice(2 * round);
      const [cold = ""] = await questions(alone, 1);
      const prompts = await questions(shared, clients + LATER_REQUESTS);
      rounds.push({ cold, together: prompts.slice(0, clients), later: prompts.slice(clients) });
    }
    return { warmUp: await makePrompts(clients, questionTokens, countTokens, random), rounds };
  });
}

interface RoundFigures {
  readonly cold: LoadFigures;
  readonly together: LoadFigures;
  readonly later: LoadFigures;
}

async function measureRound(
  server: ServerProcess,
  { cold, together, later }: RoundPrompts,
  options: BenchOptions,
): Promise<RoundFigures> {
  const promptTokens = options.promptTokens + options.questionTokens;
  const ask = (prompts: readonly string[], clients: number) =>
    send(server, prompts, clients, options, promptTokens);
  return {
    cold: await ask([cold], 1),
    together: await ask(together, together.length),
    later: await ask(later, 1),
  };
}

function send(
  server: ServerProcess,
  prompts: readonly string[],
  clients: number,
  { seed, maxTokens, timeoutMs }: BenchOptions,
  promptTokens: number,
): Promise<LoadFigures> {
  const bodies = prompts.map((prompt, index) =>
    completionBody(server, { prompt, seed: seed + index, maxTokens, cachePrompt: true }),
  );
  return runLoad(server, bodies, clients, { promptTokens, maxTokens, timeoutMs });
}

function toMeasurements(
  server: ServerProcess,
  clients: number,
  round: number,
  { cold, together, later }: RoundFigures,
  othersCpuPercent: number,
): Measurement[] {
  const { totalMs, firstTokenP50Ms, firstTokenP99Ms, cachedTokens } = together;
  const [newFirstTokenMs, knownFirstTokenMs] = [cold.firstTokenP50Ms, later.firstTokenP50Ms];
  const knownOverNew =
    newFirstTokenMs === undefined || knownFirstTokenMs === undefined
      ? undefined
      : knownFirstTokenMs / newFirstTokenMs;
  const measurement = (group: string, values: Measurement["values"]): Measurement => ({
    group,
    round,
    server: server.command.server,
    values,
  });
  return [
    measurement(`${clients} at once, one new prefix`, {
      totalMs,
      firstTokenP50Ms,
      firstTokenP99Ms,
      cachedTokens,
      errors: together.errors.length,
      othersCpuPercent,
    }),
    measurement("alone, afterwards", {
      newFirstTokenMs,
      knownFirstTokenMs,
      knownOverNew,
      cachedTokens: cold.cachedTokens + later.cachedTokens,
      errors: cold.errors.length + later.errors.length,
    }),
  ];
}
