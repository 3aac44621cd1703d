// Writes sampling-reference.json anew: what llama.cpp's own server answers to sampling-cases.json with
// the tiny model of tiny-model.ts, which the tests hold Shimmy's samplers to.
//
//   node test/helpers/write-sampling-reference.mjs /path/to/llama-server
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import ts from "typescript";

const PORT = 18_436;
const READY_WITHIN_MS = 30_000;
const PROMPT = "hello hello a tale of a tale";
const MAX_TOKENS = 40;
/** llama-server's own defaults would change the text. */
const OFF = { temperature: 0, repeat_penalty: 1, min_p: 0, dry_penalty_last_n: 512, seed: 11 };
/** Bytes are banned: llama-server refuses to send an answer that is no UTF-8. */
const BYTE_TOKENS = Array.from({ length: 256 }, (_, byte) => 3 + byte);

const [llamaServer] = process.argv.slice(2);
if (llamaServer === undefined) throw new Error("Give the path of llama-server.");
const here = path.dirname(fileURLToPath(import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), "shimmy-sampling-"));
const model = path.join(folder, "tiny.gguf");
await writeModel();
const server = spawn(
  llamaServer,
  ["--model", model, "--port", `${PORT}`, "--ctx-size", "512", "--parallel", "1", "--threads", "1"],
  { stdio: "ignore" },
);
try {
  await ready();
  const cases = JSON.parse(readFileSync(path.join(here, "sampling-cases.json"), "utf8"));
  const texts = {};
  for (const { name, bare, server: body } of cases) texts[name] = await answer(bare ? body : withBans(body));
  writeFileSync(
    path.join(here, "sampling-reference.json"),
    `${JSON.stringify({ prompt: PROMPT, maxTokens: MAX_TOKENS, seed: OFF.seed, texts })}\n`,
  );
} finally {
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}

/** Node 20 does not run TypeScript. */
async function writeModel() {
  writeFileSync(path.join(folder, "package.json"), '{ "type": "module" }\n');
  for (const name of ["tiny-model", "gguf-writer"]) {
    const { outputText } = ts.transpileModule(readFileSync(path.join(here, `${name}.ts`), "utf8"), {
      compilerOptions: {
        module: ts.ModuleKind.ESNext,
        target: ts.ScriptTarget.ES2023,
        rewriteRelativeImportExtensions: true,
      },
    });
    writeFileSync(path.join(folder, `${name}.js`), outputText);
  }
  const { writeTinyModel } = await import(pathToFileURL(path.join(folder, "tiny-model.js")).href);
  await writeTinyModel(model);
}

async function ready() {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    const response = await fetch(`http://127.0.0.1:${PORT}/health`).catch(() => undefined);
    if (response?.ok) return;
    await delay(200);
  }
  throw new Error("llama-server was not ready in time.");
}

/** Bans bytes and an early end, which would show little; not where llama.cpp computes nonsense under a ban. */
function withBans(body) {
  const bans = BYTE_TOKENS.map((token) => [token, false]);
  return { ...body, ignore_eos: true, logit_bias: [...bans, ...(body.logit_bias ?? [])] };
}

async function answer(body) {
  const response = await fetch(`http://127.0.0.1:${PORT}/completion`, {
    method: "POST",
    body: JSON.stringify({ ...OFF, prompt: PROMPT, n_predict: MAX_TOKENS, cache_prompt: false, ...body }),
  });
  const answered = await response.json();
  if (!response.ok) throw new Error(JSON.stringify(answered));
  return answered.content;
}
