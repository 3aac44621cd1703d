import { type BenchPlaces, launchCommand } from "./launch-command.ts";
import type { BenchOptions } from "./options.ts";
import { ServerProcess } from "./server-process.ts";
import { whileOthersIdle } from "./while-others-idle.ts";

/** Starts every server of a run, waits until they are ready, and stops them when `use` is through. */
export async function withServers<Result>(
  options: BenchOptions,
  places: BenchPlaces,
  use: (servers: readonly ServerProcess[]) => Promise<Result>,
): Promise<Result> {
  const servers: ServerProcess[] = [];
  try {
    for (const name of options.servers) {
      const server = await ServerProcess.start((port) => launchCommand(name, options, port, places));
      servers.push(server);
      await server.ready();
    }
    return await use(servers);
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

/** The order in which a round measures: the other way round every second time. */
export function inTurn<One>(all: readonly One[], round: number): readonly One[] {
  return round % 2 === 0 ? all : all.toReversed();
}

/** What one server did in one round. */
export interface MeasuredRound<Result> {
  /** From 0. */
  readonly round: number;
  readonly server: ServerProcess;
  readonly result: Result;
  readonly othersCpuPercent: number;
}

/** Gives each round's prompts to every server in turn, each while the others idle. */
export async function* measureRounds<Prompts, Result>(
  servers: readonly ServerProcess[],
  rounds: readonly Prompts[],
  measure: (server: ServerProcess, prompts: Prompts) => Promise<Result>,
): AsyncGenerator<MeasuredRound<Result>, void, undefined> {
  for (const [round, prompts] of rounds.entries()) {
    for (const server of inTurn(servers, round)) {
      yield { round, server, ...(await whileOthersIdle(server, () => measure(server, prompts))) };
    }
  }
}
