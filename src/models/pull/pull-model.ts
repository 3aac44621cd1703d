import { abortError, ShimmyError } from "../../core/errors.ts";
import { PullClient } from "./pull-client.ts";
import type { PullContext, PulledModel, PullOptions } from "./pull-context.ts";
import { pullHuggingFace } from "./pull-hugging-face.ts";
import { PULL_LIMITS } from "./pull-limits.ts";
import { pullOllama } from "./pull-ollama.ts";
import type { PullSource } from "./pull-source.ts";

/**
 * Pulls a model into the store. What is there already is not fetched again, and what an abort or a crash left is gone on with.
 *
 * @throws ShimmyError `forbidden` when offline, `model_not_found`, `download_failed`, `insufficient_disk`, `conflict` where another
 * process pulls the same, `cancelled` when the signal fires.
 */
export async function pullModel(source: PullSource, options: PullOptions): Promise<PulledModel> {
  const { settings, signal, onProgress } = options;
  if (settings.offline) {
    throw new ShimmyError(
      "forbidden",
      "Shimmy is offline by its settings and pulls nothing: leave out --offline, SHIMMY_OFFLINE and HF_HUB_OFFLINE.",
    );
  }
  if (signal.aborted) throw abortError(signal);
  const limits = { ...PULL_LIMITS, ...options.limits };
  const { network } = options;
  const client = new PullClient({ limits, proxy: settings.proxy, ...(network !== undefined && { network }) });
  const context: PullContext = { settings, signal, onProgress, limits, client };
  try {
    onProgress({ type: "listing" });
    return source.kind === "ollama"
      ? await pullOllama(source, context)
      : await pullHuggingFace(source, context);
  } finally {
    await client.close();
  }
}
