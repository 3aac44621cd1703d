import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type FakeServerOptions, fakeApp, fakeService } from "../../../test/helpers/fake-server-parts.ts";
import { loadConfig } from "../../config/load-config.ts";
import { createLogger } from "../../observability/logger.ts";
import { shutDown } from "./shut-down.ts";

const { config } = loadConfig({
  flags: {},
  environment: {},
  workingDir: "/projects",
  homeDir: "/home/someone",
});
const never = () => new Promise<void>(() => {});

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

async function shutDownWith(options: FakeServerOptions) {
  const events: string[] = [];
  const logged: string[] = [];
  const logger = await createLogger({
    level: "info",
    format: "json",
    stream: { write: (line) => logged.push(line) },
  });
  const app = fakeApp(events, options);
  const ending = shutDown({ service: fakeService(config, events, options), app, logger });
  await vi.runAllTimersAsync();
  await ending;
  return { events, logged: logged.join("") };
}

describe("shutDown", () => {
  it("ends although engines hang, and says so", async () => {
    const { events, logged } = await shutDownWith({ drain: never });
    expect(events).toEqual(["drain", "close"]);
    expect(logged).toContain("Engines did not stop in time");
  });

  it("cuts connections that do not end", async () => {
    let finish = () => {};
    const close = () =>
      new Promise<void>((resolve) => {
        finish = resolve;
      });
    const { events } = await shutDownWith({ close, closeAllConnections: () => finish() });
    expect(events).toEqual(["drain", "close", "close connections"]);
  });

  it("ends although even cut connections hang", async () => {
    expect((await shutDownWith({ close: never })).events).toEqual(["drain", "close", "close connections"]);
  });

  it("goes on when a part fails, and logs it", async () => {
    const { events, logged } = await shutDownWith({ drain: () => Promise.reject(new Error("Broken part")) });
    expect(events).toEqual(["drain", "close"]);
    expect(logged).toContain("Broken part");
  });
});
