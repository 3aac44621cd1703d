import path from "node:path";
import { combinationProblems } from "./combination-problems.ts";
import { ConfigError } from "./config-error.ts";
import { environmentLayer, type FlagValues, flagLayer, unknownVariableWarnings } from "./config-layer.ts";
import { type ConfigProblem, inFileOrder } from "./config-problem.ts";
import type { Environment } from "./environment.ts";
import { type ModelValue, modelValues } from "./file/model-values.ts";
import type { ConfigFile } from "./file/open-config-file.ts";
import { readConfigFileLayer } from "./file/read-config-file-layer.ts";
import type { SectionOrigin } from "./file/read-models.ts";
import { GivenSettings } from "./given-settings.ts";
import { readLoadTuning } from "./load-tuning-layer.ts";
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
  /** Looks at the file's chat templates; absent takes every text. */
  readonly templateFault?: SectionOrigin["templateFault"];
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
  const { homeDir, templateFault } = sources;
  const file = readConfigFileLayer(sources.file, { homeDir, above, templateFault }, found);
  const layers = [...above, file.layer];
  const given = new GivenSettings();
  const value = <Value>(setting: Setting<Value>): Value => {
    const known = found.length;
    const resolved = resolveSetting(setting, layers, found);
    given.add(setting, resolved.sources[0], found.length > known);
    return resolved.value;
  };
  // opened by the caller, and checked like any other
  value(SETTINGS.configFile);
  const baseGguf = value(SETTINGS.baseGguf);
  const loraGguf = value(SETTINGS.loraGguf);
  const draft = readDraft(value, (setting) => {
    if (given.areRight(SETTINGS.modelDraft))
      found.push(given.needs(setting, SETTINGS.modelDraft, "the draft model that it is for"));
  });
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
  found.push(...problems.map((message) => ({ message })), ...combinationProblems(config, given, sources));
  if (found.length > 0) throw new ConfigError(inFileOrder(found));
  return {
    config,
    settled: settleSettings(layers),
    modelValues: modelValues(sources.file?.root),
    warnings: unknownVariableWarnings(sources.environment),
  };
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
