import { setTimeout as delay } from "node:timers/promises";
import type { BenchPlaces } from "./launch-command.ts";
import { completionBody } from "./load.ts";
import type { BenchOptions } from "./options.ts";
import { makePrompts, seededRandom } from "./prompts.ts";
import type { Measurement, Metric } from "./report.ts";
import { untilRunning } from "./running-requests.ts";
import type { ServerProcess } from "./server-process.ts";
import { countSteps } from "./step-count.ts";
import { withTokenizer } from "./tokenizer.ts";
import { WatchedStream } from "./watched-stream.ts";
import { remarks } from "./while-others-idle.ts";
import { measureRounds, withServers } from "./with-servers.ts";

/** The rows of the table of clients that leave. */
export const CANCEL_METRICS: readonly Metric[] = [
  { name: "freeMs", label: "until the server says so, ms", digits: 1 },
  { name: "freeSteps", label: "decode steps meanwhile", digits: 1 },
  { name: "nextMs", label: "until a waiting request's first token, ms", digits: 1 },
  { name: "nextSteps", label: "decode steps meanwhile, its own among them", digits: 1 },
  { name: "stepMs", label: "a decode step, ms", digits: 1 },
  { name: "errors", label: "errors", digits: 0 },
];

/** Frames of each stream before one is cancelled, and of one before a waiting request counts as having arrived. */
const SETTLED_FRAMES = 3;
/** Frames of another stream after which a long prompt is being computed: the first may be of the step before. */
const PREFILL_FRAMES = 2;
/** Time in which a request surely reaches the server, before the next one is sent. */
const ARRIVAL_MS = 5;

/** What happened after a client left, in one round; undefined where the moment was missed. */
interface CancelFigures {
  readonly ms: number | undefined;
  readonly steps: number | undefined;
  readonly stepMs: number | undefined;
}

const MISSED: CancelFigures = { ms: undefined, steps: undefined, stepMs: undefined };

/** Who is there when a client leaves. */
interface Bystanders {
  /** Streams that go on. */
  readonly others: readonly WatchedStream[];
  /** A request that waits for the slot; without one the server is asked when the slot is free. */
  readonly waiting: WatchedStream | undefined;
  /** Start of the time whose decode steps are like those meanwhile. */
  readonly sinceMs: number;
}

/** Prompts of one round, the same for every server. */
interface RoundPrompts {
  readonly streams: readonly string[];
  /** For the streams that take the places of cancelled ones. */
  readonly spare: readonly string[];
  readonly long: readonly string[];
}

/**
 * Starts every server once, with as many slots as clients. In each round, each in turn runs that many streams, whose
 * clients leave one after the other: in the middle of an answer, and while a long prompt is computed; each once with
 * nobody and once with a request that waits for the slot.
 */
export async function measureCancel(
  options: BenchOptions,
  places: BenchPlaces,
  log: (line: string) => void,
): Promise<Measurement[]> {
  const clients = Math.max(...options.concurrency);
  log(`making prompts of ${options.questionTokens} and of ${options.promptTokens} tokens`);
  const rounds = await makeRounds(options, clients, places);
  return withServers(options, places, async (servers) => {
    const measurements: Measurement[] = [];
    const measured = measureRounds(servers, rounds, (server, prompts) =>
      new CancelRound(server, prompts, options).measure(),
    );
    for await (const { round, server, result, othersCpuPercent } of measured) {
      for (const { group, values, errors } of result) {
        measurements.push({
          group,
          round,
          server: server.command.server,
          values: { ...values, errors: errors.length, othersCpuPercent },
        });
        log(
          `round ${round + 1}, ${server.command.server}, ${group}: free after ${shown(values.freeMs)} ms, ` +
            `${shown(values.freeSteps)} steps; the next one's token after ${shown(values.nextMs)} ms, ` +
            `${shown(values.nextSteps)} steps${remarks(othersCpuPercent, errors)}`,
        );
      }
    }
    return measurements;
  });
}

function shown(value: number | undefined): string {
  return value === undefined ? "–" : String(Math.round(value * 10) / 10);
}

function makeRounds(options: BenchOptions, clients: number, places: BenchPlaces): Promise<RoundPrompts[]> {
  const { promptTokens, questionTokens, rounds, seed } = options;
  const random = seededRandom(seed);
  return withTokenizer(options, places, async (tokenize) => {
    const make = (count: number, tokens: number) =>
      makePrompts(count, tokens, async (text) => (await tokenize(text)).length, random);
    const made: RoundPrompts[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const short = await make(clients + 3, questionTokens);
      made.push({
        streams: short.slice(0, clients),
        spare: short.slice(clients),
        long: await make(2, promptTokens),
      });
    }
    return made;
  });
}

interface GroupFigures {
  readonly group: string;
  readonly values: Readonly<
    Record<"freeMs" | "freeSteps" | "nextMs" | "nextSteps" | "stepMs", number | undefined>
  >;
  readonly errors: readonly string[];
}

/** One round on one server. */
class CancelRound {
  readonly #server: ServerProcess;
  readonly #prompts: RoundPrompts;
  readonly #options: BenchOptions;
  /** All that run. */
  #streams: WatchedStream[] = [];
  #asked = 0;

