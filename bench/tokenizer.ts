import { launchCommand } from "./launch-command.ts";
import type { BenchOptions } from "./options.ts";
import { makePrompts, seededRandom } from "./prompts.ts";
import { ServerProcess } from "./server-process.ts";
import { field } from "./sse-counter.ts";

/**
 * Makes the prompts of a whole measurement, with the tokens counted by a llama-server that runs for this alone;
 * whether the measured servers count the same is checked in each of their answers.
 */
export async function promptsFor(
  options: BenchOptions,
  count: number,
  repositoryRoot: string,
): Promise<string[]> {
  // One small slot: it never generates.
  const small = { ...options, slots: 1, peerArgs: [] };
  const server = await ServerProcess.start((port) =>
    launchCommand("llama-server", small, port, repositoryRoot),
  );
  try {
    await server.ready();
    const countTokens = (text: string) => tokenCount(server.port, text, options.timeoutMs);
    return await makePrompts(count, options.promptTokens, countTokens, seededRandom(options.seed));
  } finally {
    await server.stop();
  }
}

async function tokenCount(port: number, content: string, timeoutMs: number): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}/tokenize`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ content, add_special: true }),
    signal: AbortSignal.timeout(timeoutMs),
  });
  const tokens = field(await response.json(), "tokens");
  if (!Array.isArray(tokens))
    throw new Error(`llama-server's /tokenize answered ${response.status} without tokens`);
  return tokens.length;
}
