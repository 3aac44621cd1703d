import type { CommandContext } from "../../src/cli/command-context.ts";
import type { LineRead } from "../../src/cli/line-reader.ts";
import type { Terminal } from "../../src/cli/terminal.ts";
import { ShimmyError } from "../../src/core/errors.ts";
import type { GenerationEvent } from "../../src/core/generation-event.ts";
import type { GenerationInput } from "../../src/core/generation-input.ts";
import type { UniversalModelSpec } from "../../src/core/model-spec.ts";
import { EMPTY_QUEUE } from "../../src/core/queue-activity.ts";
import type { TokenLogprob } from "../../src/core/token-logprob.ts";
import type { GenerateOptions, LoadedModelInfo, UniversalModel } from "../../src/core/universal-model.ts";
import type { ModelEntry } from "../../src/models/registry/model-entry.ts";

/** A terminal that keeps what was written. */
export interface FakeTerminal extends Terminal {
  readonly printed: () => string;
  readonly noted: () => string;
  readonly closeOutput: () => void;
}

export function fakeTerminal(
  options: { readonly isInteractive?: boolean; readonly input?: string; readonly onPrint?: () => void } = {},
): FakeTerminal {
  const closed = new AbortController();
  let printed = "";
  let noted = "";
  return {
    isInteractive: options.isInteractive ?? false,
    isErrorInteractive: options.isInteractive ?? false,
    useColor: false,
    useErrorColor: false,
    outputClosed: closed.signal,
    print: async (text) => {
      printed += text;
      options.onPrint?.();
    },
    note: (text) => {
      noted += text;
    },
    readInput: async () => options.input ?? "",
    printed: () => printed,
    noted: () => noted,
    closeOutput: () => closed.abort(),
  };
}

export function modelEntry(changes: Partial<ModelEntry> = {}): ModelEntry {
  return {
    name: "tiny",
    path: "/models/tiny.gguf",
    loraPath: undefined,
    source: "discovered",
    sizeBytes: 1_185_376,
    modifiedAt: new Date(0),
    architecture: "llama",
    parameterCount: 292_800,
    quantization: "F32",
    contextLength: 2048,
    ...changes,
  };
}

const INFO: LoadedModelInfo = {
  architecture: "llama",
  parameterCount: 292_800,
  sizeBytes: 1_185_376,
  vocabularySize: 512,
  trainContextLength: 2048,
  contextLength: 2048,
  kvCells: 2048,
  slots: 1,
  threads: 2,
  kvUnified: true,
  sharesPrefixes: true,
  gpuLayers: 0,
  devices: ["CPU"],
  passedOver: [],
  adapters: [],
  canGenerate: true,
  embedding: { pooling: "mean", length: 4 },
  loadMs: 41,
};

/** A model that says the same pieces whatever it is asked, and records what that was. */
export interface FakeModel extends UniversalModel {
  readonly calls: {
    readonly input: string | GenerationInput;
    readonly options: GenerateOptions | undefined;
  }[];
  readonly unloads: () => number;
}

export function fakeModel(
  spec: UniversalModelSpec,
  behaviour: {
    readonly pieces?: readonly string[];
    /** Of each piece that has some. */
    readonly logprobs?: readonly (readonly TokenLogprob[])[];
    readonly beforePiece?: (index: number) => void;
  } = {},
): FakeModel {
  const pieces = behaviour.pieces ?? ["Once", " more"];
  const calls: FakeModel["calls"] = [];
  let unloads = 0;
  async function* stream(
    input: string | GenerationInput,
    options?: GenerateOptions,
  ): AsyncGenerator<GenerationEvent, void, undefined> {
    calls.push({ input, options });
    yield { type: "start", promptTokens: 5, seed: 7 };
    for (const [index, text] of pieces.entries()) {
      behaviour.beforePiece?.(index);
      if (options?.signal?.aborted === true)
        throw new ShimmyError("cancelled", "The generation was cancelled.");
      const logprobs = behaviour.logprobs?.[index];
      yield { type: "text", text, ...(logprobs !== undefined && { logprobs }) };
    }
    yield {
      type: "end",
      finishReason: "length",
      seed: 7,
      usage: { promptTokens: 5, completionTokens: pieces.length, cachedTokens: 1, reasoningTokens: 0 },
      timings: { queueMs: 1, promptMs: 10, generationMs: 20, draftTokens: 4, draftAcceptedTokens: 3 },
    };
  }
  return {
    spec,
    info: INFO,
    calls,
    unloads: () => unloads,
    activity: () => ({
      state: "ready",
      pid: 1,
      running: 0,
      queued: 0,
      queue: EMPTY_QUEUE,
      crashes: 0,
      residentBytes: 45_000_000,
      loadProgress: 1,
    }),
    generate: async () => pieces.join(""),
    stream,
    embed: async () => ({ embeddings: [], promptTokens: 0 }),
    rerank: async () => ({ scores: [], promptTokens: 0 }),
    tokenize: async () => ({ tokens: [] }),
    detokenize: async () => "",
    countTokens: async () => 0,
    render: () => "",
    unload: async () => {
      unloads++;
    },
  };
}

