import { createHash } from "node:crypto";
import { abortError } from "../../core/errors.ts";
import type { OutputFormat } from "../../core/output-format.ts";
import { GrammarThread } from "./grammar-thread.ts";

/** Grammars kept: clients send the same schema with every request. */
const KEPT_GRAMMARS = 64;

const thread = new GrammarThread();
/** By the hash of the format, least recently used first; requests that come together share one compilation. */
const grammars = new Map<string, Promise<string>>();

/**
 * The grammar of an output format in GBNF, compiled beside the server's work, and once for formats that come again.
 *
 * @throws ShimmyError as {@link GrammarThread.compile} does; the reason of `signal` when that fires first.
 */
export async function outputGrammar(format: OutputFormat, signal?: AbortSignal): Promise<string> {
  const key = createHash("sha256").update(JSON.stringify(format)).digest("base64");
  const grammar = grammars.get(key) ?? compile(key, format);
  grammars.delete(key);
  grammars.set(key, grammar);
  for (const oldest of grammars.keys()) {
    if (grammars.size <= KEPT_GRAMMARS) break;
    grammars.delete(oldest);
  }
  return await unlessAborted(grammar, signal);
}

async function compile(key: string, format: OutputFormat): Promise<string> {
  try {
    return await thread.compile(format);
  } catch (error) {
    grammars.delete(key);
    throw error;
  }
}

async function unlessAborted<Value>(
  promise: Promise<Value>,
  signal: AbortSignal | undefined,
): Promise<Value> {
  if (signal === undefined) return await promise;
  if (signal.aborted) throw abortError(signal);
  let stopListening = (): void => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    const onAbort = (): void => reject(abortError(signal));
    signal.addEventListener("abort", onAbort, { once: true });
    stopListening = () => signal.removeEventListener("abort", onAbort);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    stopListening();
  }
}
