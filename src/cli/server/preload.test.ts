import { describe, expect, it } from "vitest";
import { fakeService } from "../../../test/helpers/fake-server-parts.ts";
import { loadConfig } from "../../config/load-config.ts";
import { createLogger } from "../../observability/logger.ts";
import type { ShimmyService } from "../../service/shimmy-service.ts";
import { engineStarted, startPreload } from "./preload.ts";

const { config } = loadConfig({
  flags: {},
  environment: {},
  workingDir: "/projects",
  homeDir: "/home/someone",
});

async function parts(options: { readonly failLoad?: boolean } = {}) {
  const events: string[] = [];
  const logged: string[] = [];
  const logger = await createLogger({
    level: "info",
    format: "json",
    stream: { write: (line) => logged.push(line) },
  });
  return { events, logged, logger, service: fakeService(config, events, options) };
}

describe("startPreload", () => {
  it("goes on to the next model when one fails", async () => {
    const { events, logged, logger, service } = await parts({ failLoad: true });
    await startPreload(["tiny", "tiny"], service, logger);
    expect(events).toEqual(["load tiny", "load tiny"]);
    expect(logged).toHaveLength(2);
  });

  it("loads nothing more once the server stops", async () => {
    const { events, logger, service } = await parts();
    await service.drain();
    await startPreload(["tiny"], service, logger);
    expect(events).toEqual(["drain"]);
  });

  it("takes a load that the stopping server ended for no failure", async () => {
    const { logged, logger, service } = await parts();
    const stopping: ShimmyService = {
      ...service,
      get draining() {
        return service.draining;
      },
      load: async () => {
        await service.drain();
        throw new Error("Stopped.");
      },
    };
    await startPreload(["tiny"], stopping, logger);
    expect(logged).toEqual([]);
  });
});

describe("engineStarted", () => {
  it("waits until the engine has a process", async () => {
    const { service } = await parts();
    let asked = 0;
    const starting: ShimmyService = {
      ...service,
      status: (name) => {
        const status = service.status(name);
        asked++;
        return asked < 3 ? { ...status, activity: { ...status.activity, pid: undefined } } : status;
      },
    };
    await engineStarted("tiny", starting);
    expect(asked).toBe(3);
  });

  it("waits for nothing where nothing is preloaded", async () => {
    const { service } = await parts();
    await expect(engineStarted(undefined, service)).resolves.toBeUndefined();
  });
});
