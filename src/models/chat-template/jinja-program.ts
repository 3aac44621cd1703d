import type { TemplateVariable } from "../../core/conversation.ts";
import { ShimmyError } from "../../core/errors.ts";
import { BoundedInterpreter } from "./bounded-interpreter.ts";
import { GO_TEMPLATE_REFUSED, resemblesGoTemplate } from "./go-template.ts";
import {
  JinjaEnvironment,
  type JinjaNode,
  type JinjaScope,
  parseJinja,
  tokenizeJinja,
} from "./jinja-library.ts";
import { listStatements, statementLine } from "./jinja-statements.ts";
import { pythonText } from "./python-text.ts";
import { strftime } from "./strftime.ts";
import { JINJA_WHITESPACE, syntaxErrorLine } from "./syntax-line.ts";
import { TEMPLATE_LIMITS, TemplateLimitError } from "./template-limits.ts";
import { runWithTimeLimit } from "./time-limit.ts";
import { ValueMeter } from "./value-meter.ts";

/** What came of one rendering. */
export type RenderOutcome =
  | { readonly kind: "text"; readonly text: string }
  /** `limit`: the template is out of bounds; `refused`: it does not take this conversation. */
  | { readonly kind: "refused" | "limit"; readonly error: ShimmyError };

/** Settings of a {@link JinjaProgram}. */
export interface JinjaProgramOptions {
  /** Time for reading the template and for each rendering. Default 1,000 ms. */
  readonly timeoutMs?: number;
  /** The clock behind `strftime_now`. Default the system's. */
  readonly now?: () => Date;
}

/** The template itself said no, by `raise_exception`. */
class RaisedByTemplate extends Error {}

/**
 * A Jinja template, read once and rendered often. Templates come from untrusted files: source size, time, size of texts and depth
 * are bounded, and a template sees its variables and nothing else of the process.
 */
export class JinjaProgram {
  readonly #source: string;
  readonly #tree: JinjaNode;
  readonly #statements: ReadonlyMap<JinjaNode, number>;
  readonly #globals: JinjaScope;
  readonly #timeoutMs: number;

  /** @throws ShimmyError `template_failed`, with the line, when the source is too long or no Jinja. */
  constructor(source: string, options: JinjaProgramOptions = {}) {
    const { timeoutMs = TEMPLATE_LIMITS.timeoutMs, now = (): Date => new Date() } = options;
    this.#source = source;
    this.#timeoutMs = timeoutMs;
    const { tree, statements } = readTree(source, timeoutMs);
    this.#tree = tree;
    this.#statements = statements;
    this.#globals = createGlobals(now);
  }

