import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { writeLoraAdapter, writeTinyModel } from "./tiny-model.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** A llama model of random weights that ends no answer by itself. */
    tinyModelPath: string;
    /** The same shape with a vocabulary that aborts llama.cpp at an unknown character. */
    crashingModelPath: string;
    /** A LoRA adapter for the tiny model. */
    tinyLoraPath: string;
  }
}

/** Writes the models that every test may use, once for the whole run. */
export async function setup(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "shimmy-test-models-"));
  const tinyModelPath = path.join(folder, "tiny.gguf");
  const crashingModelPath = path.join(folder, "crashing.gguf");
  const tinyLoraPath = path.join(folder, "tiny-lora.gguf");
  await writeTinyModel(tinyModelPath);
  await writeTinyModel(crashingModelPath, { omitByteTokens: true, name: "crashing" });
  await writeLoraAdapter(tinyLoraPath);
  project.provide("tinyModelPath", tinyModelPath);
  project.provide("crashingModelPath", crashingModelPath);
  project.provide("tinyLoraPath", tinyLoraPath);
  return () => rmSync(folder, { recursive: true, force: true });
}
