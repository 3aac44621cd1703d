import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ShimmyUniversalEngine, type UniversalModelSpec } from "../../src/index.ts";
import { eventually } from "../helpers/eventually.ts";
import { needing } from "../helpers/needing.ts";
import { writeTinyMoe } from "../helpers/tiny-moe.ts";

/** llama.cpp's own server, where this machine has one: it is no part of the repository. */
const program = process.env.LLAMA_SERVER;
const PROMPT = "the cat and the dog once upon a time";
const TOKENS = 32;

const CASES: readonly (readonly [
  name: string,
  flags: readonly string[],
  tuning: Partial<UniversalModelSpec>,
])[] = [
  ["16 bits", [], {}],
  [
    "q8_0",
    ["--cache-type-k", "q8_0", "--cache-type-v", "q8_0", "--flash-attn", "on"],
    { cacheTypeK: "q8_0", cacheTypeV: "q8_0", flashAttention: "on" },
  ],
  [
    "q4_0 and q5_1",
    ["--cache-type-k", "q4_0", "--cache-type-v", "q5_1", "--flash-attn", "on"],
    { cacheTypeK: "q4_0", cacheTypeV: "q5_1", flashAttention: "on" },
  ],
  ["no flash attention", ["--flash-attn", "off"], { flashAttention: "off" }],
  [
    "a context stretched by YaRN",
    ["--ctx-size", "2048", "--rope-scaling", "yarn", "--rope-scale", "4", "--yarn-orig-ctx", "512"],
    { contextLength: 2048, ropeScaling: "yarn" },
  ],
  [
    "experts in a buffer of their own",
    ["--override-tensor", "\\.ffn_.*_exps=CPU"],
    { tensorOverrides: [{ pattern: "\\.ffn_.*_exps", buffer: "CPU" }] },
  ],
];

needing(program === undefined ? "LLAMA_SERVER names none" : undefined).describe(
  "the greedy text of llama-server",
  () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "shimmy-peer-"));
    const model = path.join(folder, "moe.gguf");
    const port = 20_000 + (process.pid % 20_000);
    let peer: ChildProcess | undefined;
    beforeAll(() => writeTinyMoe(model));
    afterAll(() => {
      peer?.kill();
      rmSync(folder, { recursive: true });
    });

    async function peerText(flags: readonly string[]): Promise<string> {
      const args = [
        "-m",
        model,
        "--port",
        String(port),
        "--ctx-size",
        "512",
        "--parallel",
        "1",
        "-t",
        "1",
        "--no-webui",
      ];
      peer = spawn(program ?? "", [...args, ...flags], { stdio: "ignore" });
      const url = `http://127.0.0.1:${port}`;
      try {
        const status = async (): Promise<number | undefined> =>
          (await fetch(`${url}/health`).catch(() => undefined))?.status;
        await eventually(status, (code) => code === 200);
        const response = await fetch(`${url}/completion`, {
          method: "POST",
          body: JSON.stringify({ prompt: PROMPT, n_predict: TOKENS, temperature: 0, cache_prompt: false }),
        });
        return String(JSON.parse(await response.text()).content);
      } finally {
        peer.kill();
        await new Promise((resolve) => peer?.once("exit", resolve));
      }
    }

    async function ownText(tuning: Partial<UniversalModelSpec>): Promise<string> {
      const loaded = await new ShimmyUniversalEngine().load({
        name: "moe",
        backend: { kind: "gguf", basePath: model },
        slots: 1,
        threads: 1,
        contextLength: 512,
        ...tuning,
      });
      try {
        return await loaded.generate(PROMPT, { temperature: 0, maxTokens: TOKENS });
      } finally {
        await loaded.unload();
      }
    }

    test.each(CASES)("with %s", async (_name, flags, tuning) => {
      expect(await ownText(tuning)).toBe(await peerText(flags));
    });
  },
);
