import type { ShimmyConfig } from "../config/shimmy-config.ts";
import { isBuiltin } from "../models/registry/alias-entries.ts";
import type { ModelEntry } from "../models/registry/model-entry.ts";

/**
 * One line on how to add models, where there are none but the built-in one: where Shimmy looks, and how to point it
 * elsewhere. Undefined where the user has models.
 */
export function howToAddModels(
  config: Pick<ShimmyConfig, "modelDirs">,
  models: readonly Pick<ModelEntry, "source" | "alias">[],
): string | undefined {
  if (models.some((model) => !isBuiltin(model))) return undefined;
  const own = config.modelDirs.filter((dir) => dir.ofOtherProgram !== true);
  const folders = own.map((dir) => dir.path).join(", ");
  const elsewhere =
    "or name a folder: --model-dirs FOLDER (or SHIMMY_MODEL_PATHS), or a file: SHIMMY_BASE_GGUF=FILE.";
  if (models.length === 0) return `No models found in ${folders}. Put a .gguf file there, ${elsewhere}`;
  return `The built-in model is a small one, for trying Shimmy out. To add a real one, put a .gguf file into one of ${folders}, ${elsewhere}`;
}
