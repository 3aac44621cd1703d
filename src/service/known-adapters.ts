import { basename } from "node:path";
import type { ShimmyConfig } from "../config/shimmy-config.ts";
import type { AdapterSpec } from "../core/load-tuning.ts";
import type { ModelEntry } from "../models/registry/model-entry.ts";

/** A LoRA adapter that a model is loaded with. */
export interface KnownAdapter {
  /** As `LoadedModelInfo.adapters` has it. */
  readonly name: string;
  /** Path of its file; never shown to a client. */
  readonly path: string;
}

/**
 * The adapters that a model is loaded with, in the order of their ids. The settings alone name files: what a client writes can only
 * be one of these names.
 */
export function knownAdapters(
  { path, loraPath }: Pick<ModelEntry, "path" | "loraPath">,
  config: Pick<ShimmyConfig, "baseGguf" | "adapters">,
): readonly KnownAdapter[] {
  const own: readonly Omit<AdapterSpec, "scale">[] = loraPath === undefined ? [] : [{ path: loraPath }];
  // those of the settings belong to the model from the settings
  const further = path === config.baseGguf ? config.adapters : [];
  return [...own, ...further].map((adapter) => ({
    name: adapter.name ?? basename(adapter.path),
    path: adapter.path,
  }));
}
