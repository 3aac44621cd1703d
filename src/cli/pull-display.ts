import type { PullFileProgress, PullProgress } from "../models/pull/pull-progress.ts";
import { pullStatus } from "../service/pull-status.ts";
import { formatBytes, formatDuration, printable } from "./format.ts";
import { type PullRate, PullRateMeter } from "./pull-rate.ts";
import type { Terminal } from "./terminal.ts";

/** Shows how far a pull is. */
export interface PullDisplay {
  readonly show: (progress: PullProgress) => void;
  /** Ends a line that is being written over. */
  readonly finish: () => void;
}

/** Between two changes of the line on a terminal, and two lines of `--json` for one file. */
const REDRAW_MS = 100;
const CLEAR_LINE = "\r\u001b[K";
const DIM = "\u001b[2m";
const RESET = "\u001b[0m";
const BAR_CELLS = 24;
const LABEL_LENGTH = 28;
/** Without a terminal, a line for each such part of a file. */
const STEP_PERCENT = 10;

/**
 * A bar on standard error, where that is a terminal; else a line for each tenth of a file.
 *
 * @param now in milliseconds.
 */
export function pullDisplay(
  terminal: Pick<Terminal, "isErrorInteractive" | "useErrorColor" | "note">,
  now: () => number,
): PullDisplay {
  return terminal.isErrorInteractive ? barDisplay(terminal, now) : lineDisplay(terminal);
}

/** A line of JSON on standard output for each step, as `POST /api/pull` tells them. */
export function jsonPullDisplay(terminal: Pick<Terminal, "print">, now: () => number): PullDisplay {
  const isDue = throttle(now);
  return {
    show: (progress) => {
      if (!isDue(progress)) return;
      // the terminal keeps the order, and nothing waits for room
      void terminal.print(`${JSON.stringify(pullStatus(progress))}\n`);
    },
    finish: () => {},
  };
}

function barDisplay(
  { note, useErrorColor }: Pick<Terminal, "note" | "useErrorColor">,
  now: () => number,
): PullDisplay {
  const isDue = throttle(now);
  let meter = new PullRateMeter();
  let current: string | undefined;
  let isLineOpen = false;
  const write = (line: string): void => {
    note(CLEAR_LINE + line);
    isLineOpen = true;
  };
  const finish = (): void => {
    if (isLineOpen) note("\n");
    isLineOpen = false;
  };
  return {
    show: (progress) => {
      if (progress.type !== "file") {
        const line = stepLine(progress);
        if (line !== undefined) write(line);
        // it explains the bar that follows, and stays
        if (progress.type === "waiting") finish();
        return;
      }
      if (progress.sha256 !== current) {
        finish();
        meter = new PullRateMeter();
        current = progress.sha256;
      }
      const rate = meter.note(now(), progress.completedBytes, progress.totalBytes);
      if (isDue(progress)) write(barLine(progress, rate, useErrorColor));
    },
    finish,
  };
}

function lineDisplay({ note }: Pick<Terminal, "note">): PullDisplay {
  let current: string | undefined;
  let shownPercent = 0;
  let lastStep: string | undefined;
  return {
    show: (progress) => {
      if (progress.type !== "file") {
        const line = stepLine(progress);
        if (line !== undefined && line !== lastStep) note(`${line}\n`);
        lastStep = line;
        return;
      }
      const percent = Math.floor(percentOf(progress) / STEP_PERCENT) * STEP_PERCENT;
      if (progress.sha256 === current && percent <= shownPercent) return;
      current = progress.sha256;
      shownPercent = percent;
      lastStep = undefined;
      note(`${printable(progress.label)}: ${percent} % of ${formatBytes(progress.totalBytes)}\n`);
    },
    finish: () => {},
  };
}

/** Lets every step pass, and of one file's reports those that come late enough, the last one too. */
function throttle(now: () => number): (progress: PullProgress) => boolean {
  let dueMs = Number.NEGATIVE_INFINITY;
  let current: string | undefined;
  return (progress) => {
    if (progress.type !== "file") return true;
    const isLast = progress.completedBytes === progress.totalBytes;
    const isNew = progress.sha256 !== current;
    const nowMs = now();
    if (!isLast && !isNew && nowMs < dueMs) return false;
    current = progress.sha256;
    dueMs = nowMs + REDRAW_MS;
    return true;
  };
}

function stepLine(progress: Exclude<PullProgress, PullFileProgress>): string | undefined {
  switch (progress.type) {
    case "listing":
      return "Asking for the list of files";
    case "waiting":
      return `${printable(progress.label)} is being pulled by ${printable(progress.holder)}: waiting for it`;
    case "verifying":
      return "Verifying the sha256";
    case "entering":
      return "Looking at the model";
    case "done":
      return undefined;
  }
}

/** For example `qwen2.5-q4_k_m.gguf ━━━━━━────── 45 %  1.2 GB of 2.6 GB  34 MB/s  41 s`. */
function barLine(
  progress: PullFileProgress,
  { bytesPerSecond, remainingSeconds }: PullRate,
  useColor: boolean,
): string {
  const { label, totalBytes, completedBytes } = progress;
  const percent = percentOf(progress);
  const filled = Math.round((percent / 100) * BAR_CELLS);
  const rest = "─".repeat(BAR_CELLS - filled);
  const bar = "━".repeat(filled) + (useColor ? `${DIM}${rest}${RESET}` : rest);
  const parts = [
    `${shortened(printable(label))} ${bar} ${Math.floor(percent)} %`,
    `${formatBytes(completedBytes)} of ${formatBytes(totalBytes)}`,
    ...(bytesPerSecond === undefined ? [] : [`${formatBytes(bytesPerSecond)}/s`]),
    ...(remainingSeconds === undefined ? [] : [formatDuration(Math.ceil(remainingSeconds) * 1000)]),
  ];
  return parts.join("  ");
}

function percentOf({ totalBytes, completedBytes }: PullFileProgress): number {
  return totalBytes === 0 ? 100 : (completedBytes / totalBytes) * 100;
}

/** The end of a file's name tells more than its middle. */
function shortened(label: string): string {
  if (label.length <= LABEL_LENGTH) return label;
  const half = (LABEL_LENGTH - 1) / 2;
  return `${label.slice(0, Math.floor(half))}…${label.slice(-Math.ceil(half))}`;
}
