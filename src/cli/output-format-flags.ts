import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { absolutePath } from "../config/path-list.ts";
import type { JsonSchema, OutputFormat } from "../core/output-format.ts";
import type { CommandContext } from "./command-context.ts";
import { declareFlag } from "./declare-flags.ts";
import type { Invocation } from "./invocation.ts";
import { UsageError } from "./usage-error.ts";

const FORMAT_FLAGS = ["--json-schema", "--grammar", "--regex", "--choice"] as const;
const MAX_FILE_BYTES = 1024 * 1024;

/** Adds the flags that say what the answer must look like. */
export function declareOutputFormatFlags(command: Command): void {
  declareFlag(command, "--json-schema <file>", "answer with JSON that is valid by this JSON Schema");
  declareFlag(command, "--grammar <file>", "answer by this grammar, in llama.cpp's GBNF");
  declareFlag(command, "--regex <pattern>", "answer with a text that this regular expression matches");
  declareFlag(command, "--choice <text>", "answer with one of these texts; repeatable");
}

/**
 * The form of the answer that flags ask for; undefined for free text.
 *
 * @throws UsageError for more than one form, and for a file that cannot be read or holds no schema.
 */
export async function readOutputFormat(
  invocation: Invocation,
  context: Pick<CommandContext, "workingDir" | "homeDir">,
): Promise<OutputFormat | undefined> {
  const given = FORMAT_FLAGS.filter((flag) => invocation.has(flag));
  if (given.length > 1) {
    throw new UsageError(`${given.join(" and ")} both say what the answer must look like; give one of them.`);
  }
  const [flag] = given;
  const text = flag === undefined ? undefined : invocation.text(flag);
  if (flag === undefined || text === undefined) return undefined;
  if (invocation.texts(flag).includes("")) throw new UsageError(`${flag} needs a value that is not empty.`);
  switch (flag) {
    case "--json-schema":
      return { kind: "json-schema", schema: parseSchema(await readTextFile(flag, text, context), text) };
    case "--grammar":
      return { kind: "gbnf", grammar: await readTextFile(flag, text, context) };
    case "--regex":
      return { kind: "regex", pattern: text };
    case "--choice":
      return { kind: "choice", choices: invocation.texts(flag) };
  }
}

async function readTextFile(
  flag: string,
  file: string,
  context: Pick<CommandContext, "workingDir" | "homeDir">,
): Promise<string> {
  const text = await readFile(absolutePath(file, context), "utf8").catch((error: unknown) => {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    const reason = code === "ENOENT" ? "there is no such file" : `it cannot be read (${String(code)})`;
    throw new UsageError(`${flag} names ${file}, and ${reason}.`);
  });
  if (text.length <= MAX_FILE_BYTES) return text;
  throw new UsageError(`${flag} names ${file}, which is longer than 1 MB.`);
}

function parseSchema(text: string, file: string): JsonSchema {
  let schema: unknown;
  try {
    schema = JSON.parse(text);
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new UsageError(`--json-schema names ${file}, which is not valid JSON: ${reason}`);
  }
  if (isSchema(schema)) return schema;
  throw new UsageError(`--json-schema names ${file}, and a JSON Schema is an object, or true or false.`);
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "boolean" || (typeof value === "object" && value !== null && !Array.isArray(value));
}
