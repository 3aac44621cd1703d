const LEVEL_NAMES: Readonly<Record<number, string>> = {
  10: "trace",
  20: "debug",
  30: "info",
  40: "warn",
  50: "error",
  60: "fatal",
};
const LEVEL_COLORS: Readonly<Record<number, number>> = { 10: 90, 20: 90, 30: 36, 40: 33, 50: 31, 60: 31 };
/** Fields that a person does not need on every line. */
const HIDDEN_FIELDS = new Set(["level", "time", "pid", "hostname", "msg", "err"]);
const ESCAPE = "\u001b";

/** One record of the log for a person's eyes: time, level, message, fields; a line that is no record stays as it is. */
export function formatLogLine(json: string, useColor: boolean): string {
  const record = parseRecord(json);
  if (record === undefined) return json;
  const level = typeof record.level === "number" ? record.level : 30;
  const name = (LEVEL_NAMES[level] ?? String(level)).padEnd(5);
  const paint = (text: string, color: number) =>
    useColor ? `${ESCAPE}[${color}m${text}${ESCAPE}[39m` : text;
  const fields = Object.entries(record)
    .filter(([key]) => !HIDDEN_FIELDS.has(key))
    .map(([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`);
  const parts = [
    paint(clockTime(record.time), 90),
    paint(name, LEVEL_COLORS[level] ?? 36),
    String(record.msg ?? ""),
  ];
  if (fields.length > 0) parts.push(paint(fields.join(" "), 90));
  return `${parts.join(" ")}${describeError(record.err)}\n`;
}

function parseRecord(json: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const record: unknown = JSON.parse(json);
    return isRecord(record) ? record : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function clockTime(time: unknown): string {
  const date = new Date(typeof time === "number" || typeof time === "string" ? time : Number.NaN);
  return Number.isNaN(date.getTime()) ? "--:--:--" : date.toTimeString().slice(0, 8);
}

function describeError(error: unknown): string {
  if (!isRecord(error)) return "";
  const text = error.stack ?? error.message;
  return typeof text === "string" ? `\n  ${text.replaceAll("\n", "\n  ")}` : "";
}
