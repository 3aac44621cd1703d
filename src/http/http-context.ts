import type { ShimmyMetrics } from "../observability/metrics.ts";
import type { EngineDiagnosis } from "../service/diagnose-engine.ts";
import type { ShimmyService } from "../service/shimmy-service.ts";

/** What every route works with. */
export interface HttpContext {
  readonly service: ShimmyService;
  readonly metrics: ShimmyMetrics;
  /** Shimmy's own version. */
  readonly version: string;
  /** Tells which backends and devices there are, for `GET /diag`. */
  readonly diagnose: (() => Promise<EngineDiagnosis>) | undefined;
}
