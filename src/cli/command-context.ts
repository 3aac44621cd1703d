import type { Environment } from "../config/environment.ts";
import type { PathOrigin } from "../config/path-list.ts";
import type { ShimmyConfig } from "../config/shimmy-config.ts";
import type { LoadEstimate } from "../core/memory-estimate.ts";
import type { UniversalModelSpec } from "../core/model-spec.ts";
import type { UniversalModel } from "../core/universal-model.ts";
import type { SearchedFolder } from "../models/discovery/discover-models.ts";
import type { PullProgress } from "../models/pull/pull-progress.ts";
import type { DiscoveryProblem, ModelEntry } from "../models/registry/model-entry.ts";
import type { Interruption } from "./interruption.ts";
import type { LineReader, LineReaderOptions } from "./line-reader.ts";
import type { ServerParts } from "./server/server-parts.ts";
import type { Terminal } from "./terminal.ts";

/** The world of a command: passed in, so that tests give it a smaller one. */
export interface CommandContext extends PathOrigin {
  readonly terminal: Terminal;
  readonly environment: Environment;
  readonly interruption: Interruption;
  readonly version: string;
  /** A clock for measurements, in milliseconds; only differences count. */
  readonly now: () => number;
  /** Standard input line by line, with editing where a person types them. The caller closes it. */
  readonly openLines: (options: LineReaderOptions) => LineReader;
  /** Searches for models by the configuration. */
  readonly findModels: (config: ShimmyConfig) => Promise<FoundModels>;
  /** Has a model on the disk, fetching what is missing; resolves with the name to use. */
  readonly pullModel: (model: string, config: ShimmyConfig, options: PullModelOptions) => Promise<string>;
  /** What `shimmy serve` is put together from. */
  readonly serverParts: ServerParts;
  /** Tells how much memory a model would take, loading nothing. */
  readonly estimateMemory: (spec: UniversalModelSpec) => Promise<LoadEstimate>;
  /** Loads a model in an engine process of its own. */
  readonly loadModel: (spec: UniversalModelSpec, options: LoadOptions) => Promise<UniversalModel>;
}

/** Models on the disk, and what a search could not use. */
export interface FoundModels {
  readonly entries: readonly ModelEntry[];
  readonly problems: readonly DiscoveryProblem[];
  /** How the search of each folder went. */
  readonly folders?: readonly SearchedFolder[];
  /** The entry of that name; throws `model_not_found`, naming the nearest. */
  readonly resolve: (name: string) => ModelEntry;
}

/** How a pull is watched and stopped. */
export interface PullModelOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: PullProgress) => void;
}

/** How a load is watched and stopped. */
export interface LoadOptions {
  readonly signal: AbortSignal;
  /** Longest load; then it fails with `load_timeout`. */
  readonly timeoutMs: number;
  readonly onProgress: (fraction: number) => void;
}
