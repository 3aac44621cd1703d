import type { ConfiguredModels } from "../core/configured-models.ts";
import type { DraftSpec } from "../core/draft-spec.ts";
import type { AdapterSpec, LoadTuning } from "../core/load-tuning.ts";
import type { PullConfig } from "./pull-settings.ts";

/** Levels of the log, from silent to everything. */
export const LOG_LEVELS = ["silent", "fatal", "error", "warn", "info", "debug", "trace"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Every setting in force, after defaults, file, environment and flags were merged and checked. */
export interface ShimmyConfig {
  readonly bind: {
    readonly host: string;
    readonly port: number;
    /** False when the address is the default, so that a taken port may be replaced by the next free one. */
    readonly explicit: boolean;
  };
  /** GGUF file given by `SHIMMY_BASE_GGUF`. */
  readonly baseGguf: string | undefined;
  /** LoRA adapter for it, given by `SHIMMY_LORA_GGUF`. */
  readonly loraGguf: string | undefined;
  /** Folders searched for models: flags, then `SHIMMY_MODEL_PATHS`, then the usual places. */
  readonly modelDirs: readonly ModelDir[];
  /** The model that Shimmy brings is listed. */
  readonly builtin: boolean;
  /** Names of the models loaded at start. */
  readonly preload: readonly string[];
  /** Names of the models that neither idle out nor make room for others. */
  readonly pin?: readonly string[];
  /** Models in memory at once; absent is as many as it holds. */
  readonly maxModels?: number | undefined;
  /** CPU threads of each engine; undefined takes what the machine grants. */
  readonly threads: number | undefined;
  /** Requests at once per model. */
  readonly slots: number;
  /** Context length of one request, in tokens; undefined takes the smaller of the model's own and 8192, or 4096 where memory is scarce. */
  readonly maxContextLength: number | undefined;
  /** How prefixes are kept for later requests, per model. */
  readonly prefixStore: {
    /** Memory at most, in MiB; 0 keeps none. */
    readonly memoryMib: number;
    /** Disk at most, in MiB; 0 keeps none. */
    readonly diskMib: number;
    /** Absolute path of the folder on the disk. */
    readonly folder: string;
  };
  /** Absolute path of the folder for what Shimmy keeps for good, such as aliases. */
  readonly dataFolder?: string;
  /** Where models are pulled from and kept. */
  readonly pull: PullConfig;
  /** Absolute path of the file that keeps what searches for models found out; absent keeps it in memory. */
  readonly discoveryCache?: string;
  /** How long an idle model stays in memory where no request says it, in milliseconds; absent is until it is unloaded. */
  readonly keepAliveMs?: number;
  /** Requests that may wait for a slot, per model. */
  readonly queueLimit: number;
  readonly device: "auto" | "cpu" | "gpu";
  /** How models are laid out in memory and computed; only what differs from the defaults. */
  readonly load: LoadTuning;
  /** LoRA adapters of the model that is named: of `baseGguf` on a server, of its model for a command. */
  readonly adapters: readonly AdapterSpec[];
  /** Tokens are proposed, and checked several in a step, where that pays. */
  readonly speculates: boolean;
  /** Draft model of the same model that {@link adapters} are for. */
  readonly draft: DraftSpec | undefined;
  readonly logLevel: LogLevel;
  readonly apiKey: string | undefined;
  readonly insecureNoAuth: boolean;
  /** Host names accepted in the `Host` header, beside the bound one and loopback. */
  readonly allowedHosts: readonly string[];
  /** Web origins accepted, beside same-origin and loopback. */
  readonly corsOrigins: readonly string[];
  readonly timeouts: {
    readonly loadMs: number;
    /** From a request's arrival to its first token. */
    readonly firstTokenMs: number;
    readonly requestMs: number;
    /** How long a client may leave a stream unread. */
    readonly idleStreamMs: number;
    /** How long running requests may go on after SIGTERM. */
    readonly drainMs: number;
  };
  /** What the configuration file says of models by name. */
  readonly models?: ConfiguredModels;
}

/** One folder to search. */
export interface ModelDir {
  readonly path: string;
  /** Named by the user, so that a missing folder is worth a warning. */
  readonly explicit: boolean;
  /** The usual place of another program, where nobody is told to put files. */
  readonly ofOtherProgram?: boolean;
}
