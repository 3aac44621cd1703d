/** Bounds on a search for models, so that a folder such as `/` costs seconds and not hours. */
export const DISCOVERY_LIMITS = {
  /** Folders below the one that is searched. */
  depth: 6,
  /** Files and folders looked at in one search folder. */
  entries: 100_000,
  /** Files read, or folders listed, at once. */
  concurrency: 8,
} as const;
