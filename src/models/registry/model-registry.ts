import { resolve } from "node:path";
import { discoverModels } from "../discovery/discover-models.ts";
import type { SearchFolder } from "../discovery/find-gguf-files.ts";
import type { DiscoveredModel } from "../discovery/inspect-model.ts";
import { InspectionCache } from "../discovery/inspection-cache.ts";
import type { DiscoveryProblem, ModelEntry } from "./model-entry.ts";
import { uniqueNames } from "./model-name.ts";
import { readRegisteredModel } from "./registered-model.ts";
import { resolveModel } from "./resolve-model.ts";

/** Where models come from: the part of the configuration that the registry needs. */
export interface ModelSources {
  /** Path of the GGUF file named by `SHIMMY_BASE_GGUF`. */
  readonly baseGguf: string | undefined;
  /** Path of the LoRA adapter for it, named by `SHIMMY_LORA_GGUF`. */
  readonly loraGguf: string | undefined;
  /** Folders to search, those of higher precedence first. */
  readonly modelDirs: readonly SearchFolder[];
}

/** What a search changed. */
export interface RegistryRefresh {
  /** Models there are now. */
  readonly found: number;
  /** Names that are new, and names that are gone; a changed file is neither. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly problems: readonly DiscoveryProblem[];
  readonly durationMs: number;
}

/** What the registry takes from outside. */
export interface ModelRegistryOptions {
  /** A clock in milliseconds; default `performance.now`. */
  readonly now?: () => number;
}

/** The models that can be loaded. Empty until the first {@link ModelRegistry.refresh}. */
export class ModelRegistry {
  readonly #sources: ModelSources;
  readonly #now: () => number;
  readonly #cache = new InspectionCache();
  #entries: readonly ModelEntry[] = [];
  #refreshing: Promise<RegistryRefresh> | undefined;

  constructor(sources: ModelSources, options: ModelRegistryOptions = {}) {
    this.#sources = sources;
    this.#now = options.now ?? (() => performance.now());
  }

  /** Every model, in the order of their names. */
  list(): readonly ModelEntry[] {
    return this.#entries;
  }

  /**
   * The model of this name; undefined takes the default one.
   *
   * @throws ShimmyError `model_not_found`, or `invalid_request` when the name fits several.
   */
  resolve(name: string | undefined): ModelEntry {
    return resolveModel(this.#entries, name);
  }

  /** Searches all sources again. Calls during a search join it; the list changes at once, at its end. */
  refresh(): Promise<RegistryRefresh> {
    this.#refreshing ??= this.#search().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #search(): Promise<RegistryRefresh> {
    const startedMs = this.#now();
    const folders = this.#sources.modelDirs.map(({ path, explicit }) => ({ path: resolve(path), explicit }));
    const [registered, discovery] = await Promise.all([
      readRegisteredModel(this.#sources.baseGguf, this.#sources.loraGguf),
      discoverModels(folders, this.#cache),
    ]);
    const before = this.#entries.map((entry) => entry.name);
    this.#entries = toEntries(registered.model, registered.loraPath, discovery.models);
    const after = this.#entries.map((entry) => entry.name);
    return {
      found: after.length,
      added: without(after, before),
      removed: without(before, after),
      problems: [...registered.problems, ...discovery.problems],
      durationMs: this.#now() - startedMs,
    };
  }
}

function toEntries(
  registered: DiscoveredModel | undefined,
  loraPath: string | undefined,
  discovered: readonly DiscoveredModel[],
): readonly ModelEntry[] {
  const others = discovered.filter((model) => model.realPath !== registered?.realPath);
  const models = registered === undefined ? others : [registered, ...others];
  const names = uniqueNames(models.map((model) => model.path));
  return models
    .map((model, index): ModelEntry => {
      const { path, sizeBytes, modifiedAt, summary } = model;
      const { architecture, parameterCount, quantization, contextLength } = summary;
      return {
        name: names[index] ?? path,
        path,
        loraPath: model === registered ? loraPath : undefined,
        source: model === registered ? "registered" : "discovered",
        sizeBytes,
        modifiedAt,
        architecture,
        parameterCount,
        quantization,
        contextLength,
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function without(names: readonly string[], excluded: readonly string[]): readonly string[] {
  const set = new Set(excluded);
  return names.filter((name) => !set.has(name));
}
