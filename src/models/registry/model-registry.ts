import { join, resolve } from "node:path";
import type { ConfiguredModels } from "../../core/configured-models.ts";
import { ShimmyError } from "../../core/errors.ts";
import { builtinModelPath } from "../builtin-model.ts";
import {
  type Discovery,
  discoverModels,
  KnownFolders,
  type SearchedFolder,
} from "../discovery/discover-models.ts";
import { DISCOVERY_LIMITS } from "../discovery/discovery-limits.ts";
import type { SearchFolder } from "../discovery/find-gguf-files.ts";
import type { WatchedPlaces } from "../discovery/folder-watcher.ts";
import type { Companion, DiscoveredModel } from "../discovery/inspect-model.ts";
import { InspectionCache } from "../discovery/inspection-cache.ts";
import { NetworkMounts } from "../discovery/network-mounts.ts";
import { pairAdapters } from "../discovery/pair-adapters.ts";
import { withinTime } from "../discovery/within-time.ts";
import { aliasEntries } from "./alias-entries.ts";
import { AliasStore, type StoredAliases } from "./alias-store.ts";
import { configuredAliases, withSections } from "./configured-entries.ts";
import { aliasKey, checkAliasName, type ModelAlias } from "./model-alias.ts";
import type { DiscoveryProblem, FoundAdapter, ModelEntry } from "./model-entry.ts";
import { builtinName, nameOfFile, uniqueNames } from "./model-name.ts";
import { locateBuiltin, readBuiltinModel } from "./read-builtin-model.ts";
import type { RegisteredFiles, RegisteredModel } from "./registered-model.ts";
import { findUnusable, resolveModel } from "./resolve-model.ts";
import { type UnusableModel, unusableModels } from "./unusable-models.ts";

/** Where models come from: the part of the configuration that the registry needs. */
export interface ModelSources {
  /** Path of the GGUF file named by `SHIMMY_BASE_GGUF`. */
  readonly baseGguf: string | undefined;
  /** Path of the LoRA adapter for it, named by `SHIMMY_LORA_GGUF`. */
  readonly loraGguf: string | undefined;
  /** Draft model for it, named by `SHIMMY_MODEL_DRAFT`. */
  readonly draft?: { readonly path: string } | undefined;
  /** Folders to search, those of higher precedence first. */
  readonly modelDirs: readonly SearchFolder[];
  /** Whether the model that Shimmy brings is listed; where it is not, no folder brings it in either. */
  readonly builtin: boolean;
  /** Folder of Shimmy's own data, where aliases are kept; absent keeps none. */
  readonly dataFolder?: string | undefined;
  /** File that keeps what was read of unchanged files for the next process; absent keeps it in memory. */
  readonly discoveryCache?: string | undefined;
  /** Sections and aliases of the configuration. */
  readonly models?: ConfiguredModels | undefined;
}

/** What a search changed. */
export interface RegistryRefresh {
  /** Models there are now. */
  readonly found: number;
  /** Names that are new, and names that are gone; a changed file is neither. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly problems: readonly DiscoveryProblem[];
  /** How the search of each folder went. */
  readonly folders?: readonly SearchedFolder[];
  readonly durationMs: number;
}

/** What the registry takes from outside. */
export interface ModelRegistryOptions {
  /** A clock in milliseconds; default `performance.now`. */
  readonly now?: () => number;
  /** Path of the built-in model's file; default the one in this package. */
  readonly builtinPath?: string;
}

/** The models that can be loaded. Empty until the first {@link ModelRegistry.refresh}. */
export class ModelRegistry {
  #sources: ModelSources;
  #configuredAt = new Date();
  readonly #now: () => number;
  readonly #builtinPath: string;
  readonly #cache: InspectionCache;
  readonly #known = new KnownFolders();
  readonly #store: AliasStore | undefined;
  #models: readonly ModelEntry[] = [];
  #entries: readonly ModelEntry[] = [];
  #unusableFiles: readonly UnusableModel[] = [];
  #unusable: readonly UnusableModel[] = [];
  #unlisted: ReadonlySet<string> = new Set();
  #refreshing: Promise<RegistryRefresh> | undefined;
  #next: Promise<RegistryRefresh> | undefined;
  #watchable: WatchedPlaces = { folders: [], missing: [], hasRemote: false };

