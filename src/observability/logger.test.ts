import { describe, expect, it } from "vitest";
import { ShimmyError } from "../core/errors.ts";
import { formatLogLine } from "./log-line.ts";
import { createLogger, type LoggerOptions } from "./logger.ts";

async function logged(
  options: Partial<LoggerOptions>,
  write: (logger: Awaited<ReturnType<typeof createLogger>>) => void,
) {
  const lines: string[] = [];
  const logger = await createLogger({
    level: "info",
    format: "json",
    stream: { write: (line) => lines.push(line) },
    ...options,
  });
  write(logger);
  return lines;
}

describe("createLogger", () => {
  it("writes one JSON record a line, with the level by name", async () => {
    const [line = ""] = await logged({}, (logger) =>
      logger.child({ requestId: "r1" }).warn({ model: "tiny" }, "Slow"),
    );
    expect(JSON.parse(line)).toMatchObject({ level: "warn", requestId: "r1", model: "tiny", msg: "Slow" });
  });

  it("leaves out what is below its level", async () => {
    expect(await logged({ level: "error" }, (logger) => logger.info("Nothing"))).toEqual([]);
  });

  it("hides secrets by field name and by value", async () => {
    const [line = ""] = await logged({ secrets: ["sk-0123456789", "short"] }, (logger) =>
      logger.info(
        {
          apiKey: "one",
          config: { apiKey: "two" },
          req: { headers: { authorization: "Bearer three", "x-api-key": "four" } },
        },
        "Bad key sk-0123456789, in short",
      ),
    );
    expect(line).not.toMatch(/one|two|three|four|sk-0123456789/);
    expect(line).toContain("Bad key [redacted], in short");
  });

  it("writes for people on a terminal", async () => {
    const [line = ""] = await logged({ format: "human" }, (logger) =>
      logger.info({ port: 9000 }, "Listening"),
    );
    expect(line).toMatch(/^\d\d:\d\d:\d\d info {2}Listening port=9000\n$/);
  });

  it("logs an error with its cause", async () => {
    const error = new ShimmyError("internal", "Outer", { cause: new Error("Inner") });
    const [line = ""] = await logged({ format: "human" }, (logger) => logger.error({ err: error }, "Failed"));
    expect(line).toContain("Failed");
    expect(line).toContain("Outer");
    expect(line).toContain("Inner");
  });
});

describe("formatLogLine", () => {
  it("colours only when asked to", () => {
    const record = JSON.stringify({ level: 50, time: 0, msg: "Bad", model: "tiny" });
    expect(formatLogLine(record, true)).toContain("\u001b[31merror\u001b[39m");
    expect(formatLogLine(record, false)).not.toContain("\u001b");
  });

  it("keeps what is no record, and copes with odd ones", () => {
    expect(formatLogLine("plain text\n", false)).toBe("plain text\n");
    expect(formatLogLine("[1]\n", false)).toBe("[1]\n");
    expect(formatLogLine('{"level":35,"err":{"message":"why"}}', false)).toBe("--:--:-- 35    \n  why\n");
    expect(formatLogLine('{"err":{"code":1},"msg":"m","data":{"a":1}}', true)).toContain('data={"a":1}');
  });
});
