import { ShimmyError } from "../core/errors.ts";
import type { LoadEstimate } from "../core/memory-estimate.ts";
import type { ModelBackend, UniversalModelSpec } from "../core/model-spec.ts";
import type { UniversalModel } from "../core/universal-model.ts";
import { detectBackend } from "./detect-backend.ts";
import { estimateLoad } from "./estimate-load.ts";
import { type MachineMemory, readMachineMemory } from "./host/memory-grant.ts";
import { type EngineRunOptions, type LoadOptions, loadGguf } from "./load-gguf.ts";
import { validateSpec } from "./validate-spec.ts";

/** A spec, or a spec whose backend is to be detected from a path. */
export type ModelSource =
  | UniversalModelSpec
  | (Omit<UniversalModelSpec, "backend"> & { readonly path: string });

/**
 * Loads models of every kind and gives them one interface.
 *
 * @example
 * const engine = new ShimmyUniversalEngine();
 * const model = await engine.load({ name: "tiny", backend: { kind: "gguf", basePath: "model.gguf" } });
 * console.log(await model.generate("Once upon a time", { maxTokens: 64 }));
 * await model.unload();
 */
export class ShimmyUniversalEngine {
  private readonly run: EngineRunOptions;

  constructor(run: EngineRunOptions = {}) {
    this.run = run;
  }

  /**
   * Loads a model; the backend is chosen by its `kind`, or by what lies at `path`.
   *
   * @throws ShimmyError `backend_unavailable` for a kind that cannot run here, `model_corrupt`,
   * `model_not_found`, `insufficient_memory`, `load_timeout`, `engine_crashed`, or `invalid_request`
   * naming a field out of range.
   */
  async load(source: ModelSource, options: LoadOptions = {}): Promise<UniversalModel> {
    const spec = "backend" in source ? source : await specFromPath(source);
    validateSpec(spec);
    const { backend } = spec;
    if (backend.kind === "gguf") return loadGguf({ ...spec, backend }, this.run, options);
    throw unavailable(backend);
  }

  /**
   * Tells how much memory a model would take, from its file's header: nothing is loaded.
   *
   * @throws ShimmyError as {@link ShimmyUniversalEngine.load} does, but not `insufficient_memory`.
   */
  async estimate(source: ModelSource): Promise<LoadEstimate> {
    const spec = "backend" in source ? source : await specFromPath(source);
    validateSpec(spec);
    const { backend } = spec;
    if (backend.kind === "gguf") return await estimateLoad({ ...spec, backend });
    throw unavailable(backend);
  }

  /** Memory that is left on the CPU's side of this machine, in bytes, by its control groups too. */
  memory(): MachineMemory {
    return readMachineMemory();
  }
}

async function specFromPath({
  path,
  ...rest
}: Extract<ModelSource, { path: string }>): Promise<UniversalModelSpec> {
  return { ...rest, backend: await detectBackend(path) };
}

function unavailable(backend: Exclude<ModelBackend, { kind: "gguf" }>): ShimmyError {
  const advice = {
    huggingface: "convert the model to GGUF, or get its GGUF files from the hub",
    candle: "use the model's GGUF form with the backend kind gguf",
    remote: "load a GGUF file with the backend kind gguf",
  }[backend.kind];
  return new ShimmyError(
    "backend_unavailable",
    `This version of Shimmy has no "${backend.kind}" backend: ${advice}.`,
    {
      param: "backend",
    },
  );
}
