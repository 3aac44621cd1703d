import path from "node:path";
import { formatHostAndPort, isLoopbackHost } from "./bind-address.ts";
import { ConfigError } from "./config-error.ts";
import { environmentLayer, type FlagValues, flagLayer, unknownVariableWarnings } from "./config-layer.ts";
import type { ConfigProblem } from "./config-problem.ts";
import type { Environment } from "./environment.ts";
import { type ModelValue, modelValues } from "./file/model-values.ts";
import type { ConfigFile } from "./file/open-config-file.ts";
import { readConfigFileLayer } from "./file/read-config-file-layer.ts";
import { readLoadTuning, tuningOf, tuningProblems } from "./load-tuning-layer.ts";
import { modelDirs } from "./model-dirs.ts";
import { absolutePath, type PathOrigin } from "./path-list.ts";
import { readPull } from "./pull-settings.ts";
import { resolveSetting } from "./resolve-setting.ts";
import type { Setting } from "./setting.ts";
import { SETTINGS } from "./settings.ts";
import { type SettledSetting, settleSettings } from "./settled-settings.ts";
import type { ShimmyConfig } from "./shimmy-config.ts";
import { readDraft } from "./speculation-settings.ts";

/** What {@link loadConfig} reads. */
export interface ConfigSources extends PathOrigin {
  readonly flags: FlagValues;
  readonly environment: Environment;
  /** The configuration file, where there is one. */
  readonly file?: ConfigFile | undefined;
  /** The configuration is for a server, so that the address must be safe to listen on. Default false. */
  readonly forServer?: boolean;
}

/** A configuration that was checked as a whole. */
export interface LoadedConfig {
  readonly config: ShimmyConfig;
  /** Every setting's value and where it comes from. */
  readonly settled: readonly SettledSetting[];
  /** What the file says of models and aliases, entry by entry. */
  readonly modelValues: readonly ModelValue[];
  /** Things worth telling that stop nothing, one line each. */
  readonly warnings: readonly string[];
}

/**
 * Merges defaults < file < environment < flags and checks the whole.
 *
 * @throws ConfigError with every problem at once: its source, the value and what is allowed.
 */
export function loadConfig(sources: ConfigSources): LoadedConfig {
  const problems: string[] = [];
  const found: ConfigProblem[] = [];
  const above = [flagLayer(sources.flags), environmentLayer(sources.environment)];
  const file = readConfigFileLayer(sources.file, { homeDir: sources.homeDir, above }, found);
  const layers = [...above, file.layer];
  const value = <Value>(setting: Setting<Value>): Value => resolveSetting(setting, layers, found).value;
  // opened by the caller, and checked like any other
  value(SETTINGS.configFile);
  const baseGguf = value(SETTINGS.baseGguf);
  const loraGguf = value(SETTINGS.loraGguf);
  const draft = readDraft(value, problems);
  const config: ShimmyConfig = {
    bind: value(SETTINGS.bind),
    baseGguf: baseGguf && absolutePath(baseGguf, sources),
    loraGguf: loraGguf && absolutePath(loraGguf, sources),
    modelDirs: modelDirs(value(SETTINGS.modelDirs), sources),
    builtin: value(SETTINGS.builtin),
    preload: [...new Set(value(SETTINGS.preload))],
    pin: [...new Set(value(SETTINGS.pin))],
    maxModels: value(SETTINGS.maxModels),
    threads: value(SETTINGS.threads),
    slots: value(SETTINGS.slots),
    maxContextLength: value(SETTINGS.maxContextLength),
    prefixStore: {
      memoryMib: value(SETTINGS.cacheMemoryMib),
      diskMib: value(SETTINGS.cacheDiskMib),
      folder: cacheFolder(value(SETTINGS.cacheDir), sources),
    },
    dataFolder: dataFolder(sources),
    pull: readPull(value, sources.environment, storeFolder(sources), problems),
    discoveryCache: `${cacheHome(sources)}/models.json`,
    keepAliveMs: value(SETTINGS.keepAliveMs),
    queueLimit: value(SETTINGS.queueLimit),
    device: value(SETTINGS.device),
    load: readLoadTuning(value),
    adapters: [...value(SETTINGS.lora), ...value(SETTINGS.loraScaled)].map((adapter) => ({
      ...adapter,
      path: absolutePath(adapter.path, sources),
    })),
    speculates: value(SETTINGS.speculation),
    draft: draft && { ...draft, path: absolutePath(draft.path, sources) },
    logLevel: value(SETTINGS.logLevel),
    apiKey: value(SETTINGS.apiKey),
    insecureNoAuth: value(SETTINGS.insecureNoAuth),
    allowedHosts: [...new Set(value(SETTINGS.allowedHosts))],
    corsOrigins: [...new Set(value(SETTINGS.corsOrigins))],
    timeouts: {
      loadMs: value(SETTINGS.loadTimeoutMs),
      firstTokenMs: value(SETTINGS.firstTokenTimeoutMs),
      requestMs: value(SETTINGS.requestTimeoutMs),
      idleStreamMs: value(SETTINGS.idleStreamTimeoutMs),
      drainMs: value(SETTINGS.drainTimeoutMs),
    },
    models: file.models,
  };
  if (problems.length === 0 && found.length === 0) {
    problems.push(...combinationProblems(config, sources.forServer ?? false));
  }
  found.push(...problems.map((message) => ({ message })));
  if (found.length > 0) throw new ConfigError(found);
  return {
    config,
    settled: settleSettings(layers),
    modelValues: modelValues(sources.file?.root),
    warnings: unknownVariableWarnings(sources.environment),
  };
}