/** What a test changes of a {@link fakeContext}. */
export interface FakeContextOptions {
  readonly terminal?: FakeTerminal;
  readonly environment?: Readonly<Record<string, string>>;
  readonly entries?: readonly ModelEntry[];
  readonly problems?: readonly { readonly path: string; readonly reason: string }[];
  readonly model?: (spec: UniversalModelSpec) => FakeModel;
  readonly serverParts?: Partial<CommandContext["serverParts"]>;
  readonly estimate?: CommandContext["estimateMemory"];
  readonly pull?: CommandContext["pullModel"];
  /** What is typed; a function runs before the line that it returns is read. */
  readonly typed?: readonly (string | LineRead | (() => string | LineRead))[];
  /** The lines come from a pipe. */
  readonly isPiped?: boolean;
}

/** A command's world without a process, a disk or an engine. */
export function fakeContext(options: FakeContextOptions = {}): CommandContext & {
  readonly terminal: FakeTerminal;
  /** Ctrl-C. */
  readonly interrupt: () => void;
  /** SIGTERM, which nothing diverts. */
  readonly terminate: () => void;
  readonly loaded: FakeModel[];
} {
  const terminal = options.terminal ?? fakeTerminal();
  const interruption = new AbortController();
  let diverted: readonly (() => void)[] = [];
  const typed = [...(options.typed ?? [])];
  const loaded: FakeModel[] = [];
  const entries = options.entries ?? [modelEntry()];
  let clockMs = 0;
  const missing = async (): Promise<never> => {
    throw new Error("This part is not in the test.");
  };
  return {
    terminal,
    environment: options.environment ?? {},
    interruption: {
      signal: interruption.signal,
      get exitCode() {
        return interruption.signal.aborted ? 130 : undefined;
      },
      divert: (onInterrupt) => {
        diverted = [...diverted, onInterrupt];
        return () => {
          diverted = diverted.filter((one) => one !== onInterrupt);
        };
      },
    },
    interrupt: () => (diverted.at(-1) ?? (() => interruption.abort()))(),
    terminate: () => interruption.abort(),
    openLines: () => ({
      isInteractive: options.isPiped !== true,
      read: async () => {
        const next = typed.shift() ?? { kind: "end" };
        const read = typeof next === "function" ? next() : next;
        return typeof read === "string" ? { kind: "line", text: read } : read;
      },
      close: () => {},
    }),
    version: "1.2.3",
    workingDir: "/projects",
    homeDir: "/home/someone",
    now: () => {
      clockMs += 10;
      return clockMs;
    },
    findModels: async () => ({
      entries,
      problems: options.problems ?? [],
      resolve: (name) => {
        const entry = entries.find((candidate) => candidate.name === name);
        if (entry === undefined) throw new ShimmyError("model_not_found", `Model "${name}" was not found.`);
        return entry;
      },
    }),
    estimateMemory: options.estimate ?? missing,
    pullModel: options.pull ?? missing,
    loadModel: async (spec, { onProgress, signal }) => {
      signal.throwIfAborted();
      onProgress(0.5);
      const model = (options.model ?? fakeModel)(spec);
      loaded.push(model);
      return model;
    },
    loaded,
    serverParts: {
      createLogger: missing,
      createService: missing,
      createApp: missing,
      watchConfig: () => {
        throw new Error("This is not in the test.");
      },
      ...options.serverParts,
    },
  };
}
