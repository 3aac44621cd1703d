import { formatHostAndPort, isLoopbackHost } from "./bind-address.ts";
import { ConfigError } from "./config-error.ts";
import {
  type ConfigLayer,
  environmentLayer,
  type FlagValues,
  flagLayer,
  unknownVariableWarnings,
} from "./config-layer.ts";
import type { Environment } from "./environment.ts";
import { readLoadTuning, tuningProblems } from "./load-tuning-layer.ts";
import { absolutePath, type PathOrigin } from "./path-list.ts";
import type { Setting } from "./setting.ts";
import { SETTINGS } from "./settings.ts";
import type { ModelDir, ShimmyConfig } from "./shimmy-config.ts";
import { readDraft } from "./speculation-settings.ts";

/** What {@link loadConfig} reads. */
export interface ConfigSources extends PathOrigin {
  readonly flags: FlagValues;
  readonly environment: Environment;
  /** The configuration is for a server, so that the address must be safe to listen on. Default false. */
  readonly forServer?: boolean;
}

/** A configuration that was checked as a whole. */
export interface LoadedConfig {
  readonly config: ShimmyConfig;
  /** Things worth telling that stop nothing, one line each. */
  readonly warnings: readonly string[];
}

/**
 * Merges defaults < environment < flags and checks the whole.
 *
 * @throws ConfigError with every problem at once: its source, the value and what is allowed.
 */
export function loadConfig(sources: ConfigSources): LoadedConfig {
  const problems: string[] = [];
  const layers = [flagLayer(sources.flags), environmentLayer(sources.environment)];
  const value = <Value>(setting: Setting<Value>): Value => resolveSetting(setting, layers, problems);
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
  };
  if (problems.length === 0) problems.push(...combinationProblems(config, sources.forServer ?? false));
  if (problems.length > 0) throw new ConfigError(problems);
  return { config, warnings: unknownVariableWarnings(sources.environment) };
}

function resolveSetting<Value>(
  setting: Setting<Value>,
  layers: readonly ConfigLayer[],
  problems: string[],
): Value {
  const found: Value[] = [];
  for (const layer of layers) {
    const values = parseLayer(setting, layer, problems);
    if (values.length === 0) continue;
    found.push(setting.merge === undefined ? (values.at(-1) ?? setting.fallback) : setting.merge(values));
    if (setting.accumulates !== true) break;
  }
  if (found.length === 0) return setting.fallback;
  return setting.merge === undefined ? (found[0] ?? setting.fallback) : setting.merge(found);
}

function parseLayer<Value>(
  setting: Setting<Value>,
  layer: ConfigLayer,
  problems: string[],
): readonly Value[] {
  const values: Value[] = [];
  for (const text of layer.read(setting)) {
    const value = setting.parse(text);
    if (value === undefined) problems.push(describeProblem(setting, layer.label(setting), text));
    else values.push(value);
  }
  return values;
}

const LONGEST_SHOWN = 80;

function describeProblem<Value>(setting: Setting<Value>, label: string, text: string): string {
  const shown = text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
  const value = setting.secret === true ? "" : `, not ${JSON.stringify(shown)}`;
  return `${label} must be ${setting.allowed}${value}.`;
}

/** The folders named by the user, then `./models` and `~/models`; each once. */
function modelDirs(named: readonly string[], origin: PathOrigin): readonly ModelDir[] {
  const dirs = new Map<string, ModelDir>();
  for (const given of named) {
    const path = absolutePath(given, origin);
    dirs.set(path, { path, explicit: true });
  }
  for (const usual of ["models", "~/models"]) {
    const path = absolutePath(usual, origin);
    if (!dirs.has(path)) dirs.set(path, { path, explicit: false });
  }
  return [...dirs.values()];
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
  problems.push(...tuningProblems(config));
  const isOpen = !isLoopbackHost(config.bind.host) && config.apiKey === undefined && !config.insecureNoAuth;
  if (forServer && isOpen) {
    problems.push(
      `${formatHostAndPort(config.bind)} can be reached from other machines: set SHIMMY_API_KEY (or --api-key), listen on 127.0.0.1, or accept the risk with --insecure-no-auth.`,
    );
  }
  return problems;
}

/** Where aliases are kept: as the XDG base directory specification has it. */
function dataFolder(sources: ConfigSources): string {
  const base = sources.environment.XDG_DATA_HOME || `${sources.homeDir}/.local/share`;
  return absolutePath(`${base}/shimmy`, sources);
}

/** Where states of prompts are kept: as the XDG base directory specification has it. */
function cacheFolder(given: string | undefined, sources: ConfigSources): string {
  if (given !== undefined) return absolutePath(given, sources);
  const base = sources.environment.XDG_CACHE_HOME || `${sources.homeDir}/.cache`;
  return absolutePath(`${base}/shimmy/prefixes`, sources);
}
