import { parseKeepAliveMs } from "../core/keep-alive.ts";
import {
  BIND_ADDRESS_FORM,
  DEFAULT_HOST,
  DEFAULT_PORT,
  formatHostAndPort,
  isHostName,
  parseBindAddress,
} from "./bind-address.ts";
import { fileSetting, isPath } from "./file-setting.ts";
import { LOAD_SETTINGS } from "./load-settings.ts";
import { splitCommaList, splitPathList } from "./path-list.ts";
import { PULL_SETTINGS } from "./pull-settings.ts";
import {
  choiceSetting,
  DURATION_FORM,
  durationSetting,
  listSetting,
  type Setting,
  switchSetting,
  wholeNumberSetting,
  writeDuration,
} from "./setting.ts";
import { LOG_LEVELS, type ShimmyConfig } from "./shimmy-config.ts";
import { SPECULATION_SETTINGS } from "./speculation-settings.ts";

const bind: Setting<ShimmyConfig["bind"]> = {
  environment: "SHIMMY_BIND_ADDRESS",
  flag: "--bind",
  placeholder: "address",
  description: "address and port to listen on; port 0 takes any free one",
  allowed: BIND_ADDRESS_FORM,
  fallback: { host: DEFAULT_HOST, port: DEFAULT_PORT, explicit: false },
  fallbackText: `${DEFAULT_HOST}:${DEFAULT_PORT}, else the next free port up to 11535`,
  write: formatHostAndPort,
  parse: (text) => {
    const address = parseBindAddress(text);
    return address && { ...address, explicit: true };
  },
};

const apiKey: Setting<string | undefined> = {
  environment: "SHIMMY_API_KEY",
  flag: "--api-key",
  placeholder: "key",
  description: "key that every client must send",
  allowed: "1 to 512 visible ASCII characters without spaces",
  fallback: undefined,
  secret: true,
  parse: (text) => (/^[\x21-\x7e]{1,512}$/.test(text) ? text : undefined),
};

/**
 * Every setting: the one table that the environment, the flags, their help and their validation come from.
 * It holds no schema library, because `shimmy list` reads it and must start fast.
 */
