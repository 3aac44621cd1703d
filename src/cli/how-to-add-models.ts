import type { ShimmyConfig } from "../config/shimmy-config.ts";

/** What to do when no model was found: where Shimmy looked, and how to point it elsewhere. */
export function howToAddModels(config: Pick<ShimmyConfig, "modelDirs">): string {
  const searched = config.modelDirs.map((dir) => dir.path).join(", ");
  return `No models found in ${searched}. Put a .gguf file there, or name a folder: --model-dirs FOLDER (or SHIMMY_MODEL_PATHS), or a file: SHIMMY_BASE_GGUF=FILE.`;
}
