import { basename } from "node:path";
import { z } from "zod";
import type { DiscoveryReport } from "../../service/shimmy-service.ts";

/** Answer of `POST /api/models/discover`. */
export const DISCOVERY = z.object({
  found: z.number().describe("Models known after the search."),
  added: z.array(z.string()),
  removed: z.array(z.string()),
  problems: z.array(z.object({ file: z.string(), reason: z.string() })),
  duration_ms: z.number(),
});

/** What a search found; files that could not be used are told by name, without their folders. */
export function discoveryBody(report: DiscoveryReport): z.output<typeof DISCOVERY> {
  return {
    found: report.found,
    added: [...report.added],
    removed: [...report.removed],
    problems: report.problems.map(({ path, reason }) => ({ file: basename(path), reason })),
    duration_ms: Math.round(report.durationMs),
  };
}
