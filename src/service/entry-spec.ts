import type { ShimmyConfig } from "../config/shimmy-config.ts";
import type { UniversalModelSpec } from "../core/model-spec.ts";
import type { ModelEntry } from "../models/registry/model-entry.ts";

const MIB = 1024 ** 2;

/** How an entry is loaded by the settings. */
export function specOf(entry: ModelEntry, config: ShimmyConfig): UniversalModelSpec {
  const { loraPath, alias, settings } = entry;
  const template = alias?.template ?? settings?.template;
  // adapters and a draft model from the settings belong to the model from the settings
  const isBase = entry.path === config.baseGguf;
  const adapters = isBase ? config.adapters : [];
  return {
    ...config.load,
    name: entry.name,
    backend: { kind: "gguf", basePath: entry.path, ...(loraPath !== undefined && { loraPath }) },
    ...(template !== undefined && { template }),
    device: config.device,
    slots: config.slots,
    speculates: config.speculates,
    ...(isBase && config.draft !== undefined && { draft: config.draft }),
    ...(config.maxContextLength !== undefined && { contextLength: config.maxContextLength }),
    prefixStore: {
      memoryBytes: config.prefixStore.memoryMib * MIB,
      disk: { folder: config.prefixStore.folder, maxBytes: config.prefixStore.diskMib * MIB },
    },
    ...(config.threads !== undefined && { threads: config.threads }),
    ...(adapters.length > 0 && { adapters }),
    ...entry.section?.load,
  };
}

/** Everything that a load takes from the settings. */
export function loadedWith(entry: ModelEntry, config: ShimmyConfig): object {
  return { spec: specOf(entry, config) };
}

/** How long a model stays after a request, where the request or the model's section says it, in milliseconds. */
export function keepAliveOf({ section }: ModelEntry, askedMs: number | undefined): number | undefined {
  return askedMs ?? section?.keepAliveMs;
}
