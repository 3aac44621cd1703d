import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { type QueueActivity, REQUEST_PRIORITIES } from "../core/queue-activity.ts";

/** One HTTP request that has ended, well or not. */
interface HttpRequestSample {
  readonly method: string;
  /** Route pattern such as `/api/models/:name/load`, never the address itself, so that series stay few. */
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
}

/** What one model does at the moment of a scrape. */
interface ModelSample {
  readonly model: string;
  readonly running: number;
  readonly queued: number;
  readonly queue: QueueActivity;
}

/** Loads and evictions since the start, by model, and the loads that wait for room now. */
interface LoadSample {
  readonly waiting: readonly unknown[];
  readonly models: readonly {
    readonly model: string;
    readonly loaded: number;
    readonly failed: number;
    readonly loadMs: number;
    readonly evicted: Readonly<Record<string, number>>;
  }[];
}

/** How a generation ended: a finish reason, or the code of its error. */
interface GenerationOutcome {
  readonly outcome: string;
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly completionTokens: number;
  /** Tokens proposed and checked, and how many of them the answer took. */
  readonly draftTokens: number;
  readonly draftAcceptedTokens: number;
  /** Time in the queue; undefined when the generation ended without telling. */
  readonly queueMs: number | undefined;
  /** From the request's arrival to its end. */
  readonly durationMs: number;
}

/** One request for embeddings or scores that has ended, well or not. */
interface EmbeddingSample {
  /** Name of the registry, because it becomes a label. */
  readonly model: string;
  readonly kind: "embed" | "rerank";
  /** `ok`, or the code of its error. */
  readonly outcome: string;
  /** Texts, or documents, that were answered. */
  readonly inputs: number;
  readonly promptTokens: number;
  readonly durationMs: number;
}

/** Records one model's generations. */
export interface GenerationRecorder {
  /** The first piece of an answer came this long after the request's arrival. */
  firstToken(sinceArrivalMs: number): void;
  /** A further piece came this long after the one before. */
  nextToken(gapMs: number): void;
  ended(outcome: GenerationOutcome): void;
}

/** Every figure that `GET /metrics` shows. Each instance has a registry of its own. */
export interface ShimmyMetrics {
  /** Media type of {@link ShimmyMetrics.render}'s text. */
  readonly contentType: string;
  /** All figures in Prometheus' text format. */
  render(): Promise<string>;
  httpRequest(sample: HttpRequestSample): void;
  /** Recorder of a model; `model` must be a name of the registry, because it becomes a label. */
  generation(model: string): GenerationRecorder;
  embedding(sample: EmbeddingSample): void;
  webSocketOpened(): void;
  webSocketClosed(): void;
  /** Sets where the gauges of loaded models are read from at each scrape. */
  watchModels(read: () => readonly ModelSample[]): void;
  /** Sets where the figures of loads and evictions are read from at each scrape. */
  watchLoads(read: () => LoadSample): void;
}

const PREFIX = "shimmy_";
const REQUEST_BUCKETS = [
  0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600,
];
const FIRST_TOKEN_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];
const INTER_TOKEN_BUCKETS = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.2, 0.5, 1, 5,
];
const QUEUE_BUCKETS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300];

/** Makes the set of metrics of one server, with `shimmy_` names and Node's process figures. */
export function createMetrics(): ShimmyMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: PREFIX });
  const http = createHttpMetrics(registry);
  const generations = createGenerationMetrics(registry);
  const watchModels = createModelGauges(registry);
  const sockets = new Gauge({
    name: `${PREFIX}websockets_open`,
    help: "WebSockets open now",
    registers: [registry],
  });

  return {
    contentType: registry.contentType,
    render: () => registry.metrics(),
    httpRequest: http,
    generation: generations,
    embedding: createEmbeddingMetrics(registry),
    webSocketOpened: () => sockets.inc(),
    webSocketClosed: () => sockets.dec(),
    watchModels,
    watchLoads: createLoadMetrics(registry),
  };
}

