import type { Terminal } from "../terminal.ts";
import type { ServerParts } from "./server-parts.ts";

/** The parts of a real server, each loaded when it is needed and in the order of need. */
export function processServerParts(
  terminal: Pick<Terminal, "isErrorInteractive" | "useErrorColor">,
): ServerParts {
  return {
    createLogger: async (config) => {
      const { createLogger } = await import("../../observability/logger.ts");
      const logger = await createLogger({
        level: config.logLevel,
        format: terminal.isErrorInteractive ? "human" : "json",
        color: terminal.useErrorColor,
        secrets: config.apiKey === undefined ? [] : [config.apiKey],
      });
      // Only looks on: what ends the process stays where it is decided.
      process.on("uncaughtExceptionMonitor", (thrown, origin) => {
        logger.fatal({ err: thrown, origin }, "Uncaught");
      });
      return logger;
    },
    createService: async (options) => {
      const { createShimmyService } = await import("../../service/create-service.ts");
      return await createShimmyService({ ...options, watch: true });
    },
    createApp: async (options) => {
      const [{ createHttpApp }, { createMetrics }, { diagnoseEngine }] = await Promise.all([
        import("../../http/create-http-app.ts"),
        import("../../observability/metrics.ts"),
        import("../../service/diagnose-engine.ts"),
      ]);
      const diagnose = async () => diagnoseEngine(options.service);
      const app = await createHttpApp({ ...options, metrics: createMetrics(), diagnose });
      return {
        listen: (address) => app.listen(address),
        addresses: () => app.addresses().filter((address) => typeof address === "object"),
        close: () => app.close(),
        server: app.server,
      };
    },
  };
}
