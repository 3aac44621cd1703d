import path from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import type { EngineGeneration, EngineReport, LoadRequest } from "../../src/engine/protocol.ts";
import { Engine } from "../../src/engine/worker/engine.ts";
import { greedy } from "../helpers/greedy.ts";
import { silenceNativeLog } from "../helpers/silence-native-log.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";
import { mulberry32, writeLoraAdapter } from "../helpers/tiny-model.ts";
import { TRAINED_MODEL_PATH } from "../helpers/trained-model.ts";
import { LOAD_MINUTES, LOAD_SEED } from "./load-settings.ts";
import { pick, type Random } from "./soak-asks.ts";

/** Requests of a short run: as many as take some seconds. */
const REQUESTS = LOAD_MINUTES === 0 ? 120 : Number.POSITIVE_INFINITY;
const DURATION_MS = LOAD_MINUTES === 0 ? Number.POSITIVE_INFINITY : LOAD_MINUTES * 60_000;
const SLOTS = 16;
/** More than there are slots, so that some wait. */
const MOST_AT_ONCE = 22;
const ANSWER_TOKENS = 20;
/** Without flash attention what else is in a step moves log probabilities by some hundredths. */
const CLEAR_GAP = 0.25;
/** How the model ends its answers. */
const END_TEXTS: ReadonlySet<string> = new Set(["<|im_end|>", "</s>"]);

const base: LoadRequest = {
  modelPath: TRAINED_MODEL_PATH,
  adapters: [],
  device: "cpu",
  contextLength: 384,
  kvCells: 512,
  slots: 1,
  threads: 1,
  narrowVectors: false,
  speculates: false,
  probeTexts: [],
  tuning: { flashAttention: "off" },
};

const LAYOUTS = [
  // what runs at once does not fit, so that requests make room for each other
  { title: "one pool of cells", more: { kvCells: 1024 } },
  { title: "streams", more: { streams: true, kvCells: SLOTS * 512 } },
  {
    title: "streams, a step smaller than they are many",
    more: { streams: true, kvCells: SLOTS * 512 },
    micro: 8,
  },
] as const;

/** A prompt, what decides its answer, and the answer that was given to it alone. */
interface Known {
  readonly prompt: string;
  readonly adapterScales: readonly number[];
  readonly maxTokens: number;
  readonly text: string;
}

interface Running {
  readonly known: Known;
  readonly maxTokens: number;
  text: string;
}

const opened: Engine[] = [];
afterEach(() => {
  for (const engine of opened.splice(0)) engine.close();
});

describe.each(LAYOUTS)("random requests in $title", ({ more, ...layout }) => {
  test("have the texts that they have alone", { timeout: LOAD_MINUTES * 60_000 + 120_000 }, async () => {
    silenceNativeLog();
    const folder = temporaryFolder();
    const adapters = [];
    for (const seed of [7, 23]) {
      const file = path.join(folder, `adapter-${seed}.gguf`);
      await writeLoraAdapter(file, { seed, embeddingLength: 256, blockCount: 6, strength: 0.05 });
      adapters.push({ path: file, scale: 0 });
    }
    const random = mulberry32(LOAD_SEED);
    const answers = await findAnswers({ ...base, adapters }, random);
    const disk = { folder: path.join(folder, "kv"), maxBytes: 20_000_000, fingerprint: "stress" };
    const counts = await askAtRandom(answers, random, {
      ...base,
      ...more,
      adapters,
      slots: SLOTS,
      speculates: true,
      prefixStore: { memoryBytes: 2_000_000, disk },
      tuning: {
        ...base.tuning,
        ...("micro" in layout && { batchSize: SLOTS, microBatchSize: layout.micro }),
      },
    });
    if (LOAD_MINUTES > 0) console.log(JSON.stringify(counts));
    expect(counts.faults).toEqual([]);
    for (const deed of ["finished", "cancelled", "cachedTokens"] as const)
      expect(counts[deed], deed).toBeGreaterThan(0);
  });
});

const SENTENCES = [
  "Shimmy serves models on your own machine.",
  "The server listens on one address.",
  "A model is a file on the disk.",
  "Clients send a prompt and get a text.",
  "The capital of France is Paris.",
  "Two and three is five, and five and five is ten.",
] as const;
const BEGINNINGS = ["I am", "Shimmy is", "The server", "A model", "The answer is", "By default"] as const;
/** The same strengths for many, since a step has the requests of one kind alone. */
const SCALES = [
  [0, 0],
  [0, 0],
  [0, 0],
  [1, 0],
  [0.5, 0.5],
] as const satisfies [readonly number[], ...(readonly number[])[]];

