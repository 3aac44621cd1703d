import { REQUEST_PRIORITIES } from "../core/queue-activity.ts";
import type { RequestPriority } from "../core/universal-model.ts";

/** Wait after which a request rises a class: a `low` one counts as `normal` after it, and as `high` after twice as long. */
export const AGEING_MS = 60_000;

/** The next better class; undefined for the best. */
export function classAbove(name: RequestPriority): RequestPriority | undefined {
  return REQUEST_PRIORITIES[REQUEST_PRIORITIES.indexOf(name) - 1];
}
