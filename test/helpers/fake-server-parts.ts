import type { ServedApp, ServerParts } from "../../src/cli/server/server-parts.ts";
import type { ShimmyConfig } from "../../src/config/shimmy-config.ts";
import { ShimmyError } from "../../src/core/errors.ts";
import { EMPTY_QUEUE } from "../../src/core/queue-activity.ts";
import { createLogger } from "../../src/observability/logger.ts";
import type { ModelListing, ModelStatus, ShimmyService } from "../../src/service/shimmy-service.ts";
import { modelEntry } from "./fake-command-context.ts";

/** What a test wants of {@link fakeServerParts}. */
export interface FakeServerOptions {
  readonly onListen?: () => void;
  readonly listenError?: string;
  readonly failLoad?: boolean;
  readonly drain?: () => Promise<void>;
  readonly close?: () => Promise<void>;
  readonly closeAllConnections?: () => void;
}

/** Parts of a server that record what happens to them, in order. */
export function fakeServerParts(options: FakeServerOptions): ServerParts & {
  readonly events: string[];
  readonly logged: string[];
} {
  const events: string[] = [];
  const logged: string[] = [];
  return {
    events,
    logged,
    createLogger: () =>
      createLogger({ level: "info", format: "json", stream: { write: (line) => logged.push(line) } }),
    createService: async ({ config }) => fakeService(config, events, options),
    createApp: async () => fakeApp(events, options),
    watchConfig: () => ({ follow: () => {}, close: () => {} }),
  };
}

export function fakeService(
  config: ShimmyConfig,
  events: string[],
  options: FakeServerOptions,
): ShimmyService {
  let draining = false;
  const listing: ModelListing = { ...modelEntry(), state: "stopped", loaded: false };
  const status = (): ModelStatus => ({
    entry: listing,
    activity: {
      state: "starting",
      pid: 1,
      running: 0,
      queued: 0,
      queue: EMPTY_QUEUE,
      crashes: 0,
      residentBytes: undefined,
      loadProgress: 0,
    },
    info: undefined,
    failure: undefined,
  });
  const unused = (): never => {
    throw new Error("This is not in the test.");
  };
  return {
    config,
    startedAt: new Date(0),
    get draining() {
      return draining;
    },
    listModels: () => [listing],
    resolveModel: (name) => {
      if (name !== listing.name) throw new ShimmyError("model_not_found", `Model "${name}" was not found.`);
      return listing;
    },
    discover: unused,
    load: async (name) => {
      events.push(`load ${name}`);
      if (options.failLoad === true) throw new ShimmyError("model_corrupt", "The file is damaged.");
      return status();
    },
    unload: unused,
    release: unused,
    describe: unused,
    createAlias: unused,
    deleteAlias: unused,
    reconfigure: unused,
    pull: unused,
    status,
    lifecycle: unused,
    estimate: unused,
    generate: unused,
    embed: unused,
    rerank: unused,
    tokenize: unused,
    detokenize: unused,
    countTokens: unused,
    applyTemplate: unused,
    drain: async () => {
      draining = true;
      events.push("drain");
      await options.drain?.();
    },
  };
}

export function fakeApp(events: string[], options: FakeServerOptions): ServedApp {
  return {
    listen: async ({ host, port }) => {
      events.push(`listen ${host}:${port}`);
      if (options.listenError !== undefined) {
        throw Object.assign(new Error("listen failed"), { code: options.listenError });
      }
      queueMicrotask(() => options.onListen?.());
      return "";
    },
    addresses: () => [{ port: 40_123 }],
    close: async () => {
      events.push("close");
      await options.close?.();
    },
    server: {
      closeAllConnections: () => {
        events.push("close connections");
        options.closeAllConnections?.();
      },
    },
  };
}