/** Prompts that begin alike, some of which go on where another one's answer ended, with answers that hang on no near tie. */
async function findAnswers(request: LoadRequest, random: Random): Promise<readonly [Known, ...Known[]]> {
  const alone = new Asker(request);
  const found: Known[] = [];
  const wanted = LOAD_MINUTES === 0 ? 16 : 60;
  for (let trial = 0; trial < 20 * wanted && found.length < wanted; trial++) {
    const adapterScales = pick(random, SCALES);
    const first = Math.floor(random() * 3);
    const sentences = Array.from(
      { length: 1 + Math.floor(random() * 9) },
      (_, index) => SENTENCES[(first + index) % SENTENCES.length],
    );
    const earlier = found[Math.floor(random() * found.length * 2)];
    const prompt =
      earlier === undefined
        ? `${sentences.join(" ")} ${pick(random, BEGINNINGS)}`
        : `${earlier.prompt}${earlier.text} ${pick(random, BEGINNINGS)}`;
    const scales = earlier?.adapterScales ?? adapterScales;
    const clear = await alone.clearTokens({ prompt, adapterScales: scales });
    if (clear.tokens < 3 || prompt.length > 800) continue;
    found.push({ prompt, adapterScales: scales, maxTokens: clear.tokens, text: clear.text });
  }
  const [one, ...others] = found;
  if (one === undefined) throw new Error("No prompt has a clear answer.");
  return [one, ...others];
}

/** An engine that is asked one thing after the other. */
class Asker {
  private readonly engine: Engine;
  private readonly reports: EngineReport[] = [];

  constructor(request: LoadRequest) {
    this.engine = Engine.load(request, (report) => this.reports.push(report));
    opened.push(this.engine);
  }

  /** The answer as far as every choice was clear. */
  async clearTokens(ask: Pick<EngineGeneration, "prompt" | "adapterScales">) {
    this.reports.length = 0;
    const options = greedy(ANSWER_TOKENS, { logprobs: 4, ignoreEos: true, cachePrompt: false });
    this.engine.intake.generate({ ...ask, id: 1, parseSpecial: false, seed: 1, options });
    const steps = () => this.reports.flatMap((report) => (report.type === "step" ? [report] : []));
    while (!steps().some(({ ends }) => ends.length > 0)) await nextTurn();
    const chosen = steps().flatMap(({ texts }) => texts.flatMap(([, , tokens]) => tokens ?? []));
    const unclear = chosen.findIndex(({ text, top }) => {
      // a mark has no text in an answer
      if (text.startsWith("<|")) return true;
      // the end is told, and not to be chosen
      const [likeliest, next] = top.filter(({ text }) => !END_TEXTS.has(text));
      return (likeliest?.logprob ?? 0) - (next?.logprob ?? 0) < CLEAR_GAP;
    });
    const tokens = chosen.slice(0, unclear < 0 ? chosen.length : unclear);
    return { tokens: tokens.length, text: tokens.map(({ text }) => text).join("") };
  }
}

/** Lets requests come and go at random, and compares what each of them got. */
async function askAtRandom(answers: readonly [Known, ...Known[]], random: Random, request: LoadRequest) {
  const running = new Map<number, Running>();
  const counts = {
    finished: 0,
    cancelled: 0,
    cachedTokens: 0,
    draftAcceptedTokens: 0,
    faults: [] as string[],
  };
  const fault = (what: string, about: unknown): unknown =>
    counts.faults.length < 5 && counts.faults.push(`${what}: ${JSON.stringify(about)}`);
  const engine = Engine.load(request, (report) => {
    if (report.type === "failed") {
      fault("failed", report);
      if (report.id !== undefined) running.delete(report.id);
    }
    if (report.type !== "step") return;
    for (const [id, text] of report.texts) {
      const asked = running.get(id);
      if (asked !== undefined) asked.text += text;
    }
    for (const { id, cachedTokens, draftAcceptedTokens } of report.ends) {
      const asked = running.get(id);
      running.delete(id);
      counts.finished++;
      counts.cachedTokens += cachedTokens;
      counts.draftAcceptedTokens += draftAcceptedTokens;
      if (asked === undefined) fault("ended twice, or after a cancel", id);
      else if (asked.text !== (asked.maxTokens === 0 ? "" : asked.known.text)) fault("another text", asked);
    }
  });
  opened.push(engine);
  const startedAtMs = performance.now();
  let lastId = 0;
  const isOver = () => lastId >= REQUESTS || performance.now() - startedAtMs > DURATION_MS;
  while (!isOver() || running.size > 0) {
    const chance = random();
    if (!isOver() && running.size < MOST_AT_ONCE && chance < 0.4) {
      const known = pick(random, answers);
      // several of the same at once, as for `n`
      for (let copy = random() < 0.1 ? 3 : 1; copy > 0; copy--) {
        const maxTokens = random() < 0.05 ? 0 : known.maxTokens;
        const id = ++lastId;
        running.set(id, { known, maxTokens, text: "" });
        engine.intake.generate({
          id,
          ...{ prompt: known.prompt, adapterScales: known.adapterScales, parseSpecial: false, seed: 1 },
          options: greedy(maxTokens, { ignoreEos: true, cachePrompt: random() < 0.85 }),
          ...(random() < 0.2 && { cacheSalt: "other" }),
          ...(random() < 0.05 && { promptLogprobs: true }),
        });
      }
    } else if (chance > 0.97) {
      const [id] = [...running.keys()].sort(() => random() - 0.5);
      const asked = id === undefined ? undefined : running.get(id);
      if (id === undefined || asked === undefined) continue;
      running.delete(id);
      engine.intake.cancel(id);
      counts.cancelled++;
      if (!asked.known.text.startsWith(asked.text)) fault("another beginning", asked);
    }
    await nextTurn();
  }
  if (engine.loop.load.running + engine.loop.load.waiting > 0) fault("left", engine.loop.load);
  return counts;
}