function createHttpMetrics(registry: Registry): (sample: HttpRequestSample) => void {
  const requests = new Counter({
    name: `${PREFIX}http_requests_total`,
    help: "HTTP requests that have ended",
    labelNames: ["method", "route", "status"],
    registers: [registry],
  });
  const durations = histogram(
    registry,
    "http_request_duration_seconds",
    "Time of HTTP requests, streams included",
    ["route"],
    REQUEST_BUCKETS,
  );
  return ({ method, route, status, durationMs }) => {
    requests.inc({ method, route, status: String(status) });
    durations.observe({ route }, durationMs / 1000);
  };
}

function createGenerationMetrics(registry: Registry): (model: string) => GenerationRecorder {
  const model = ["model"];
  const firstToken = histogram(
    registry,
    "time_to_first_token_seconds",
    "From a request's arrival to the first piece of its answer",
    model,
    FIRST_TOKEN_BUCKETS,
  );
  const interToken = histogram(
    registry,
    "inter_token_latency_seconds",
    "Between two pieces of an answer",
    model,
    INTER_TOKEN_BUCKETS,
  );
  const queue = histogram(registry, "queue_time_seconds", "Wait for a slot", model, QUEUE_BUCKETS);
  const duration = histogram(
    registry,
    "generation_duration_seconds",
    "From a request's arrival to the end of its answer",
    model,
    REQUEST_BUCKETS,
  );
  const ended = new Counter({
    name: `${PREFIX}generations_total`,
    help: "Generations that have ended, by finish reason or error code",
    labelNames: ["model", "outcome"],
    registers: [registry],
  });
  const promptTokens = counter(registry, "prompt_tokens_total", "Tokens of accepted prompts");
  const cachedTokens = counter(registry, "cached_tokens_total", "Prompt tokens that needed no computing");
  const completionTokens = counter(registry, "completion_tokens_total", "Tokens generated");
  const draftTokens = counter(registry, "draft_tokens_total", "Tokens proposed by speculation and checked");
  const draftAccepted = counter(registry, "draft_accepted_tokens_total", "Proposed tokens that were right");

  return (name) => {
    const first = firstToken.labels(name);
    const next = interToken.labels(name);
    return {
      firstToken: (sinceArrivalMs) => first.observe(sinceArrivalMs / 1000),
      nextToken: (gapMs) => next.observe(gapMs / 1000),
      ended: (outcome) => {
        ended.inc({ model: name, outcome: outcome.outcome });
        promptTokens.inc({ model: name }, outcome.promptTokens);
        cachedTokens.inc({ model: name }, outcome.cachedTokens);
        completionTokens.inc({ model: name }, outcome.completionTokens);
        draftTokens.inc({ model: name }, outcome.draftTokens);
        draftAccepted.inc({ model: name }, outcome.draftAcceptedTokens);
        duration.observe({ model: name }, outcome.durationMs / 1000);
        if (outcome.queueMs !== undefined) queue.observe({ model: name }, outcome.queueMs / 1000);
      },
    };
  };
}

function createEmbeddingMetrics(registry: Registry): (sample: EmbeddingSample) => void {
  const ended = new Counter({
    name: `${PREFIX}embedding_requests_total`,
    help: "Requests for embeddings or scores that have ended, by outcome",
    labelNames: ["model", "kind", "outcome"],
    registers: [registry],
  });
  const inputs = counter(registry, "embedding_inputs_total", "Texts embedded and documents scored");
  const tokens = counter(registry, "embedding_tokens_total", "Tokens of those texts and documents");
  const duration = histogram(
    registry,
    "embedding_duration_seconds",
    "From the arrival of a request for embeddings or scores to its end",
    ["model", "kind"],
    REQUEST_BUCKETS,
  );
  return ({ model, kind, outcome, ...sample }) => {
    ended.inc({ model, kind, outcome });
    inputs.inc({ model }, sample.inputs);
    tokens.inc({ model }, sample.promptTokens);
    duration.observe({ model, kind }, sample.durationMs / 1000);
  };
}

