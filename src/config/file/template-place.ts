import type { ConfigProblem, FilePlace } from "../config-problem.ts";
import type { TomlNode } from "./toml-node.ts";

/** Why a chat template cannot be used. */
export interface TemplateFault {
  /** In words that follow a colon. */
  readonly reason: string;
  /** Line of the template, from 1, where that is known. */
  readonly line?: number;
}

/** The problem of a template that cannot be used, at its line of the file. */
export function templateProblems(
  node: TomlNode | undefined,
  path: string,
  fault: TemplateFault | undefined,
): readonly ConfigProblem[] {
  if (node?.kind !== "string" || fault === undefined) return [];
  const setting = `${path}.template`;
  const place = fault.line === undefined ? node.place : placeOfLine(node.place, node.written, fault.line);
  return [{ message: `${setting} cannot be used: ${fault.reason}`, setting, place }];
}

/**
 * Where a line of a text stands in the file: a line break right behind the opening quotes is no part of the text, nor is one behind
 * a backslash, and `\n` begins a line of the text within one of the file (https://toml.io/en/v1.0.0#string).
 */
function placeOfLine(start: FilePlace, written: string, wanted: number): FilePlace {
  const isBasic = written.startsWith('"');
  const opening = /^(?:"""|''')\r?\n/u.exec(written)?.[0] ?? "";
  const parts = /\\(?:[ \t]*\r?\n\s*|[\s\S])|\n/gu;
  let line = start.line + (opening === "" ? 0 : 1);
  let textLine = 1;
  const body = written.slice(opening.length);
  for (const [part] of body.matchAll(isBasic ? parts : /\n/gu)) {
    if (textLine >= wanted) break;
    if (part === "\n" || part === "\\n") textLine++;
    line += part.split("\n").length - 1;
  }
  return line === start.line ? start : { ...start, line, column: 1 };
}
