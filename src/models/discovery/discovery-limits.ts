/** Bounds on a search for models, so that a folder such as `/` costs seconds and not hours. */
export const DISCOVERY_LIMITS = {
  /** Folders below the one that is searched. */
  depth: 6,
  /** Files and folders looked at in one search folder. */
  entries: 100_000,
  /** Files read, or folders listed, at once in one search folder. */
  concurrency: 8,
  /** Files asked for their size and time at once: a thousand by turns of 8 take five times as long. */
  statsAtOnce: 256,
  /** A folder that answers nothing for so long is given up, in milliseconds. */
  silentMs: 5_000,
  /** Longest search of one folder, and longest reading of the files in it, in milliseconds. */
  totalMs: 30_000,
} as const;

/** Bounds that a test may narrow. */
export type DiscoveryLimits = { readonly [K in keyof typeof DISCOVERY_LIMITS]: number };