  /**
   * Renders with these variables. Never throws for anything the template does.
   *
   * @param timeoutMs time for this rendering, where it is less than the program's own.
   */
  render(
    variables: Readonly<Record<string, TemplateVariable>>,
    timeoutMs: number = this.#timeoutMs,
  ): RenderOutcome {
    let interpreter: BoundedInterpreter | undefined;
    const run = (): string => {
      interpreter = new BoundedInterpreter(new ValueMeter(sizeOf(variables)), this.#statements);
      return pythonText(interpreter.evaluate(this.#tree, this.#scope(variables)));
    };
    try {
      return { kind: "text", text: runWithTimeLimit(run, timeoutMs) };
    } catch (error) {
      const line = interpreter && this.#lineOf(interpreter.statement);
      // Macros that go round in circles do so at once, and perhaps over one tool only: another form may pass.
      const outOfBounds = error instanceof TemplateLimitError;
      return { kind: outOfBounds ? "limit" : "refused", error: explain(error, line) };
    }
  }

  #scope(variables: Readonly<Record<string, TemplateVariable>>): JinjaScope {
    const scope = new JinjaEnvironment(this.#globals);
    for (const [name, value] of Object.entries(variables)) {
      // Each scope has this one of its own, and declaring it twice is an error.
      if (name !== "namespace") scope.set(name, value);
    }
    return scope;
  }

  #lineOf(statement: number): number | undefined {
    if (statement < 0) return undefined;
    const count = this.#statements.size;
    return lineWithin(() => statementLine(this.#source, statement, count), this.#timeoutMs);
  }
}

function explain(error: unknown, line: number | undefined): ShimmyError {
  const message = printable(error instanceof Error ? error.message : String(error));
  const place = line === undefined ? "" : ` (line ${line})`;
  if (error instanceof RaisedByTemplate) {
    return failure(`The model's chat template refused the conversation${place}: ${message}`, error, line);
  }
  if (error instanceof TemplateLimitError) {
    return failure(`The model's chat template is out of bounds${place}: ${message}.`, error, line);
  }
  if (error instanceof RangeError) {
    return failure(
      `The model's chat template is out of bounds${place}: it nests too deeply or makes too long a text.`,
      error,
      line,
    );
  }
  return failure(
    `The model's chat template failed${place}: ${message || "break or continue outside of a loop"}.`,
    error,
    line,
  );
}

interface ReadTemplate {
  readonly tree: JinjaNode;
  /** Every statement with its place among them. */
  readonly statements: ReadonlyMap<JinjaNode, number>;
}

function readTree(source: string, timeoutMs: number): ReadTemplate {
  if (source.length > TEMPLATE_LIMITS.sourceLength) {
    throw failure(
      `The model's chat template has ${source.length} characters, and at most ${TEMPLATE_LIMITS.sourceLength} are allowed.`,
    );
  }
  try {
    const tree = runWithTimeLimit(() => parseJinja(tokenizeJinja(source, JINJA_WHITESPACE)), timeoutMs);
    return { tree, statements: new Map(listStatements(tree).map((node, place) => [node, place])) };
  } catch (error) {
    if (error instanceof TemplateLimitError) {
      throw failure(`The model's chat template cannot be read: ${error.message}.`, error);
    }
    if (resemblesGoTemplate(source)) throw failure(GO_TEMPLATE_REFUSED, error);
    const line = lineWithin(() => syntaxErrorLine(source), timeoutMs);
    const place = line === undefined ? "" : ` (line ${line})`;
    throw failure(
      `The model's chat template has a syntax error${place}: ${syntaxMessage(error)}.`,
      error,
      line,
    );
  }
}

function lineWithin(find: () => number | undefined, timeoutMs: number): number | undefined {
  try {
    return runWithTimeLimit(find, timeoutMs);
  } catch {
    return undefined;
  }
}

function syntaxMessage(error: unknown): string {
  // The parser runs past the last token where something is not closed.
  if (error instanceof TypeError) return "it ends before a tag or expression is closed";
  if (error instanceof RangeError) return "it nests too deeply";
  return printable(error instanceof Error ? error.message : String(error)).replace(/\.$/, "");
}

function createGlobals(now: () => Date): JinjaScope {
  const globals = new JinjaEnvironment();
  for (const name of ["true", "True"]) globals.set(name, true);
  for (const name of ["false", "False"]) globals.set(name, false);
  for (const name of ["none", "None"]) globals.set(name, null);
  globals.set("raise_exception", (message: unknown) => {
    throw new RaisedByTemplate(String(message));
  });
  globals.set("range", range);
  globals.set("strftime_now", (format: unknown) => strftime(now(), String(format).slice(0, 200)));
  return globals;
}

function range(...bounds: readonly unknown[]): number[] {
  const [first = 0, second, step = 1] = bounds;
  const start = second === undefined ? 0 : first;
  const stop = second ?? first;
  if (!isInteger(start) || !isInteger(stop) || !isInteger(step) || step === 0) {
    throw new Error("range() takes whole numbers, and a step other than 0");
  }
  const count = Math.max(0, Math.ceil((stop - start) / step));
  if (count > TEMPLATE_LIMITS.listLength) {
    throw new TemplateLimitError(
      `its range() has ${count} items, and at most ${TEMPLATE_LIMITS.listLength} are allowed`,
    );
  }
  return Array.from({ length: count }, (_, at) => start + at * step);
}

function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

/** Characters of input, with a little for each value so that many short ones count too. */
function sizeOf(value: TemplateVariable): number {
  if (typeof value === "string") return value.length + 16;
  if (typeof value !== "object" || value === null) return 16;
  let size = 16;
  for (const [name, item] of Object.entries(value)) size += name.length + 16 + sizeOf(item);
  return size;
}

function failure(message: string, cause?: unknown, line?: number): ShimmyError {
  return new ShimmyError("template_failed", message, {
    cause,
    ...(line !== undefined && { details: { line } }),
  });
}

/** The template's own words, cut short and on one line, since they come from an untrusted file. */
function printable(message: string): string {
  const line = message.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
  return line.length > 400 ? `${line.slice(0, 400)}…` : line;
}
