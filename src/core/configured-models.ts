import type { PartialGenerationOptions } from "./generation-options.ts";
import type { UniversalModelSpec } from "./model-spec.ts";

/** What the settings say of models by name. */
export interface ConfiguredModels {
  readonly sections: readonly ModelSection[];
  readonly aliases: readonly ConfiguredAlias[];
}

/** Defaults for requests that leave these things open. */
export interface RequestDefaults {
  /** Instruction for conversations that bring none. */
  readonly system?: string;
  /** Chat template in place of the file's: Jinja, or the name of a family. */
  readonly template?: string;
  readonly options?: PartialGenerationOptions;
}

/** How a model is loaded, where that differs from all others. */
export type SectionLoad = Partial<Omit<UniversalModelSpec, "name" | "backend" | "template" | "prefixStore">>;

/** The settings of one model. */
export interface ModelSection extends RequestDefaults {
  /** The model, as somebody wrote it. */
  readonly name: string;
  /** Where that stands, for messages: `file:line:column`. */
  readonly place: string;
  readonly load: SectionLoad;
  /** How long it stays in memory where a request does not say it, in milliseconds; `Infinity` is until it is unloaded. */
  readonly keepAliveMs?: number;
  /** It stays in memory, whatever requests say. */
  readonly pin?: boolean;
}

/** A further name of a model, with defaults of its own. */
export interface ConfiguredAlias extends RequestDefaults {
  readonly name: string;
  /** Where that stands, for messages: `file:line:column`. */
  readonly place: string;
  /** The model, as somebody wrote it. */
  readonly model: string;
}
