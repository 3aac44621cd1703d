import type { PullProgress } from "../models/pull/pull-progress.ts";

/** One line of Ollama's progress of a pull. */
export interface PullStatus {
  readonly status: string;
  readonly digest?: string;
  readonly total?: number;
  readonly completed?: number;
}

const SHOWN_DIGITS = 12;

/** Progress in Ollama's words, which `POST /api/pull` and `shimmy pull --json` tell. */
export function pullStatus(progress: PullProgress): PullStatus {
  switch (progress.type) {
    case "listing":
      return { status: "pulling manifest" };
    case "file": {
      const { sha256, totalBytes, completedBytes } = progress;
      return {
        status: `pulling ${sha256.slice(0, SHOWN_DIGITS)}`,
        digest: `sha256:${sha256}`,
        total: totalBytes,
        completed: completedBytes,
      };
    }
    case "waiting":
      return { status: `waiting for ${progress.holder} that pulls the same` };
    case "verifying":
      return { status: "verifying sha256 digest" };
    case "entering":
      return { status: "writing manifest" };
    case "done":
      return { status: "success" };
  }
}
