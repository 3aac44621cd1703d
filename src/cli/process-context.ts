import { homedir } from "node:os";
import type { Writable } from "node:stream";
import { readEnvironment } from "../config/environment.ts";
import type { ShimmyConfig } from "../config/shimmy-config.ts";
import type { LoadEstimate } from "../core/memory-estimate.ts";
import type { UniversalModelSpec } from "../core/model-spec.ts";
import type { UniversalModel } from "../core/universal-model.ts";
import type { CommandContext, FoundModels, LoadOptions, PullModelOptions } from "./command-context.ts";
import { listenForInterruption, type SignalSource } from "./interruption.ts";
import { type LineInput, openLineReader } from "./line-reader.ts";
import { processServerParts } from "./server/process-server-parts.ts";
import { createTerminal, type TerminalStreams } from "./terminal.ts";
import { readVersion } from "./version.ts";

/** The part of `process` that a {@link processContext} is made of. */
export interface HostProcess extends TerminalStreams, SignalSource {
  readonly stdin: LineInput;
  readonly stdout: Writable & TerminalStreams["stdout"];
  cwd(): string;
}

/** The context of a command in a real process. Everything heavy loads when a command first asks for it. */
export function processContext(host: HostProcess, exit: (code: number) => void): CommandContext {
  const environment = readEnvironment();
  const terminal = createTerminal(host, environment);
  return {
    terminal,
    environment,
    interruption: listenForInterruption(host, exit),
    version: readVersion(),
    workingDir: host.cwd(),
    homeDir: homedir(),
    now: () => performance.now(),
    openLines: (options) => openLineReader(host.stdin, host.stdout, options),
    findModels,
    estimateMemory,
    pullModel,
    loadModel,
    serverParts: processServerParts(terminal),
  };
}

async function findModels(config: ShimmyConfig): Promise<FoundModels> {
  const { ModelRegistry } = await import("../models/registry/model-registry.ts");
  const registry = new ModelRegistry(config);
  const { problems, folders = [] } = await registry.refresh();
  return { entries: registry.list(), problems, folders, resolve: (name) => registry.resolve(name) };
}

async function pullModel(model: string, config: ShimmyConfig, options: PullModelOptions): Promise<string> {
  const [{ parsePullSource }, pull, entries, { ModelRegistry }] = await Promise.all([
    import("../models/pull/pull-source.ts"),
    import("../models/pull/pull-model.ts"),
    import("../models/pull/pulled-entry.ts"),
    import("../models/registry/model-registry.ts"),
  ]);
  const source = parsePullSource(model);
  const pulled = await pull.pullModel(source, { settings: config.pull, ...options });
  options.onProgress({ type: "entering" });
  const registry = new ModelRegistry(config);
  const { problems } = await registry.refresh();
  const entry = await entries.pulledEntry(pulled, registry.list(), problems);
  return await entries.nameForAsker(source, entry.name, registry);
}

async function estimateMemory(spec: UniversalModelSpec): Promise<LoadEstimate> {
  const { ShimmyUniversalEngine } = await import("../engine/universal-engine.ts");
  return await new ShimmyUniversalEngine().estimate(spec);
}

async function loadModel(
  spec: UniversalModelSpec,
  { timeoutMs, ...options }: LoadOptions,
): Promise<UniversalModel> {
  const { ShimmyUniversalEngine } = await import("../engine/universal-engine.ts");
  return await new ShimmyUniversalEngine({ timeouts: { loadMs: timeoutMs } }).load(spec, options);
}