/** What is wrong with values that are each allowed, but not together. */
function combinationProblems(config: ShimmyConfig, forServer: boolean): readonly string[] {
  const problems: string[] = [];
  if (config.loraGguf !== undefined && config.baseGguf === undefined) {
    problems.push("SHIMMY_LORA_GGUF needs SHIMMY_BASE_GGUF: the model that the adapter belongs to.");
  }
  if (forServer && config.adapters.length > 0 && config.baseGguf === undefined) {
    problems.push("--lora and --lora-scaled need SHIMMY_BASE_GGUF: the model that the adapters belong to.");
  }
  if (forServer && config.draft !== undefined && config.baseGguf === undefined) {
    problems.push("SHIMMY_MODEL_DRAFT needs SHIMMY_BASE_GGUF: the model that it proposes tokens to.");
  }
  problems.push(...tuningProblems(config), ...sectionProblems(config));
  const isOpen = !isLoopbackHost(config.bind.host) && config.apiKey === undefined && !config.insecureNoAuth;
  if (forServer && isOpen) {
    problems.push(
      `${formatHostAndPort(config.bind)} can be reached from other machines: set SHIMMY_API_KEY (or --api-key), listen on 127.0.0.1, or accept the risk with --insecure-no-auth.`,
    );
  }
  return problems;
}

/** What is wrong with models' sections together with the settings that hold for all. */
function sectionProblems(config: ShimmyConfig): readonly string[] {
  return (config.models?.sections ?? []).flatMap(({ place, load }) => {
    const { slots = config.slots, adapters = config.adapters } = load;
    const merged = { load: { ...config.load, ...tuningOf(load) }, slots, adapters };
    return tuningProblems(merged).map((problem) => `${place}: ${problem}`);
  });
}

/** Where aliases are kept: as the XDG base directory specification has it. */
function dataFolder(sources: ConfigSources): string {
  const base = sources.environment.XDG_DATA_HOME || `${sources.homeDir}/.local/share`;
  return absolutePath(`${base}/shimmy`, sources);
}

/** Where pulled models are kept. */
function storeFolder(sources: ConfigSources): string {
  return `${dataFolder(sources)}${path.sep}models`;
}

/** Where states of prompts are kept: as the XDG base directory specification has it. */
function cacheFolder(given: string | undefined, sources: ConfigSources): string {
  if (given !== undefined) return absolutePath(given, sources);
  return `${cacheHome(sources)}/prefixes`;
}

/** The folder for what can be made again. */
function cacheHome(sources: ConfigSources): string {
  const base = sources.environment.XDG_CACHE_HOME || `${sources.homeDir}/.cache`;
  return absolutePath(`${base}/shimmy`, sources);
}
