import { ShimmyError } from "../../core/errors.ts";
import { BoundedInterpreter } from "./bounded-interpreter.ts";
import {
  JinjaEnvironment,
  type JinjaNode,
  type JinjaScope,
  parseJinja,
  tokenizeJinja,
} from "./jinja-library.ts";
import { textOf } from "./jinja-values.ts";
import { strftime } from "./strftime.ts";
import { JINJA_WHITESPACE, lineAt, syntaxErrorLine } from "./syntax-line.ts";
import { TEMPLATE_LIMITS, TemplateLimitError } from "./template-limits.ts";
import { runWithTimeLimit } from "./time-limit.ts";
import { ValueMeter } from "./value-meter.ts";

/** What a template may be given: JSON. */
export type TemplateVariable =
  | string
  | number
  | boolean
  | null
  | readonly TemplateVariable[]
  | { readonly [name: string]: TemplateVariable };

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
  readonly #globals: JinjaScope;
  readonly #timeoutMs: number;

  /** @throws ShimmyError `template_failed`, with the line, when the source is too long or no Jinja. */
  constructor(source: string, options: JinjaProgramOptions = {}) {
    const { timeoutMs = TEMPLATE_LIMITS.timeoutMs, now = (): Date => new Date() } = options;
    this.#source = source;
    this.#timeoutMs = timeoutMs;
    this.#tree = readTree(source, timeoutMs);
    this.#globals = createGlobals(now);
  }

  /** Renders with these variables. Never throws for anything the template does. */
  render(variables: Readonly<Record<string, TemplateVariable>>): RenderOutcome {
    try {
      return { kind: "text", text: runWithTimeLimit(() => this.#run(variables), this.#timeoutMs) };
    } catch (error) {
      const outOfBounds = error instanceof TemplateLimitError || error instanceof RangeError;
      return { kind: outOfBounds ? "limit" : "refused", error: this.#explain(error) };
    }
  }

  #run(variables: Readonly<Record<string, TemplateVariable>>): string {
    const scope = new JinjaEnvironment(this.#globals);
    for (const [name, value] of Object.entries(variables)) {
      // Each scope has this one of its own, and declaring it twice is an error.
      if (name !== "namespace") scope.set(name, value);
    }
    const meter = new ValueMeter(sizeOf(variables));
    return textOf(new BoundedInterpreter(meter).evaluate(this.#tree, scope));
  }

  /** The tree has no positions, but a message that is written out in one place only tells its own. */
  #lineOf(message: string): number | undefined {
    const position = this.#source.indexOf(message);
    const unique = message !== "" && position >= 0 && this.#source.indexOf(message, position + 1) < 0;
    return unique ? lineAt(this.#source, position) : undefined;
  }

  #explain(error: unknown): ShimmyError {
    const message = printable(error instanceof Error ? error.message : String(error));
    if (error instanceof RaisedByTemplate) {
      const line = this.#lineOf(error.message);
      const place = line === undefined ? "" : ` (line ${line})`;
      return failure(`The model's chat template refused the conversation${place}: ${message}`, error, line);
    }
    if (error instanceof TemplateLimitError) {
      return failure(`The model's chat template is out of bounds: ${message}.`, error);
    }
    if (error instanceof RangeError) {
      return failure(
        "The model's chat template is out of bounds: it nests too deeply or makes too long a text.",
        error,
      );
    }
    return failure(
      `The model's chat template failed: ${message || "break or continue outside of a loop"}.`,
      error,
    );
  }
}

function readTree(source: string, timeoutMs: number): JinjaNode {
  if (source.length > TEMPLATE_LIMITS.sourceLength) {
    throw failure(
      `The model's chat template has ${source.length} characters, and at most ${TEMPLATE_LIMITS.sourceLength} are allowed.`,
    );
  }
  try {
    return runWithTimeLimit(() => parseJinja(tokenizeJinja(source, JINJA_WHITESPACE)), timeoutMs);
  } catch (error) {
    if (error instanceof TemplateLimitError) {
      throw failure(`The model's chat template cannot be read: ${error.message}.`, error);
    }
    const line = findLine(source, timeoutMs);
    const place = line === undefined ? "" : ` (line ${line})`;
    throw failure(
      `The model's chat template has a syntax error${place}: ${syntaxMessage(error)}.`,
      error,
      line,
    );
  }
}

function findLine(source: string, timeoutMs: number): number | undefined {
  try {
    return runWithTimeLimit(() => syntaxErrorLine(source), timeoutMs);
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
