import type { ModelSection } from "../../core/configured-models.ts";
import type { ErrorCode } from "../../core/errors.ts";
import type { ModelAlias } from "./model-alias.ts";

/** A model that can be loaded, as found on the disk; nothing of it is in memory. */
export interface ModelEntry {
  /** Unique name, as clients write it. */
  readonly name: string;
  /** Absolute path of the (first) GGUF file; never shown to HTTP clients. */
  readonly path: string;
  /** Absolute path of a LoRA adapter that belongs to it. */
  readonly loraPath: string | undefined;
  /** `registered`: named by setting, or an alias; `discovered`: found in a folder; `builtin`: shipped with Shimmy. */
  readonly source: "registered" | "discovered" | "builtin";
  readonly sizeBytes: number;
  readonly modifiedAt: Date;
  /** Architecture by the file's metadata, for example `llama`. */
  readonly architecture: string;
  /** Number of weights. */
  readonly parameterCount: number;
  /** For example `Q8_0`. */
  readonly quantization: string;
  /** Context length the model was trained with, in tokens. */
  readonly contextLength: number;
  /** False for a model that makes vectors or scores and no text; absent where that is not known. */
  readonly writesText?: boolean;
  /** LoRA adapters that were found for it. None is in force by itself. */
  readonly adapters?: readonly FoundAdapter[];
  /** What its store says of how to use it: Ollama's template, instruction and parameters. */
  readonly settings?: ModelSettings;
  /** What the configuration says of this model; its defaults for requests are in {@link settings} too. */
  readonly section?: ModelSection;
  /** Where the name is an alias: its settings, and the model that it stands for. All else is the model's. */
  readonly alias?: ModelAlias & { readonly model: ModelEntry };
}

/** Settings that a model brings along; they stand back behind an alias's and a request's. */
export type ModelSettings = Pick<
  ModelAlias,
  "system" | "template" | "messages" | "license" | "parameters" | "options" | "adapters"
>;

/** A LoRA adapter beside its base model. */
export interface FoundAdapter {
  readonly name: string;
  /** Absolute path; never shown to HTTP clients. */
  readonly path: string;
}

/** A file or folder that a search could not use, with the reason for people. */
export interface DiscoveryProblem {
  readonly path: string;
  readonly reason: string;
  /** True for what is as it should be, and only of no use here: it is told where somebody asks, and not logged. */
  readonly isNotice?: boolean;
  /** The name that it would have as a model, where that is not its file's: requests for it are answered with the reason. */
  readonly model?: string;
  /** True where that name is an alias. */
  readonly isAlias?: boolean;
  /** Code of those answers; default `model_corrupt`. */
  readonly code?: ErrorCode;
}

/**
 * What concerns requests for a model: an alias's settings, and behind them those of the model that it stands for. Turns are not
 * added up: an alias that was made of a model has its turns already.
 */
export function settingsOf({
  alias,
  settings,
}: Pick<ModelEntry, "alias" | "settings">): ModelSettings | undefined {
  if (alias === undefined || settings === undefined) return alias ?? settings;
  const { messages: _turns, ...behind } = settings;
  return { ...behind, ...alias, options: { ...settings.options, ...alias.options } };
}
