import { basename, sep } from "node:path";
import type { ErrorCode } from "../../core/errors.ts";
import { HUGGING_FACE_FORM } from "../discovery/discovery-reasons.ts";
import type { Companion } from "../discovery/inspect-model.ts";
import { quoteName } from "../gguf/gguf-errors.ts";
import type { DiscoveryProblem } from "./model-entry.ts";
import { nameOfFile } from "./model-name.ts";

/** Something that a client may ask for by name, and that answers no requests. */
export interface UnusableModel {
  readonly name: string;
  readonly code: ErrorCode;
  /** Why, and what to do; holds no path, since clients read it. */
  readonly message: string;
  /** What it was found by: a file, or the manifest of an Ollama store; absent for aliases and adapters. Never shown to clients. */
  readonly path?: string;
}

/**
 * What there is beside the models: damaged and incomplete files, aliases that wait for their model, adapters. "There is no such
 * model" would be wrong about them, and would send people looking in the wrong place.
 */
export function unusableModels(
  problems: readonly DiscoveryProblem[],
  companions: readonly Companion[],
): readonly UnusableModel[] {
  return [...problems.flatMap(ofProblem), ...companions.map(ofCompanion)];
}

function ofProblem({
  path,
  reason,
  model,
  isAlias = false,
  code = reason === HUGGING_FACE_FORM ? "backend_unavailable" : "model_corrupt",
}: DiscoveryProblem): readonly UnusableModel[] {
  const isFile = /\.gguf$/i.test(path);
  const name =
    model ?? (isFile ? nameOfFile(path) : reason === HUGGING_FACE_FORM ? folderName(path) : undefined);
  if (name === undefined) return [];
  const saysName = isAlias || reason.startsWith(quoteName(name));
  const message = saysName ? reason : `The model ${quoteName(name)} is there, but cannot be used: ${reason}`;
  return [{ name, code, message, ...(!isAlias && { path }) }];
}

/** In the hub's cache by its repository, elsewhere by the folder. */
function folderName(path: string): string {
  const hub = path.split(sep).findLast((part) => part.startsWith("models--"));
  return hub === undefined ? basename(path) : hub.split("--").slice(1).join("/");
}

function ofCompanion({ path, kind }: Companion): UnusableModel {
  const name = nameOfFile(path);
  const what = kind === "adapter" ? "a LoRA adapter" : "a projector";
  return {
    name,
    code: "model_not_found",
    message: `${quoteName(name)} is ${what} and no model: name the model that it belongs to.`,
  };
}
