import type { UniversalModel } from "../core/universal-model.ts";
import type { Logger } from "../observability/logger.ts";
import type { GenerationRequest } from "./shimmy-service.ts";

/**
 * Tells the log of a request that counts on a longer context than its model was loaded with. It gets what there is, as with
 * Ollama: a prompt that is longer is refused with both counts, and the answer ends where the context does.
 */
export function tellShorterContext(
  { wantedContextLength, requestId }: Pick<GenerationRequest, "wantedContextLength" | "requestId">,
  { info }: Pick<UniversalModel, "info">,
  logger: Pick<Logger, "debug">,
): void {
  const { contextLength } = info;
  if (wantedContextLength === undefined || wantedContextLength <= contextLength) return;
  logger.debug({ requestId, wantedContextLength, contextLength }, "num_ctx is more than the loaded context");
}
