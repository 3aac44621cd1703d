import { fileURLToPath } from "node:url";

/** Name of the built-in model, which a user's model of the same name takes from it. */
export const BUILTIN_MODEL_NAME = "shimmy-tiny";

// As far from the package's folder in dist/ as in src/; the working folder has no say.
const FILE = new URL(`../../models/${BUILTIN_MODEL_NAME}/${BUILTIN_MODEL_NAME}.gguf`, import.meta.url);

/**
 * Absolute path of the GGUF file of the model that Shimmy brings, a small one for trying things out. Nothing checks
 * that the file is there.
 */
export function builtinModelPath(): string {
  return fileURLToPath(FILE);
}