export const SETTINGS = {
  configFile: {
    environment: "SHIMMY_CONFIG",
    flag: "--config",
    placeholder: "file",
    description: "configuration file in TOML",
    allowed: "the path of a file",
    fallback: undefined,
    fallbackText: "./shimmy.toml, else $XDG_CONFIG_HOME/shimmy/config.toml, else /etc/shimmy/config.toml",
    parse: (text: string) => (isPath(text) ? text : undefined),
  } satisfies Setting<string | undefined>,
  bind,
  modelDirs: listSetting({
    environment: "SHIMMY_MODEL_PATHS",
    flag: "--model-dirs",
    placeholder: "folders",
    description: "more folders to search for models; repeatable",
    allowed: "a list of folders",
    accumulates: true,
    namesPaths: true,
    split: (text) => splitPathList(text),
    isAllowed: isPath,
  }),
  baseGguf: fileSetting({
    environment: "SHIMMY_BASE_GGUF",
    flag: "--base-gguf",
    description: "GGUF file to register as a model",
  }),
  loraGguf: fileSetting({
    environment: "SHIMMY_LORA_GGUF",
    flag: "--lora-gguf",
    description: "LoRA adapter (GGUF) applied to that model",
  }),
  builtin: switchSetting({
    environment: "SHIMMY_BUILTIN",
    flag: "--no-builtin",
    flagMeans: "false",
    description: "leave the built-in model out; as a variable: SHIMMY_BUILTIN=false",
    fallback: true,
    fallbackText: "it is listed",
  }),
  preload: listSetting({
    environment: "SHIMMY_PRELOAD",
    flag: "--preload",
    placeholder: "models",
    description: "models to load at start, comma-separated; repeatable",
    allowed: "a comma-separated list of model names",
    split: splitCommaList,
    isAllowed: (name) => name.length <= 256,
  }),
  pin: listSetting({
    environment: "SHIMMY_PIN",
    flag: "--pin",
    placeholder: "models",
    description: "models that stay in memory once loaded, comma-separated; repeatable",
    allowed: "a comma-separated list of model names",
    split: splitCommaList,
    isAllowed: (name) => name.length <= 256,
  }),
  maxModels: wholeNumberSetting<number | undefined>(
    { min: 1, max: 1_024 },
    {
      environment: "SHIMMY_MAX_MODELS",
      flag: "--max-models",
      placeholder: "count",
      description: "models in memory at once; idle ones make room for others",
      fallback: undefined,
      fallbackText: "as many as the memory holds",
    },
  ),
  threads: wholeNumberSetting<number | undefined>(
    { min: 1, max: 512 },
    {
      environment: "SHIMMY_THREADS",
      flag: "--threads",
      placeholder: "count",
      description: "CPU threads of each model",
      fallback: undefined,
      fallbackText: "what the machine grants",
    },
  ),
  slots: wholeNumberSetting<number>(
    { min: 1, max: 256 },
    {
      environment: "SHIMMY_SLOTS",
      flag: "--slots",
      placeholder: "count",
      description: "requests generated at once per model",
      fallback: 8,
    },
  ),
  maxContextLength: wholeNumberSetting<number | undefined>(
    { min: 8, max: 1_048_576 },
    {
      environment: "SHIMMY_MAX_CTX",
      flag: "--ctx",
      placeholder: "tokens",
      description: "context length of one request",
      fallback: undefined,
      fallbackText: "the model's own, at most 8192; 4096 for large models",
    },
  ),
  cacheMemoryMib: wholeNumberSetting<number>(
    { min: 0, max: 1_048_576 },
    {
      environment: "SHIMMY_CACHE_RAM",
      flag: "--cache-ram",
      placeholder: "MiB",
      description: "memory for prompts that left the context, per model; 0 is off",
      fallback: 512,
    },
  ),
  cacheDiskMib: wholeNumberSetting<number>(
    { min: 0, max: 16_777_216 },
    {
      environment: "SHIMMY_CACHE_DISK",
      flag: "--cache-disk",
      placeholder: "MiB",
      description: "disk for them, so that they outlive a restart, per model; 0 is off",
      fallback: 4096,
    },
  ),
  cacheDir: {
    environment: "SHIMMY_CACHE_DIR",
    flag: "--cache-dir",
    placeholder: "folder",
    description: "folder for them",
    allowed: "the path of a folder",
    namesPaths: true,
    fallback: undefined,
    fallbackText: "$XDG_CACHE_HOME/shimmy, else ~/.cache/shimmy",
    parse: (text: string) => (isPath(text) ? text : undefined),
  } satisfies Setting<string | undefined>,
  keepAliveMs: {
    environment: "SHIMMY_KEEP_ALIVE",
    flag: "--keep-alive",
    placeholder: "duration",
    description: "how long an idle model stays in memory; a request's keep_alive wins",
    allowed: "a duration such as 5m or 1h, 0, or -1 for ever",
    fallback: Number.POSITIVE_INFINITY,
    fallbackText: "until it is unloaded",
    form: DURATION_FORM,
    write: (keepAliveMs: number) => (Number.isFinite(keepAliveMs) ? writeDuration(keepAliveMs) : -1),
    parse: parseKeepAliveMs,
  } satisfies Setting<number>,
  queueLimit: wholeNumberSetting<number>(
    { min: 0, max: 100_000 },
    {
      environment: "SHIMMY_QUEUE",
      flag: "--queue",
      placeholder: "count",
      description: "requests that may wait for a slot, per model",
      fallback: 512,
    },
  ),
  device: choiceSetting(["auto", "cpu", "gpu"], {
    environment: "SHIMMY_DEVICE",
    flag: "--device",
    placeholder: "device",
    description: "where models run: auto, cpu or gpu",
    fallback: "auto",
  }),
  ...LOAD_SETTINGS,
  ...SPECULATION_SETTINGS,
  ...PULL_SETTINGS,
  logLevel: choiceSetting(LOG_LEVELS, {
    environment: "SHIMMY_LOG_LEVEL",
    flag: "--log-level",
    placeholder: "level",
    description: `how much to log: ${LOG_LEVELS.join(", ")}`,
    fallback: "info",
  }),
  apiKey,
  insecureNoAuth: switchSetting({
    environment: "SHIMMY_INSECURE_NO_AUTH",
    flag: "--insecure-no-auth",
    description: "listen beyond this machine without an API key",
  }),
  allowedHosts: listSetting({
    environment: "SHIMMY_ALLOWED_HOSTS",
    flag: "--allow-host",
    placeholder: "hosts",
    description: "more host names that clients may address, comma-separated; repeatable",
    allowed: "a comma-separated list of host names without ports",
    split: (text) => splitCommaList(text.toLowerCase()),
    isAllowed: isHostName,
  }),
  corsOrigins: listSetting({
    environment: "SHIMMY_CORS_ORIGINS",
    flag: "--cors-origin",
    placeholder: "origins",
    description: "more web origins that may call, comma-separated; repeatable",
    allowed: "a comma-separated list of origins, for example https://app.example.com",
    split: (text) => splitCommaList(text.toLowerCase()),
    isAllowed: (origin) => /^[a-z][a-z0-9+.-]*:\/\/[^\s/?#@]+$/.test(origin),
  }),
  loadTimeoutMs: durationSetting({
    environment: "SHIMMY_LOAD_TIMEOUT",
    flag: "--load-timeout",
    placeholder: "duration",
    description: "longest load of a model",
    fallback: 600_000,
    fallbackText: "10m",
  }),
  firstTokenTimeoutMs: durationSetting({
    environment: "SHIMMY_FIRST_TOKEN_TIMEOUT",
    flag: "--first-token-timeout",
    placeholder: "duration",
    description: "longest wait for a request's first token, queue included",
    fallback: 600_000,
    fallbackText: "10m",
  }),
  requestTimeoutMs: durationSetting({
    environment: "SHIMMY_REQUEST_TIMEOUT",
    flag: "--request-timeout",
    placeholder: "duration",
    description: "longest request",
    fallback: 3_600_000,
    fallbackText: "1h",
  }),
  idleStreamTimeoutMs: durationSetting({
    environment: "SHIMMY_IDLE_STREAM_TIMEOUT",
    flag: "--idle-stream-timeout",
    placeholder: "duration",
    description: "how long a client may leave a stream unread",
    fallback: 60_000,
    fallbackText: "1m",
  }),
  drainTimeoutMs: durationSetting({
    environment: "SHIMMY_DRAIN_TIMEOUT",
    flag: "--drain-timeout",
    placeholder: "duration",
    description: "how long running requests may go on after a stop signal",
    fallback: 25_000,
    fallbackText: "25s",
  }),
} as const;

/** Name of a setting in the code. */
export type SettingKey = keyof typeof SETTINGS;

/** Names of all settings, in the order of help texts. */
export const SETTING_KEYS: readonly SettingKey[] = Object.keys(SETTINGS).filter(isSettingKey);

function isSettingKey(key: string): key is SettingKey {
  return Object.hasOwn(SETTINGS, key);
}
