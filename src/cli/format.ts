const BYTE_UNITS = ["B", "KB", "MB", "GB", "TB", "PB"] as const;
const COUNT_UNITS = ["", "K", "M", "B", "T"] as const;

/** A size for people, in decimal units as disks are sold: `1.2 GB`. */
export function formatBytes(sizeBytes: number): string {
  const { value, unit } = scale(sizeBytes, BYTE_UNITS);
  return `${value} ${unit}`;
}

/** A number of weights for people: `494M`, `1.1B`. */
export function formatCount(count: number): string {
  const { value, unit } = scale(count, COUNT_UNITS);
  return `${value}${unit}`;
}

/** Three digits at most, and the next unit where rounding would show a thousand. */
function scale(number: number, units: readonly string[]): { value: string; unit: string } {
  let scaled = Math.max(0, number);
  let step = 0;
  while (roundSmall(scaled) >= 1000 && step < units.length - 1) {
    scaled /= 1000;
    step++;
  }
  return { value: String(roundSmall(scaled)), unit: units[step] ?? "" };
}

function roundSmall(value: number): number {
  return value < 10 ? Math.round(value * 10) / 10 : Math.round(value);
}

/** A duration for people: `0.4 ms`, `41 ms`, `1.23 s`, `2 min 5 s`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 10) return `${durationMs.toFixed(1)} ms`;
  if (durationMs < 999.5) return `${Math.round(durationMs)} ms`;
  if (durationMs < 59_995) return `${(durationMs / 1000).toFixed(2)} s`;
  const seconds = Math.round(durationMs / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Tokens a second, for people: `3120`, `44.9`. */
export function formatRate(perSecond: number): string {
  return perSecond >= 100 ? String(Math.round(perSecond)) : perSecond.toFixed(1);
}

/** A count and what is counted, in the singular where it is one: `1 model`, `2 models`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Text from a file made harmless for a terminal: control characters, which could move the cursor, become `?`. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, "?");
}
