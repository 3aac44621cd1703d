// Writes reference.json anew: the greedy texts of shimmy-tiny.gguf by llama.cpp's own server, which the
// tests hold Shimmy to. Needed once after every training.
//
//   node models/shimmy-tiny/eval/write-reference.mjs /path/to/llama-server
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { LEAST_GAP, REFERENCE_COUNT, REFERENCE_MAX_TOKENS, REFERENCE_PROMPTS } from "./reference-prompts.mjs";

const PORT = 18_435;
const READY_WITHIN_MS = 30_000;
const GREEDY = { temperature: 0, max_tokens: REFERENCE_MAX_TOKENS, cache_prompt: false, seed: 1 };

const [llamaServer] = process.argv.slice(2);
if (llamaServer === undefined) throw new Error("Give the path of llama-server.");
const model = fileURLToPath(new URL("../shimmy-tiny.gguf", import.meta.url));
const server = spawn(
  llamaServer,
  [
    "--model",
    model,
    "--port",
    String(PORT),
    "--ctx-size",
    "2048",
    "--parallel",
    "1",
    "--threads",
    "1",
    "--jinja",
  ],
  { stdio: "ignore" },
);
try {
  await ready();
  const references = [];
  for (const asked of REFERENCE_PROMPTS) {
    if (references.length === REFERENCE_COUNT) break;
    const reference = await answered(asked);
    const isClear = reference.smallestGap >= LEAST_GAP;
    console.log(
      isClear ? "kept " : "close",
      reference.smallestGap.toFixed(2),
      JSON.stringify(reference.text),
    );
    if (isClear) references.push(reference);
  }
  if (references.length < REFERENCE_COUNT)
    throw new Error(`Only ${references.length} texts are clear enough.`);
  const file = new URL("reference.json", import.meta.url);
  writeFileSync(file, `${JSON.stringify({ maxTokens: REFERENCE_MAX_TOKENS, references }, undefined, 2)}\n`);
} finally {
  server.kill();
}

async function ready() {
  const deadlineMs = performance.now() + READY_WITHIN_MS;
  while (performance.now() < deadlineMs) {
    const answer = await fetch(`http://127.0.0.1:${PORT}/health`).catch(() => undefined);
    if (answer?.ok) return;
    await delay(100);
  }
  throw new Error("llama-server is not ready.");
}

/**
 * The text, and the smallest distance between the logarithms of the likeliest and the second likeliest
 * token on the way: where it is near zero, another processor may choose differently.
 */
async function answered(asked) {
  const probabilities = { logprobs: true, top_logprobs: 2 };
  if (asked.kind === "prompt") {
    const answer = await post("/v1/completions", { prompt: asked.text, ...GREEDY, logprobs: 2 });
    const [choice] = answer.choices;
    return { input: asked, text: choice.text, smallestGap: smallestGap(choice.logprobs?.content) };
  }
  const answer = await post("/v1/chat/completions", {
    messages: asked.messages,
    ...GREEDY,
    ...probabilities,
  });
  const [choice] = answer.choices;
  return { input: asked, text: choice.message.content, smallestGap: smallestGap(choice.logprobs?.content) };
}

function smallestGap(tokens = []) {
  return Math.min(...tokens.map(({ top_logprobs: [first, second] }) => first.logprob - second.logprob));
}

async function post(path, body) {
  const answer = await fetch(`http://127.0.0.1:${PORT}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}
