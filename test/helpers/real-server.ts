import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { pino } from "pino";
import { loadConfig } from "../../src/config/load-config.ts";
import type { ShimmyConfig } from "../../src/config/shimmy-config.ts";
import type { ShimmyUniversalEngine } from "../../src/engine/universal-engine.ts";
import { createHttpApp } from "../../src/http/create-http-app.ts";
import { createMetrics } from "../../src/observability/metrics.ts";
import { createShimmyService } from "../../src/service/create-service.ts";
import { diagnoseEngine } from "../../src/service/diagnose-engine.ts";
import type { ShimmyService } from "../../src/service/shimmy-service.ts";

/** What a {@link RealServer} serves. */
export interface RealServerOptions {
  /** Served as `SHIMMY_BASE_GGUF` would be: registered, and the default model. */
  readonly modelPath?: string;
  /** Files by the name that each is to have, copied into a model folder of the server's own. */
  readonly models?: Readonly<Record<string, string>>;
  /** Served as the built-in model; default: there is none. */
  readonly builtinPath?: string;
  /** Settings beside those; the rest are the program's own defaults, with one thread. */
  readonly config?: Partial<ShimmyConfig>;
  /** Notices models that come and go by itself, as `shimmy serve` does. Default false. */
  readonly watch?: boolean;
  /** One with a scripted engine process, for what a model cannot be made to do. */
  readonly engine?: ShimmyUniversalEngine;
}

/** The whole server of `shimmy serve`, in this process, on a free port of 127.0.0.1. */
export interface RealServer {
  /** Address without a trailing slash. */
  readonly url: string;
  /** The same for WebSockets. */
  readonly webSocketUrl: string;
  readonly port: number;
  readonly app: FastifyInstance;
  readonly service: ShimmyService;
  /** What it has logged, oldest first. */
  readonly logs: readonly Record<string, unknown>[];
  /** Ends the engines and the server. */
  close(): Promise<void>;
}

/** Starts the real HTTP server over the real service and real engine processes. `dist/` must be built. */
export async function startRealServer(options: RealServerOptions = {}): Promise<RealServer> {
  const folder = await mkdtemp(join(tmpdir(), "shimmy-server-"));
  const models = join(folder, "models");
  await mkdir(models);
  for (const [name, path] of Object.entries(options.models ?? {})) {
    await copyFile(path, join(models, `${name}.gguf`));
  }
  const logs: Record<string, unknown>[] = [];
  const logger = pino({ level: "debug" }, { write: (line: string) => logs.push(JSON.parse(line)) });
  const defaults = loadConfig({ flags: {}, environment: {}, workingDir: folder, homeDir: folder }).config;
  const { engine, builtinPath } = options;
  const config: ShimmyConfig = {
    ...defaults,
    threads: 1,
    baseGguf: options.modelPath,
    builtin: builtinPath !== undefined,
    ...options.config,
  };
  const service = await createShimmyService({
    config,
    logger,
    watch: options.watch ?? false,
    ...(engine !== undefined && { engine }),
    ...(builtinPath !== undefined && { builtinPath }),
  });
  const app = await createHttpApp({
    service,
    logger,
    metrics: createMetrics(),
    version: "0.0.0-test",
    diagnose: async () => diagnoseEngine(service),
  });
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  return {
    url,
    webSocketUrl: url.replace("http", "ws"),
    port: Number(new URL(url).port),
    app,
    service,
    logs,
    close: async () => {
      // Streams that a test left open would hold the server for as long as they last.
      app.server.closeAllConnections();
      await Promise.all([...service.listModels()].map(({ name }) => service.unload(name, { force: true })));
      await service.drain();
      await app.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