  constructor(sources: ModelSources, options: ModelRegistryOptions = {}) {
    this.#sources = sources;
    const { dataFolder } = sources;
    this.#store = dataFolder === undefined ? undefined : new AliasStore(join(dataFolder, "aliases.json"));
    this.#cache = new InspectionCache(sources.discoveryCache);
    this.#now = options.now ?? (() => performance.now());
    this.#builtinPath = options.builtinPath ?? builtinModelPath();
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
    return resolveModel(this.#entries, name, this.#sources.baseGguf !== undefined, this.#unusable);
  }

  /** A damaged or incomplete model of this very name; {@link ModelRegistry.resolve} throws for it. */
  unusable(name: string): UnusableModel | undefined {
    return findUnusable(name, this.#unusable);
  }

  /** True for the name of an alias that is kept and not listed: its model is gone, or a model has its name. */
  hasUnlistedAlias(name: string): boolean {
    return this.#unlisted.has(aliasKey(name));
  }

  /** Where changes would show, as of the last search. */
  get watchable(): WatchedPlaces {
    return this.#watchable;
  }

  /** Takes other sources, and searches them; a search under way ends first. The data folder stays the one of the start. */
  async configure(sources: ModelSources): Promise<RegistryRefresh> {
    await this.#refreshing;
    this.#sources = sources;
    this.#configuredAt = new Date();
    return await this.refresh();
  }

  /**
   * Searches all sources again; the list changes at once, at its end. Calls during a search share the one that follows it: what
   * runs may have passed by what its caller has just changed.
   */
  refresh(): Promise<RegistryRefresh> {
    if (this.#next !== undefined) return this.#next;
    if (this.#refreshing === undefined) return this.#begin();
    this.#next = this.#refreshing.then(
      () => this.#begin(),
      () => this.#begin(),
    );
    return this.#next;
  }

  #begin(): Promise<RegistryRefresh> {
    this.#next = undefined;
    const refreshing = this.#search().finally(() => {
      if (this.#refreshing === refreshing) this.#refreshing = undefined;
    });
    this.#refreshing = refreshing;
    return refreshing;
  }

  /**
   * Keeps an alias of a model, in place of one of the same name.
   *
   * @param param field that holds the name, for messages.
   * @throws ShimmyError `invalid_request` for a bad name, `conflict` where a model's file has that name.
   */
  async putAlias(alias: ModelAlias, param: string): Promise<ModelEntry> {
    checkAliasName(alias.name, param);
    const key = aliasKey(alias.name);
    if (this.#models.some(({ name }) => aliasKey(name) === key)) {
      throw new ShimmyError("conflict", `"${alias.name}" is the name of a model's file; take another one.`, {
        param,
      });
    }
    this.#refuseConfigured(key, param);
    this.#refuseShadow(alias, param);
    if (this.#store === undefined) {
      throw new ShimmyError("conflict", "There is no folder to keep aliases in.");
    }
    await this.#store.put(alias);
    await this.#readAliases();
    return this.resolve(alias.name);
  }

  /** Forgets an alias, and returns false where there is none of that name. Its model stays. */
  async removeAlias(name: string): Promise<boolean> {
    this.#refuseConfigured(aliasKey(name), "model");
    const isRemoved = (await this.#store?.remove(name)) ?? false;
    if (isRemoved) await this.#readAliases();
    return isRemoved;
  }

  /** An alias goes before short names: requests that reach a file by one would be answered by another model from now on. */
  #refuseShadow({ name, base }: ModelAlias, param: string): void {
    const isKnown = this.#entries.some((entry) => aliasKey(entry.name) === aliasKey(name));
    if (isKnown || this.hasUnlistedAlias(name)) return;
    let meant: ModelEntry;
    try {
      meant = resolveModel(this.#models, name, false, this.#unusableFiles);
    } catch (thrown) {
      if (!(thrown instanceof ShimmyError)) throw thrown;
      if (thrown.code !== "model_corrupt") return;
      throw new ShimmyError("conflict", `${thrown.message} Take another name for the alias.`, { param });
    }
    if (meant.name === base) return;
    throw new ShimmyError(
      "conflict",
      `"${name}" is short for "${meant.name}", and requests for it would go to "${base}": take another name.`,
      { param },
    );
  }

  #refuseConfigured(key: string, param: string): void {
    const configured = this.#sources.models?.aliases.find(({ name }) => aliasKey(name) === key);
    if (configured === undefined) return;
    throw new ShimmyError(
      "conflict",
      `"${configured.name}" is an alias of the configuration file; change it there.`,
      { param },
    );
  }

  /** Lists the aliases that the configuration and the disk holds now; returns what is wrong with them. */
  async #readAliases(): Promise<readonly DiscoveryProblem[]> {
    const path = this.#store?.path ?? "";
    const { aliases, problem } = (await this.#store?.read()) ?? NO_ALIASES;
    const configured = configuredAliases(
      this.#models,
      this.#sources.models?.aliases ?? [],
      this.#configuredAt,
      this.#unusableFiles,
    );
    const all = [...configured.aliases, ...aliases];
    const made = aliasEntries(this.#models, all, path, this.#unusableFiles);
    const { entries } = made;
    const problems = [...configured.problems, ...made.problems];
    const waiting = this.#sources.models?.aliases.filter(
      ({ name }) => !configured.aliases.some((alias) => alias.name === name),
    );
    this.#unlisted = new Set([...made.unlisted, ...(waiting ?? []).map(({ name }) => name)].map(aliasKey));
    this.#unusable = [...unusableModels(problems, []), ...this.#unusableFiles];
    this.#entries = [...this.#models, ...entries].sort((a, b) => (a.name < b.name ? -1 : 1));
    return problem === undefined ? problems : [{ path, reason: problem }, ...problems];
  }

  async #search(): Promise<RegistryRefresh> {
    const startedMs = this.#now();
    const folders = this.#sources.modelDirs.map((folder) => ({ ...folder, path: resolve(folder.path) }));
    const { builtin: isBuiltinListed, baseGguf, loraGguf, draft } = this.#sources;
    // A clone's ./models holds the built-in model too, and beside it what its training leaves behind.
    const ownPlace = await locateBuiltin(this.#builtinPath);
    await this.#cache.open();
    const builtin = isBuiltinListed ? await readBuiltinModel(this.#builtinPath, this.#cache) : undefined;
    const mounts = new NetworkMounts();
    const { passedOver, cache, known } = {
      passedOver: ownPlace.folder,
      cache: this.#cache,
      known: this.#known,
    };
    const [registered, discovery] = await Promise.all([
      readWithinTime({ baseGguf, loraGguf, draftGguf: draft?.path }, mounts),
      discoverModels(folders, { cache, known, mounts, passedOver }),
    ]);
    this.#watchable = watchableOf(discovery, mounts);
    const before = this.#entries.map((entry) => entry.name);
    const found = toEntries({
      registered: registered.model,
      loraPath: registered.loraPath,
      discovered: discovery.models.filter(({ realPath }) => realPath !== ownPlace.file),
      companions: discovery.companions,
      builtin: builtin?.value,
    });
    this.#unusableFiles = unusableModels(
      [...registered.problems, ...discovery.problems],
      discovery.companions,
    );
    const sections = withSections(found, this.#sources.models?.sections ?? [], this.#unusableFiles);
    this.#models = sections.entries;
    const aliasProblems = await this.#readAliases();
    const after = this.#entries.map((entry) => entry.name);
    return {
      found: after.length,
      added: without(after, before),
      removed: without(before, after),
      problems: [
        ...registered.problems,
        ...discovery.problems,
        ...(builtin?.problem === undefined ? [] : [builtin.problem]),
        ...sections.problems,
        ...aliasProblems,
      ],
      folders: discovery.folders,
      durationMs: this.#now() - startedMs,
    };
  }
}

const NO_ALIASES: StoredAliases = { aliases: [], problem: undefined };

interface Found {
  readonly registered: DiscoveredModel | undefined;
  /** Path of the registered model's adapter. */
  readonly loraPath: string | undefined;
  readonly discovered: readonly DiscoveredModel[];
  readonly companions: readonly Companion[];
  readonly builtin: DiscoveredModel | undefined;
}

/** One entry for each real file, the user's word about it first. */
function toEntries({ registered, loraPath, discovered, companions, builtin }: Found): readonly ModelEntry[] {
  // A file that Ollama names as well keeps that name, too.
  const isOther = ({ realPath, name }: DiscoveredModel) =>
    realPath !== registered?.realPath || name !== undefined;
  const others = discovered.filter(isOther);
  const own = registered === undefined ? others : [registered, ...others];
  const names = uniqueNames(own);
  const adapters = adaptersByModel(companions, own);
  const entries = own.map((model, index): ModelEntry => {
    const entry = toEntry(
      model,
      names[index] ?? model.path,
      model === registered ? "registered" : "discovered",
    );
    const paired = adapters.get(model);
    return {
      ...entry,
      ...(model === registered && { loraPath }),
      ...(paired !== undefined && { adapters: paired }),
    };
  });
  if (builtin !== undefined && isOther(builtin)) {
    entries.push(toEntry(builtin, builtinName(names), "builtin"));
  }
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function adaptersByModel(
  companions: readonly Companion[],
  models: readonly DiscoveredModel[],
): ReadonlyMap<DiscoveredModel, readonly FoundAdapter[]> {
  const adapters = companions.filter(({ kind }) => kind === "adapter");
  const byModel = new Map<DiscoveredModel, FoundAdapter[]>();
  for (const { adapter, bases } of pairAdapters(adapters, models)) {
    for (const base of bases) {
      const found = { name: nameOfFile(adapter.path), path: adapter.path };
      byModel.set(base, [...(byModel.get(base) ?? []), found]);
    }
  }
  return byModel;
}

function toEntry(
  { path, sizeBytes, modifiedAt, summary, loraPath, settings }: DiscoveredModel,
  name: string,
  source: ModelEntry["source"],
): ModelEntry {
  const { architecture, parameterCount, quantization, contextLength, writesText } = summary;
  return {
    ...{ name, path, loraPath, source, sizeBytes, modifiedAt },
    ...{ architecture, parameterCount, quantization, contextLength, writesText },
    ...(settings !== undefined && { settings }),
  };
}

function watchableOf({ folders, listed }: Discovery, mounts: NetworkMounts): WatchedPlaces {
  const local = listed.filter((folder) => !mounts.isRemote(folder));
  return {
    folders: local,
    missing: folders.filter(({ exists }) => !exists).map(({ path }) => path),
    hasRemote: local.length < listed.length || folders.some(({ reason }) => reason !== undefined),
  };
}

/** A named file on a network that is gone must not hold up the rest. */
async function readWithinTime(files: RegisteredFiles, mounts: NetworkMounts): Promise<RegisteredModel> {
  const paths = [files.baseGguf, files.loraGguf, files.draftGguf].filter((path) => path !== undefined);
  if (paths.length === 0) return { model: undefined, loraPath: undefined, problems: [] };
  const { readRegisteredModel } = await import("./registered-model.ts");
  const answers = await Promise.all(paths.map((path) => mounts.answersBehindLinks(resolve(path))));
  const silent = paths.find((_, index) => answers[index] === false);
  const { value } =
    silent === undefined ? await withinTime(DISCOVERY_LIMITS, () => readRegisteredModel(files)) : {};
  if (value !== undefined) return value;
  const reason = "The file lies on a disk or a network that does not answer.";
  const path = resolve(silent ?? files.baseGguf ?? files.loraGguf ?? "");
  return { model: undefined, loraPath: undefined, problems: [{ path, reason }] };
}

function without(names: readonly string[], excluded: readonly string[]): readonly string[] {
  const set = new Set(excluded);
  return names.filter((name) => !set.has(name));
}
