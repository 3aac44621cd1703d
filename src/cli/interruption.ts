/** The signals that ask a command to stop. */
export interface Interruption {
  /** Fires at the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  /** What a shell expects of a program stopped that way (130 or 143); undefined before. */
  readonly exitCode: number | undefined;
  /**
   * Hands SIGINT to somebody else, as while a chat streams an answer that Ctrl-C is to stop; the latest one gets it. SIGTERM still
   * stops the command.
   *
   * @returns gives it back.
   */
  divert(onInterrupt: () => void): () => void;
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
  let diverted: readonly (() => void)[] = [];
  let exitCode: number | undefined;
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    source.on(name, () => {
      const other = diverted.at(-1);
      if (name === "SIGINT" && other !== undefined) return other();
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
    divert: (onInterrupt) => {
      diverted = [...diverted, onInterrupt];
      return () => {
        diverted = diverted.filter((one) => one !== onInterrupt);
      };
    },
  };
}
