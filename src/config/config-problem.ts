/** A place in a configuration file. */
export interface FilePlace {
  /** The file as messages show it. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units. */
  readonly column: number;
}

/** One thing that is wrong with the configuration. */
export interface ConfigProblem {
  /** A sentence for people. */
  readonly message: string;
  /** Name of the setting: its variable, its flag, or its place in the file, for example `engine.slots`. */
  readonly setting?: string;
  /** Where the file has it. */
  readonly place?: FilePlace;
}

/** A problem as one line, in the form that terminals and editors make a link of. */
export function describeProblem({ message, place }: ConfigProblem): string {
  return place === undefined ? message : `${formatPlace(place)}: ${message}`;
}

/** Problems in the order of their places in the file, and behind them those of flags and variables. */
export function inFileOrder(problems: readonly ConfigProblem[]): readonly ConfigProblem[] {
  const line = ({ place }: ConfigProblem): number => place?.line ?? Number.MAX_SAFE_INTEGER;
  const column = ({ place }: ConfigProblem): number => place?.column ?? 0;
  return [...problems].sort((a, b) => line(a) - line(b) || column(a) - column(b));
}

/** A place as `file:line:column`. */
export function formatPlace({ path, line, column }: FilePlace): string {
  return `${path}:${line}:${column}`;
}

/** The place that {@link formatPlace} has written. */
export function readPlace(text: string): FilePlace {
  const [, path = text, line, column] = /^(.*):(\d+):(\d+)$/su.exec(text) ?? [];
  return { path, line: Number(line ?? 1), column: Number(column ?? 1) };
}