  constructor(server: ServerProcess, prompts: RoundPrompts, options: BenchOptions) {
    this.#server = server;
    this.#prompts = prompts;
    this.#options = options;
  }

  async measure(): Promise<GroupFigures[]> {
    const groups: GroupFigures[] = [];
    const errors: string[] = [];
    const attempt = async (measure: () => Promise<CancelFigures>): Promise<CancelFigures> => {
      try {
        return await measure();
      } catch (error) {
        errors.push(error instanceof Error ? error.message : String(error));
        return MISSED;
      }
    };
    const group = (name: string, free: CancelFigures, next: CancelFigures): void => {
      groups.push({
        group: name,
        values: {
          ...{ freeMs: free.ms, freeSteps: free.steps, nextMs: next.ms, nextSteps: next.steps },
          stepMs: next.stepMs ?? free.stepMs,
        },
        errors: errors.splice(0),
      });
    };
    try {
      const [first = "", second = "", third = ""] = this.#prompts.spare;
      const [longFirst = "", longSecond = ""] = this.#prompts.long;
      this.#streams = this.#prompts.streams.map((prompt) => this.#start(prompt));
      const inAnswer = await attempt(async () => {
        await this.#settle();
        return this.#cancelInAnswer();
      });
      const inAnswerNext = await attempt(async () => {
        await this.#refill(first);
        return this.#cancelInAnswer(second);
      });
      group("in the middle of an answer", inAnswer, inAnswerNext);
      const inPrompt = await attempt(async () => {
        await this.#makeRoom();
        return this.#cancelInPrompt(longFirst);
      });
      const inPromptNext = await attempt(() => this.#cancelInPrompt(longSecond, third));
      group("while a long prompt is computed", inPrompt, inPromptNext);
    } finally {
      for (const stream of this.#streams) stream.close();
      await untilRunning(this.#server, 0, this.#options.timeoutMs);
      // an answer proves that nothing of the rest is computed beside the next server's measurement
      const [prompt = ""] = this.#prompts.streams;
      await this.#start(prompt, 1).ended;
    }
    return groups;
  }

  #start(prompt: string, maxTokens = this.#options.maxTokens): WatchedStream {
    const { seed, timeoutMs } = this.#options;
    const ask = { prompt, seed: seed + this.#asked++, maxTokens, cachePrompt: false };
    return new WatchedStream({ port: this.#server.port, timeoutMs }, completionBody(this.#server, ask));
  }

  /** Waits until every stream writes. */
  async #settle(): Promise<void> {
    await Promise.all(this.#streams.map((stream) => stream.nextText(SETTLED_FRAMES)));
  }

  async #refill(prompt: string): Promise<void> {
    this.#streams.push(this.#start(prompt));
    await this.#settle();
  }

  async #makeRoom(): Promise<void> {
    await this.#cancelInAnswer();
    await this.#settle();
  }

  async #cancelInPrompt(long: string, waitingPrompt?: string): Promise<CancelFigures> {
    const sinceMs = performance.now();
    const others = [...this.#streams];
    const victim = this.#start(long, 1);
    await delay(ARRIVAL_MS);
    const waiting = this.#startWaiting(waitingPrompt);
    await others[0]?.nextText(PREFILL_FRAMES);
    const started = victim.textAtMs.length > 0 || victim.over || (waiting?.textAtMs.length ?? 0) > 0;
    const figures = await this.#close(victim, { others, waiting, sinceMs });
    return started ? MISSED : figures;
  }

  async #cancelInAnswer(waitingPrompt?: string): Promise<CancelFigures> {
    const [victim, ...others] = this.#streams;
    if (victim === undefined) throw new Error("no stream is left");
    this.#streams = others;
    const waiting = this.#startWaiting(waitingPrompt);
    if (waiting !== undefined) await others[0]?.nextText(SETTLED_FRAMES);
    return this.#close(victim, { others: [...others], waiting, sinceMs: 0 });
  }

  /** A request for which there is no slot until somebody leaves; it writes with the others then. */
  #startWaiting(prompt: string | undefined): WatchedStream | undefined {
    if (prompt === undefined) return undefined;
    const waiting = this.#start(prompt);
    this.#streams = [...this.#streams, waiting];
    return waiting;
  }

  /** Closes a stream's connection and measures what follows, beside streams that go on. */
  async #close(victim: WatchedStream, { others, waiting, sinceMs }: Bystanders): Promise<CancelFigures> {
    const closedAtMs = performance.now();
    victim.close();
    const freeAtMs =
      waiting === undefined
        ? await untilRunning(this.#server, others.length, this.#options.timeoutMs)
        : await waiting.nextText();
    if (others.some(({ over }) => over)) {
      throw new Error("a stream ended while another was cancelled; give a larger --max-tokens and --ctx");
    }
    const times = others.map(({ textAtMs }) => textAtMs);
    return {
      ms: freeAtMs - closedAtMs,
      steps: countSteps(times, closedAtMs, freeAtMs).steps,
      stepMs: countSteps(times, sinceMs, freeAtMs).stepMs,
    };
  }
}