function createModelGauges(registry: Registry): (read: () => readonly ModelSample[]) => void {
  let readModels: () => readonly ModelSample[] = () => [];
  perModelGauge("requests_running", "Requests with a slot", (sample) => sample.running);
  perModelGauge("requests_queued", "Requests that wait for a slot", (sample) => sample.queued);
  perModelGauge(
    "queue_wait_expected_seconds",
    "Expected wait for a slot of a request that came now",
    (sample) => sample.queue.expectedWaitMs / 1000,
  );
  new Gauge({
    name: `${PREFIX}requests_queued_by_priority`,
    help: "Requests that wait for a slot, by the class that they were sent with",
    labelNames: ["model", "priority"],
    registers: [registry],
    collect() {
      this.reset();
      for (const { model, queue } of readModels()) {
        for (const priority of REQUEST_PRIORITIES) this.set({ model, priority }, queue.byPriority[priority]);
      }
    },
  });
  new Gauge({
    name: `${PREFIX}models_loaded`,
    help: "Models in memory",
    registers: [registry],
    collect() {
      this.set(readModels().length);
    },
  });

  function perModelGauge(name: string, help: string, value: (sample: ModelSample) => number): void {
    new Gauge({
      name: `${PREFIX}${name}`,
      help,
      labelNames: ["model"],
      registers: [registry],
      collect() {
        // An unloaded model must vanish from the scrape rather than keep its last figure.
        this.reset();
        for (const sample of readModels()) this.set({ model: sample.model }, value(sample));
      },
    });
  }

  return (read) => {
    readModels = read;
  };
}

/** Counted elsewhere: each scrape sets the counters to what is told. */
function createLoadMetrics(registry: Registry): (read: () => LoadSample) => void {
  let readLoads: () => LoadSample = () => ({ waiting: [], models: [] });
  new Counter({
    name: `${PREFIX}model_loads_total`,
    help: "Loads of models that have ended, by outcome",
    labelNames: ["model", "outcome"],
    registers: [registry],
    collect() {
      this.reset();
      for (const { model, loaded, failed } of readLoads().models) {
        if (loaded > 0) this.inc({ model, outcome: "loaded" }, loaded);
        if (failed > 0) this.inc({ model, outcome: "failed" }, failed);
      }
    },
  });
  new Counter({
    name: `${PREFIX}model_load_seconds_total`,
    help: "Time of the loads that went well",
    labelNames: ["model"],
    registers: [registry],
    collect() {
      this.reset();
      for (const { model, loadMs } of readLoads().models) this.inc({ model }, loadMs / 1000);
    },
  });
  new Counter({
    name: `${PREFIX}model_evictions_total`,
    help: "Models unloaded by Shimmy: idle for long enough, idle when room was wanted, or retired for it while busy",
    labelNames: ["model", "reason"],
    registers: [registry],
    collect() {
      this.reset();
      for (const { model, evicted } of readLoads().models) {
        for (const [reason, count] of Object.entries(evicted))
          if (count > 0) this.inc({ model, reason }, count);
      }
    },
  });
  new Gauge({
    name: `${PREFIX}model_loads_waiting`,
    help: "Loads that wait until other models have made room",
    registers: [registry],
    collect() {
      this.set(readLoads().waiting.length);
    },
  });
  return (read) => {
    readLoads = read;
  };
}

function counter(registry: Registry, name: string, help: string): Counter<"model"> {
  return new Counter({ name: `${PREFIX}${name}`, help, labelNames: ["model"], registers: [registry] });
}

function histogram<Label extends string>(
  registry: Registry,
  name: string,
  help: string,
  labelNames: readonly Label[],
  buckets: readonly number[],
): Histogram<Label> {
  return new Histogram({
    name: `${PREFIX}${name}`,
    help,
    labelNames: [...labelNames],
    buckets: [...buckets],
    registers: [registry],
  });
}
