import { toShimmyError } from "../../core/errors.ts";
import type { HttpContext } from "../http-context.ts";

/** What every answer of embeddings or scores tells. */
interface Computed {
  readonly model: string;
  readonly promptTokens: number;
}

/**
 * Asks the service for embeddings or scores, and records how it went.
 *
 * @param inputs how many inputs or documents were sent.
 */
export async function runRecorded<Answer extends Computed>(
  { service, metrics }: Pick<HttpContext, "service" | "metrics">,
  request: { readonly kind: "embed" | "rerank"; readonly model: string | undefined; readonly inputs: number },
  ask: () => Promise<Answer>,
): Promise<Answer> {
  const { kind, inputs } = request;
  const startedAtMs = performance.now();
  const durationMs = (): number => performance.now() - startedAtMs;
  try {
    const answer = await ask();
    const { model, promptTokens } = answer;
    metrics.embedding({ model, kind, outcome: "ok", inputs, promptTokens, durationMs: durationMs() });
    return answer;
  } catch (thrown) {
    const outcome = toShimmyError(thrown).code;
    const model = resolvedName(service, request.model);
    if (model !== undefined && outcome !== "model_not_found" && outcome !== "invalid_request") {
      metrics.embedding({ model, kind, outcome, inputs: 0, promptTokens: 0, durationMs: durationMs() });
    }
    throw thrown;
  }
}

/** The model may be gone from the disk by now, and that must not hide why the request failed. */
function resolvedName(service: HttpContext["service"], model: string | undefined): string | undefined {
  try {
    return service.resolveModel(model).name;
  } catch {
    return undefined;
  }
}
