import type { PullConfig } from "../config/pull-settings.ts";
import type { PullProgress } from "../models/pull/pull-progress.ts";
import { nameOfSource, parsePullSource } from "../models/pull/pull-source.ts";
import type { ModelRegistry } from "../models/registry/model-registry.ts";
import type { Logger } from "../observability/logger.ts";
import { type RunPull, SharedPulls } from "./shared-pulls.ts";
import type { DiscoveryReport, PullModelRequest } from "./shimmy-service.ts";

/** Pulls models for everybody who asks the server to. */
export interface PullService {
  /** See {@link ShimmyService.pull}. */
  readonly pull: (request: PullModelRequest) => AsyncGenerator<PullProgress, void, undefined>;
  /** Stops every pull; what was fetched stays for the next time. */
  readonly close: () => Promise<void>;
}

/** Makes a {@link PullService}. */
export function createPullService(parts: {
  readonly settings: PullConfig;
  readonly registry: Pick<ModelRegistry, "list" | "putAlias">;
  /** Searches for models again. */
  readonly discover: () => Promise<DiscoveryReport>;
  readonly logger: Logger;
}): PullService {
  const { settings, registry, discover, logger } = parts;
  const pulls = new SharedPulls();
  return {
    pull({ model, signal }) {
      const source = parsePullSource(model);
      const key = nameOfSource(source);
      const run: RunPull = async (stop, onProgress) => {
        // undici takes 60 ms to load, and few servers ever pull
        const [{ pullModel }, { pulledEntry }] = await Promise.all([
          import("../models/pull/pull-model.ts"),
          import("../models/pull/pulled-entry.ts"),
        ]);
        logger.info({ source: key }, "pulling model");
        try {
          const pulled = await pullModel(source, { settings, signal: stop, onProgress });
          onProgress({ type: "entering" });
          const { problems } = await discover();
          const { name } = await pulledEntry(pulled, registry.list(), problems);
          logger.info({ source: key, model: name }, "model pulled");
          return name;
        } catch (error) {
          logger.warn({ source: key, err: error }, "model not pulled");
          throw error;
        }
      };
      return withAskersName(pulls.follow(key, run, signal));

      async function* withAskersName(
        all: AsyncGenerator<PullProgress, void, undefined>,
      ): AsyncGenerator<PullProgress, void, undefined> {
        for await (const progress of all) {
          if (progress.type !== "done") yield progress;
          else {
            const { nameForAsker } = await import("../models/pull/pulled-entry.ts");
            yield { type: "done", name: await nameForAsker(source, progress.name, registry) };
          }
        }
      }
    },
    close: () => pulls.close(),
  };
}
