import type { ModelEntry } from "../models/registry/model-entry.ts";

/** One model as `GET /api/models` and `shimmy list --json` show it; no path, since clients read it. */
export interface ModelListingJson {
  readonly name: string;
  readonly size_bytes: number;
  /** Architecture, for example `llama`. */
  readonly model_type: string;
  /** Number of weights. */
  readonly parameter_count: number;
  readonly quantization: string;
  /** Context length the model was trained with, in tokens. */
  readonly context_length: number;
  /** Kind of the engine that runs it. */
  readonly backend: "gguf";
  readonly source: "registered" | "discovered" | "builtin";
  readonly loaded: boolean;
}

/** A listed model in its public JSON form. */
export function toModelListingJson(listing: ModelEntry & { readonly loaded: boolean }): ModelListingJson {
  return {
    name: listing.name,
    size_bytes: listing.sizeBytes,
    model_type: listing.architecture,
    parameter_count: listing.parameterCount,
    quantization: listing.quantization,
    context_length: listing.contextLength,
    backend: "gguf",
    source: listing.source,
    loaded: listing.loaded,
  };
}
