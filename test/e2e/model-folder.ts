import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { writeTinyModel } from "../helpers/tiny-model.ts";

/** A folder of models for built commands. */
export interface ModelFolder {
  readonly path: string;
  remove(): void;
}

/** Tokens of an answer during which a test can do something; only the model `long` has room for it. */
export const LONG_ANSWER_TOKENS = 2000;
/** Tokens of an answer that is interrupted long before its end. */
export const ENDLESS_ANSWER_TOKENS = 8000;

/**
 * A folder with the model `tiny`, a copy of the given file, and `long`, whose context holds an answer of
 * {@link ENDLESS_ANSWER_TOKENS}.
 */
export async function writeModelFolder(tinyModelPath: string): Promise<ModelFolder> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "shimmy-models-"));
  copyFileSync(tinyModelPath, path.join(folder, "tiny.gguf"));
  await writeTinyModel(path.join(folder, "long.gguf"), { name: "long", contextLength: 8192 });
  return { path: folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
