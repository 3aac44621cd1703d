import type { FastifyInstance } from "fastify";
import { pino } from "pino";
import { onTestFinished } from "vitest";
import type { ShimmyConfig } from "../../src/config/shimmy-config.ts";
import { createHttpApp } from "../../src/http/create-http-app.ts";
import { createMetrics, type ShimmyMetrics } from "../../src/observability/metrics.ts";
import { createScriptedService, type ScriptedService } from "./scripted-service.ts";

/** An HTTP app over a scripted service, and the lines it logs. */
export interface ScriptedApp {
  readonly app: FastifyInstance;
  readonly service: ScriptedService;
  readonly metrics: ShimmyMetrics;
  readonly logs: readonly Record<string, unknown>[];
  /** Listens on a free port of 127.0.0.1; returns the address without a trailing slash. */
  listen(): Promise<string>;
}

/** Builds the app; it is closed when the test ends. */
export async function createScriptedApp(config: Partial<ShimmyConfig> = {}): Promise<ScriptedApp> {
  const service = createScriptedService(config);
  const metrics = createMetrics();
  const logs: Record<string, unknown>[] = [];
  const logger = pino({ level: "debug" }, { write: (line: string) => logs.push(JSON.parse(line)) });
  const app = await createHttpApp({ service, logger, metrics, version: "1.2.3" });
  onTestFinished(async () => {
    // fetch opens a further connection after one that was aborted, and asks nothing on it: closing would wait for that
    app.server.closeAllConnections();
    await app.close();
  });
  return {
    app,
    service,
    metrics,
    logs,
    listen: () => app.listen({ host: "127.0.0.1", port: 0 }),
  };
}

/** Posts a JSON body without a connection. */
export function injectPost({ app }: ScriptedApp, url: string, payload: object) {
  return app.inject({ method: "POST", url, payload });
}

/** The JSON of every `data:` line of a stream of server-sent events, and whether `[DONE]` ended it. */
export function readSse(body: string): {
  readonly events: Record<string, unknown>[];
  readonly done: boolean;
} {
  const data = body
    .split("\n\n")
    .filter((frame) => frame !== "")
    .map((frame) => frame.slice("data: ".length));
  const done = data.at(-1) === "[DONE]";
  return { events: (done ? data.slice(0, -1) : data).map((json) => JSON.parse(json)), done };
}
