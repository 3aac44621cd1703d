import { FolderWatcher } from "../models/discovery/folder-watcher.ts";
import type { Logger } from "../observability/logger.ts";
import type { DiscoveryReport } from "./shimmy-service.ts";

/** Searches again whenever files come or go, and logs what that changed. The caller tells where, and closes it. */
export function watchModels(
  discover: () => Promise<DiscoveryReport>,
  logger: Pick<Logger, "info" | "error">,
): Pick<FolderWatcher, "follow" | "close"> {
  return new FolderWatcher({
    onChange: async () => {
      try {
        const { added, removed } = await discover();
        if (added.length + removed.length > 0) logger.info({ added, removed }, "models changed on the disk");
      } catch (error) {
        logger.error({ err: error }, "search for models failed");
        throw error;
      }
    },
  });
}
