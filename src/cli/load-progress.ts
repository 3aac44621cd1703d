import { printable } from "./format.ts";
import type { Terminal } from "./terminal.ts";

/** A line that shows how far a load is. */
export interface LoadProgress {
  readonly update: (fraction: number) => void;
  /** Removes the line. */
  readonly finish: () => void;
}

const CLEAR_LINE = "\r\u001b[K";

/** Progress of a load on standard error, where that is a terminal; silent everywhere else. */
export function showLoadProgress(
  name: string,
  terminal: Pick<Terminal, "isErrorInteractive" | "note">,
): LoadProgress {
  if (!terminal.isErrorInteractive) return { update: () => {}, finish: () => {} };
  let shownPercent = -1;
  const update = (fraction: number) => {
    const percent = Math.floor(Math.min(1, Math.max(0, fraction)) * 100);
    if (percent === shownPercent) return;
    shownPercent = percent;
    terminal.note(`${CLEAR_LINE}Loading ${printable(name)} ${percent} %`);
  };
  update(0);
  return { update, finish: () => terminal.note(CLEAR_LINE) };
}
