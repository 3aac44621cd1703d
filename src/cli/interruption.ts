/** The signals that ask a command to stop. */
export interface Interruption {
  /** Fires at the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  /** What a shell expects of a program stopped that way (130 or 143); undefined before. */
  readonly exitCode: number | undefined;
}

/** The part of `process` that {@link listenForInterruption} needs. */
export interface SignalSource {
  on(signal: "SIGINT" | "SIGTERM", listener: () => void): unknown;
}

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Turns the first signal into an abort, so that a command can end in order; the second one ends the process at once.
 *
 * @param exit ends the process; passed in for tests.
 */
export function listenForInterruption(source: SignalSource, exit: (code: number) => void): Interruption {
  const controller = new AbortController();
  let exitCode: number | undefined;
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    source.on(name, () => {
      if (exitCode !== undefined) exit(EXIT_CODES[name]);
      exitCode ??= EXIT_CODES[name];
      controller.abort();
    });
  }
  return {
    signal: controller.signal,
    get exitCode() {
      return exitCode;
    },
  };
}
