import type { OutputFormat } from "../core/output-format.ts";
import { compileOutputFormat } from "../grammar/compile-output-format.ts";

/** Grammars kept: clients send the same schema with every request. */
const KEPT_GRAMMARS = 64;

/** Least recently used first. */
const grammars = new Map<string, string>();

/**
 * The grammar of an output format in GBNF, compiled once for formats that come again.
 *
 * @throws ShimmyError as {@link compileOutputFormat} does.
 */
export function outputGrammar(format: OutputFormat): string {
  const key = JSON.stringify(format);
  const grammar = grammars.get(key) ?? compileOutputFormat(format);
  grammars.delete(key);
  grammars.set(key, grammar);
  for (const oldest of grammars.keys()) {
    if (grammars.size <= KEPT_GRAMMARS) break;
    grammars.delete(oldest);
  }
  return grammar;
}
