import path from "node:path";
import { describe, expect, inject, it } from "vitest";
import { loadConfig } from "../../config/load-config.ts";
import { processServerParts } from "./process-server-parts.ts";

describe("processServerParts", () => {
  it("puts together a server that answers", async () => {
    const { config } = loadConfig({
      flags: {
        "--model-dirs": [path.dirname(inject("tinyModelPath"))],
        "--log-level": ["silent"],
        "--api-key": ["a-key-for-tests"],
      },
      environment: {},
      workingDir: "/projects",
      homeDir: "/home/nobody",
    });
    const listeners = process.listeners("uncaughtExceptionMonitor");
    const parts = processServerParts({ isErrorInteractive: false, useErrorColor: false });
    const logger = await parts.createLogger(config);
    const service = await parts.createService({ config, logger });
    const app = await parts.createApp({ service, logger, version: "1.2.3" });
    try {
      await app.listen({ host: "127.0.0.1", port: 0 });
      const [address] = app.addresses();
      const url = `http://127.0.0.1:${address?.port}`;
      expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ status: "ok", version: "1.2.3" });
      const headers = { authorization: "Bearer a-key-for-tests" };
      const { backends } = JSON.parse(await (await fetch(`${url}/diag`, { headers })).text());
      expect(backends).toContainEqual(expect.objectContaining({ kind: "huggingface", available: false }));
    } finally {
      await service.drain();
      app.server.closeAllConnections();
      await app.close();
      for (const listener of process.listeners("uncaughtExceptionMonitor")) {
        if (!listeners.includes(listener)) process.off("uncaughtExceptionMonitor", listener);
      }
    }
  });
});
