import { open, readdir, stat } from "node:fs/promises";
import path from "node:path";
import { ShimmyError } from "../core/errors.ts";
import type { ModelBackend } from "../core/model-spec.ts";

/** First bytes of every GGUF file. */
const GGUF_MAGIC = "GGUF";

/**
 * Finds out what a path holds: a GGUF file by its magic, a Hugging Face folder by `config.json` and
 * `*.safetensors`. The name says nothing.
 *
 * @throws ShimmyError `model_not_found` when nothing is there, `invalid_request` when it is neither.
 */
export async function detectBackend(modelPath: string): Promise<ModelBackend> {
  const name = path.basename(modelPath);
  const stats = await stat(modelPath).catch((cause: unknown) => {
    throw new ShimmyError("model_not_found", `There is no model file "${name}": check the path.`, { cause });
  });
  if (stats.isDirectory()) {
    const files = await readdir(modelPath);
    if (files.includes("config.json") && files.some((file) => file.endsWith(".safetensors"))) {
      return { kind: "huggingface", baseModel: modelPath, useLocal: true };
    }
    throw new ShimmyError(
      "invalid_request",
      `The folder "${name}" is no model: a Hugging Face model has a config.json and *.safetensors files.`,
    );
  }
  if ((await firstBytes(modelPath)) === GGUF_MAGIC) return { kind: "gguf", basePath: modelPath };
  throw new ShimmyError(
    "invalid_request",
    `"${name}" is no GGUF file: it does not begin with "${GGUF_MAGIC}".`,
  );
}

async function firstBytes(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(GGUF_MAGIC.length), 0, GGUF_MAGIC.length, 0);
    return buffer.toString("latin1", 0, bytesRead);
  } finally {
    await handle.close();
  }
}
