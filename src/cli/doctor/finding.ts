/** What one check found. */
export interface Finding {
  /** Name of the check, for scripts. */
  readonly check: string;
  /** `warning`: Shimmy works, but not as well as it could, or not everywhere. `broken`: something does not work. */
  readonly status: "ok" | "warning" | "broken";
  readonly message: string;
  /** What to do; absent where all is well, or where the message says it. */
  readonly advice?: string;
}

/** A finding that all is well. */
export function ok(check: string, message: string): Finding {
  return { check, status: "ok", message };
}

/** A finding that something could be better. */
export function warning(check: string, message: string, advice: string): Finding {
  return { check, status: "warning", message, advice };
}

/** A finding that something does not work. */
export function broken(check: string, message: string, advice?: string): Finding {
  return { check, status: "broken", message, ...(advice !== undefined && { advice }) };
}
