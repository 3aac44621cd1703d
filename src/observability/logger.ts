import type { Logger as PinoLogger } from "pino";
import type { LogLevel } from "../config/shimmy-config.ts";
import { formatLogLine } from "./log-line.ts";

/** The log that every part writes to: pino's interface, so that child loggers carry a request id. */
export type Logger = PinoLogger;

/** Where log lines go; {@link NodeJS.WriteStream} fits. */
interface LogStream {
  write(text: string): unknown;
}

/** How {@link createLogger} logs. */
export interface LoggerOptions {
  readonly level: LogLevel;
  /** `human` for a terminal, `json` for everything else. */
  readonly format: "human" | "json";
  /** Colours in the human format. Default false. */
  readonly color?: boolean;
  /** Texts replaced wherever they turn up in a line, for example the API key. Shorter ones than 8 characters are left to the field names. */
  readonly secrets?: readonly string[];
  /** Default: standard error, written in the background. */
  readonly stream?: LogStream;
}

const SECRET_FIELDS = ["apiKey", "api_key", "authorization", "cookie", "password", "token", "secret"];
const SECRET_HEADERS = ["authorization", "cookie", "set-cookie", "x-api-key", "proxy-authorization"];
const SHORTEST_SCRUBBED = 8;
const REDACTED = "[redacted]";
const STDERR_FD = 2;

/** A logger on standard error with secrets hidden. pino loads here and not before, because most commands need none. */
export async function createLogger(options: LoggerOptions): Promise<Logger> {
  const { pino } = await import("pino");
  const secrets = (options.secrets ?? []).filter((secret) => secret.length >= SHORTEST_SCRUBBED);
  const plain: LogStream =
    options.stream ??
    // Asynchronous, so that a slow reader of the log does not stall every stream; pino flushes it at exit.
    pino.destination({ dest: STDERR_FD, sync: false });
  const stream: LogStream =
    options.format === "human"
      ? { write: (line: string) => plain.write(formatLogLine(line, options.color ?? false)) }
      : plain;
  return pino(
    {
      level: options.level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: options.format === "json" ? { level: (label) => ({ level: label }) } : {},
      redact: { paths: redactedPaths(), censor: REDACTED },
      hooks: {
        streamWrite: (line) => secrets.reduce((text, secret) => text.replaceAll(secret, REDACTED), line),
      },
    },
    stream,
  );
}

/** Paths in pino's notation: the fields at the top, one level down, and in a request's headers. */
function redactedPaths(): string[] {
  const headers = SECRET_HEADERS.flatMap((name) => [`headers["${name}"]`, `req.headers["${name}"]`]);
  return [...SECRET_FIELDS.flatMap((name) => [name, `*.${name}`]), ...headers];
}
