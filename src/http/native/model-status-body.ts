import { z } from "zod";
import type { LoadedModelInfo } from "../../core/universal-model.ts";
import type { ModelStatus } from "../../service/shimmy-service.ts";
import { waitSeconds } from "../streaming/queue-notice.ts";

const INFO = z.object({
  architecture: z.string(),
  parameter_count: z.number(),
  size_bytes: z.number(),
  vocabulary_size: z.number(),
  train_context_length: z.number(),
  context_length: z.number().describe("Context length of one request, in tokens."),
  kv_cells: z.number(),
  kv_unified: z
    .boolean()
    .describe("True where all requests share one pool of KV cells, false where each slot has its own."),
  slots: z.number(),
  threads: z.number(),
  shares_prefixes: z
    .boolean()
    .describe(
      "Whether requests share the beginnings of their prompts; recurrent and sliding-window models cannot.",
    ),
  gpu_layers: z.number(),
  devices: z.array(z.string()),
  passed_over: z
    .array(z.object({ variant: z.string(), reason: z.string() }))
    .describe("Builds of the engine that would have come first, and why each was not used."),
  adapters: z.array(z.string()),
  can_generate: z.boolean().describe("False for an encoder, which makes embeddings or scores and no text."),
  pooling: z
    .enum(["none", "mean", "cls", "last", "rank"])
    .describe("How its embeddings are pooled; `rank` marks a reranker."),
  embedding_length: z.number(),
  notes: z.array(z.string()).describe("Options of the load that have no effect here, or were changed."),
  load_ms: z.number(),
});

/** Answer of load, unload and status. */
export const MODEL_STATUS = z.object({
  name: z.string(),
  state: z.enum(["stopped", "starting", "ready", "draining", "crashed", "failed"]),
  loaded: z.boolean(),
  running: z.number(),
  queued: z.number(),
  queue: z
    .object({
      high: z.number(),
      normal: z.number(),
      low: z.number(),
      expected_wait_seconds: z.number().describe("Expected wait of a request that came now."),
    })
    .describe("Waiting requests by the class that they were sent with."),
  crashes: z.number(),
  load_progress: z.number().describe("Fraction loaded, 0 to 1."),
  pid: z.number().nullable(),
  resident_bytes: z.number().nullable(),
  users: z.number().describe("Requests that have it or wait for it."),
  pinned: z.boolean().describe("It neither idles out nor makes room for other models."),
  waits_for_room: z.boolean().describe("Its load waits until other models have made room."),
  idle_seconds_left: z
    .number()
    .nullable()
    .describe("How long it stays if nobody uses it from now on; null until it is unloaded."),
  allocated_bytes: z
    .number()
    .nullable()
    .describe("Memory that it takes by its estimate, mapped weights apart; null where none was made."),
  retry_after_seconds: z
    .number()
    .nullable()
    .describe("How long requests are refused after the load that failed."),
  failure: z.string().nullable().describe("Why the last load or run failed."),
  info: INFO.nullable().describe("Facts of the loaded model."),
});

/** How a model stands, without the paths of its files. */
export function modelStatusBody({
  entry,
  activity,
  info,
  failure,
  users = 0,
  pinned = false,
  waitsForRoom = false,
  remainingMs = Number.POSITIVE_INFINITY,
  allocatedBytes,
  retryAfterMs = 0,
}: ModelStatus): z.output<typeof MODEL_STATUS> {
  return {
    name: entry.name,
    state: activity.state,
    loaded: activity.state === "ready" || activity.state === "draining",
    running: activity.running,
    queued: activity.queued,
    queue: {
      ...activity.queue.byPriority,
      expected_wait_seconds: waitSeconds(activity.queue.expectedWaitMs),
    },
    crashes: activity.crashes,
    load_progress: activity.loadProgress,
    pid: activity.pid ?? null,
    resident_bytes: activity.residentBytes ?? null,
    users,
    pinned,
    waits_for_room: waitsForRoom,
    idle_seconds_left: Number.isFinite(remainingMs) ? Math.ceil(remainingMs / 1000) : null,
    allocated_bytes: allocatedBytes === undefined ? null : Math.round(allocatedBytes),
    retry_after_seconds: retryAfterMs > 0 ? Math.ceil(retryAfterMs / 1000) : null,
    failure: failure ?? null,
    info: info === undefined ? null : infoBody(info),
  };
}

function infoBody(info: LoadedModelInfo): z.output<typeof INFO> {
  return {
    architecture: info.architecture,
    parameter_count: info.parameterCount,
    size_bytes: info.sizeBytes,
    vocabulary_size: info.vocabularySize,
    train_context_length: info.trainContextLength,
    context_length: info.contextLength,
    kv_cells: info.kvCells,
    kv_unified: info.kvUnified,
    slots: info.slots,
    threads: info.threads,
    shares_prefixes: info.sharesPrefixes,
    gpu_layers: info.gpuLayers,
    devices: [...info.devices],
    passed_over: info.passedOver.map(({ variant, reason }) => ({ variant, reason })),
    adapters: [...info.adapters],
    can_generate: info.canGenerate,
    pooling: info.embedding.pooling,
    embedding_length: info.embedding.length,
    notes: [...(info.notes ?? [])],
    load_ms: info.loadMs,
  };
}
