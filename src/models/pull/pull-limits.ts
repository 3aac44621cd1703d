/** Bounds on what a server may do to a pull; tests narrow them. */
export const PULL_LIMITS = {
  /** Requests for parts of a file at once. */
  connections: 4,
  /** Longest part that one request asks for. */
  rangeBytes: 64 * 1024 * 1024,
  /** Redirects of one request. */
  redirects: 5,
  /** Longest list of files. */
  listingBytes: 32 * 1024 * 1024,
  /** Longest manifest. */
  manifestBytes: 1024 * 1024,
  /** Longest wait for a connection, and for the head of an answer. */
  headMs: 30_000,
  /** Within this time {@link leastBytes} must come, or the request is given up. */
  stallMs: 30_000,
  leastBytes: 16 * 1024,
  /** Failures of one part of a file in a row; {@link progressBytes} between two of them begin the count anew. */
  failures: 6,
  progressBytes: 1024 * 1024,
  /** First wait after a failure; each further one is twice as long. */
  firstDelayMs: 500,
  longestDelayMs: 30_000,
  /** Longest wait that a server may ask for by Retry-After; for more the user may come back. */
  longestRetryAfterMs: 120_000,
  /** Between two records of how far a download is. */
  saveMs: 1_000,
  /** Disk left free beside the model's own files. */
  spareDiskBytes: 256 * 1024 * 1024,
  /** A lock whose holder has not been heard of for so long is nobody's. */
  lockExpiryMs: 60_000,
  /** Between two looks at a lock that another process holds. */
  lockPollMs: 1_000,
  /** Longest wait for another process that pulls the same; it ends sooner where that one does, well or not. */
  lockWaitMs: 12 * 3_600_000,
} as const;

/** The same, as tests give them. */
export type PullLimits = { readonly [Key in keyof typeof PULL_LIMITS]: number };
