import { DRAFT_DEFAULTS, type DraftSpec } from "../core/draft-spec.ts";
import type { LoadTuning } from "../core/load-tuning.ts";
import type { MemoryEstimate } from "../core/memory-estimate.ts";
import type { ModelShape } from "../core/model-shape.ts";
import { draftCells } from "../scheduling/context-size.ts";
import { estimateMemory, kvBytesPerCell } from "../scheduling/memory-estimate.ts";
import { estimateInput, layerSizes, type PlannedModel } from "./load-memory.ts";
import type { DraftRequest } from "./protocol.ts";

/** A draft model whose file was validated. */
export interface ExaminedDraft {
  readonly spec: DraftSpec;
  readonly shape: ModelShape;
  /** Context length it was trained with, in tokens; 0 when its file does not say. */
  readonly trainContextLength: number;
}

/** A draft model beside the model that it guesses for: what it takes, as a function of that model's KV cells. */
export interface DraftPlan {
  readonly kvBytesPerCell: number;
  readonly estimate: (kvCells: number) => MemoryEstimate;
  /** What the engine process is to load. */
  readonly request: (kvCells: number, contextLength: number) => DraftRequest;
  /** KV cells and results of a step, in bytes. */
  readonly contextBytes: (kvCells: number) => number;
}

/** Fields of a model's tuning that hold for its draft model too; the others speak of the model's own layers and heads. */
const SHARED_FIELDS: ReadonlySet<string> = new Set([
  "flashAttention",
  "splitMode",
  "tensorSplit",
  "mainGpu",
  "devices",
  "mmap",
  "mlock",
  "repack",
  "batchSize",
  "microBatchSize",
] satisfies readonly (keyof LoadTuning)[]);

/** Plans a draft model; its cells are 16 bits wide, and it has the context of the other, as far as it was trained. */
export function planDraft(
  model: Omit<PlannedModel, "shape">,
  { spec, shape, trainContextLength }: ExaminedDraft,
  slots: number,
): DraftPlan {
  const tuning = draftTuning(model.spec);
  const { device } = model.spec;
  const planned: PlannedModel = {
    ...model,
    shape,
    adapterBytes: 0,
    spec: {
      ...tuning,
      name: model.spec.name,
      backend: { kind: "gguf", basePath: spec.path },
      speculates: false,
      ...(device !== undefined && { device }),
    },
  };
  const ownCells = (kvCells: number): number => draftCells(kvCells, slots, trainContextLength);
  const bytesPerCell = kvBytesPerCell(shape, "f16", "f16");
  const sizes = (kvCells: number) => layerSizes(planned, slots, ownCells(kvCells), false);
  return {
    kvBytesPerCell: bytesPerCell,
    estimate: (kvCells) => estimateMemory(estimateInput(planned, slots, ownCells(kvCells))),
    contextBytes: (kvCells) => ownCells(kvCells) * bytesPerCell + sizes(kvCells).computeBytes,
    request: (kvCells, contextLength) => ({
      path: spec.path,
      maxTokens: spec.maxTokens ?? DRAFT_DEFAULTS.maxTokens,
      minProbability: spec.minProbability ?? DRAFT_DEFAULTS.minProbability,
      contextLength: Math.min(contextLength, trainContextLength || contextLength),
      kvCells: ownCells(kvCells),
      tuning,
      layerSizes: sizes(kvCells),
    }),
  };
}

function draftTuning(spec: LoadTuning): LoadTuning {
  // Object.fromEntries forgets the keys' own types; nothing was added or changed
  const shared = Object.fromEntries(
    Object.entries(spec).filter(([field]) => SHARED_FIELDS.has(field)),
  ) as LoadTuning;
  return spec.gpuLayers === 0 ? { ...shared, gpuLayers: 0 } : shared;
}
