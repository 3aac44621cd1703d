import { arch, cpus, freemem, platform, release, totalmem } from "node:os";
import { z } from "zod";
import type { ShimmyConfig } from "../../config/shimmy-config.ts";
import type { EngineDiagnosis } from "../../service/diagnose-engine.ts";
import type { LifecycleSnapshot } from "../../service/lifecycle-tally.ts";
import type { ModelStatus, ShimmyService } from "../../service/shimmy-service.ts";
import { snakeCaseFields } from "../snake-case.ts";
import { MODEL_STATUS, modelStatusBody } from "./model-status-body.ts";

/** Stands in place of a secret that is set. */
const HIDDEN = "(hidden)";

/** Answer of `GET /diag`. */
export const DIAG = z.object({
  version: z.string(),
  uptime_seconds: z.number(),
  draining: z.boolean(),
  os: z.object({ platform: z.string(), release: z.string(), arch: z.string() }),
  node: z.object({ version: z.string(), pid: z.number(), resident_bytes: z.number() }),
  cpu: z.object({ model: z.string(), cores: z.number() }),
  memory: z.object({ total_bytes: z.number(), free_bytes: z.number() }),
  devices: z.array(z.object({ name: z.string() })),
  backends: z.array(z.object({ kind: z.string(), available: z.boolean(), reason: z.string().nullable() })),
  engines: z.array(MODEL_STATUS).describe("The engine process of each model that has one or had a failure."),
  discovery: z
    .object({
      folders: z.array(
        z.object({
          path: z.string(),
          exists: z.boolean(),
          models: z.number(),
          reason: z.string().nullable(),
        }),
      ),
      problems: z.array(z.object({ path: z.string(), reason: z.string() })),
    })
    .describe("Folders searched for models, and what could not be used, as of the latest search."),
  lifecycle: z
    .object({
      max_models: z.number().nullable(),
      available_bytes: z.number().describe("Memory left for models, by the control groups too."),
      waiting: z.array(
        z.object({ model: z.string(), waited_seconds: z.number(), blocked_by: z.array(z.string()) }),
      ),
      models: z.array(
        z.object({
          model: z.string(),
          loaded: z.number(),
          failed: z.number(),
          load_seconds: z.number().describe("Of all loads that went well."),
          evicted: z.object({ idle: z.number(), room: z.number(), retired: z.number() }),
        }),
      ),
    })
    .describe("Loads and evictions since the start, and loads that wait for room."),
  config: z.record(z.string(), z.unknown()).describe("Settings in force, secrets hidden."),
});

/** What the report is made of beside the machine itself. */
export interface DiagOptions {
  readonly service: ShimmyService;
  readonly version: string;
  readonly diagnosis: EngineDiagnosis;
}

/** A report on the machine, the engine and the settings, with no secret in it. */
export function diagBody({ service, version, diagnosis }: DiagOptions): z.output<typeof DIAG> {
  const processors = cpus();
  return {
    version,
    uptime_seconds: Math.floor((Date.now() - service.startedAt.getTime()) / 1000),
    draining: service.draining,
    os: { platform: platform(), release: release(), arch: arch() },
    node: { version: process.version, pid: process.pid, resident_bytes: process.memoryUsage.rss() },
    cpu: { model: processors[0]?.model ?? "unknown", cores: processors.length },
    memory: { total_bytes: totalmem(), free_bytes: freemem() },
    devices: diagnosis.devices.map(({ name }) => ({ name })),
    backends: diagnosis.backends.map(({ kind, available, reason = null }) => ({ kind, available, reason })),
    engines: engineStatuses(service).map(modelStatusBody),
    discovery: discoveryOf(service),
    lifecycle: lifecycleBody(service.lifecycle()),
    config: visibleConfig(service.config),
  };
}

/** Devices as the loaded models tell them, where nothing else can. */
export function diagnosisOfLoadedModels(service: ShimmyService): EngineDiagnosis {
  const names = new Set(engineStatuses(service).flatMap(({ info }) => info?.devices ?? []));
  return { backends: [], devices: [...names].map((name) => ({ name })) };
}

function discoveryOf(service: ShimmyService): z.output<typeof DIAG>["discovery"] {
  const { folders = [], problems = [] } = service.lastDiscovery?.() ?? {};
  return {
    folders: folders.map(({ path, exists, models, reason = null }) => ({ path, exists, models, reason })),
    problems: problems.map(({ path, reason }) => ({ path, reason })),
  };
}

function engineStatuses(service: ShimmyService): readonly ModelStatus[] {
  return service
    .listModels()
    .map(({ name }) => service.status(name))
    .filter(({ activity, failure }) => activity.state !== "stopped" || failure !== undefined);
}

function lifecycleBody({
  maxModels,
  availableBytes,
  waiting,
  models,
}: LifecycleSnapshot): z.output<typeof DIAG>["lifecycle"] {
  return {
    max_models: maxModels ?? null,
    available_bytes: availableBytes,
    waiting: waiting.map(({ model, waitedMs, blockedBy }) => ({
      model,
      waited_seconds: Math.round(waitedMs / 1000),
      blocked_by: [...blockedBy],
    })),
    models: models.map(({ loadMs, evicted, ...counts }) => ({
      ...counts,
      load_seconds: Math.round(loadMs) / 1000,
      evicted: { ...evicted },
    })),
  };
}

function visibleConfig(config: ShimmyConfig): Record<string, unknown> {
  const { apiKey, pull } = config;
  const { huggingFace, proxy } = pull;
  return snakeCaseFields({
    ...config,
    apiKey: hidden(apiKey),
    pull: {
      ...pull,
      huggingFace: { ...huggingFace, token: hidden(huggingFace.token) },
      // their addresses may hold passwords
      proxy: { ...proxy, http: hidden(proxy.http), https: hidden(proxy.https) },
    },
  });
}

function hidden(secret: string | undefined): string | null {
  return secret ? HIDDEN : null;
}
