import { ShimmyError } from "../core/errors.ts";
import { isQuantizedCacheType, type LoadTuning } from "../core/load-tuning.ts";
import type { LoadNeed, MemoryEstimate } from "../core/memory-estimate.ts";
import type { ModelShape } from "../core/model-shape.ts";
import type { UniversalModelSpec } from "../core/model-spec.ts";
import { withDraftMemory } from "../scheduling/draft-memory.ts";
import type { LayerSizes } from "../scheduling/gpu-plan.ts";
import { type KvPlan, leastKvCells, oneContextKvCells, planKv } from "../scheduling/kv-plan.ts";
import { planKvStreams } from "../scheduling/kv-streams.ts";
import { CPU_DEVICE, estimateMemory, kvBytesPerCell } from "../scheduling/memory-estimate.ts";
import { planRope } from "../scheduling/rope-plan.ts";
import { cacheTypes, estimateInput, layerSizes, type PlannedModel } from "./load-memory.ts";
import { type DraftPlan, type ExaminedDraft, planDraft } from "./plan-draft.ts";
import type { DraftRequest } from "./protocol.ts";

/** Requests generated at once when a spec does not say. */
const DEFAULT_SLOTS = 8;

/** What a load is planned from; nothing here is read from the machine. */
export interface LoadPlanInput extends PlannedModel {
  /** Context length the model was trained with, in tokens; 0 when its file does not say. */
  readonly trainContextLength: number;
  /** Context length before a stretch that the file itself has. */
  readonly originalContextLength: number | undefined;
  /** Free memory, in bytes. */
  readonly availableBytes: number | undefined;
  /** The draft model that is loaded beside it. */
  readonly draft?: ExaminedDraft;
}

/** Everything that is decided before an engine process starts. */
export interface LoadPlan {
  readonly contextLength: number;
  readonly kvCells: number;
  /** Each slot has an equal part of the cells to itself. */
  readonly streams: boolean;
  readonly slots: number;
  /** The spec's tuning, with what follows from the model filled in. */
  readonly tuning: LoadTuning;
  readonly estimate: MemoryEstimate;
  /** What this plan asks of the CPU's side, and what it could do with. */
  readonly need: LoadNeed;
  /** For the engine to choose the layers on GPUs that it alone can see. */
  readonly layerSizes: LayerSizes;
  readonly draft?: DraftRequest;
  readonly notes: readonly string[];
}

/**
 * Decides context, KV cells and positions of a load from the model's shape and the memory there is.
 *
 * @throws ShimmyError `invalid_request` for cache types that do not fit the model's heads, `insufficient_memory` when even
 * the shortest context would not fit.
 */
export function planLoad(input: LoadPlanInput): LoadPlan {
  const { spec, shape } = input;
  checkCacheTypes(spec, shape);
  const rope = planRope({
    tuning: tuningOf(spec),
    requestedContextLength: spec.contextLength,
    trainContextLength: input.trainContextLength,
    originalContextLength: input.originalContextLength,
  });
  const slots = spec.slots ?? DEFAULT_SLOTS;
  const requested = spec.contextLength;
  const draft = input.draft && planDraft(input, input.draft, slots);
  const estimateWith = (kvCells: number, streams = false): MemoryEstimate => {
    const own = estimateMemory(estimateInput(input, slots, kvCells, streams));
    return draft === undefined ? own : withDraftMemory(own, draft.estimate(kvCells));
  };
  const plan = (streams: boolean): KvPlan =>
    planKv({
      requestedContextLength:
        requested === undefined ? undefined : Math.min(requested, rope.contextLimit || requested),
      trainContextLength: rope.contextLimit || input.trainContextLength,
      slots,
      streams,
      kvBytesPerToken: kvBytesPerCell(shape, ...cacheTypes(spec)) + (draft?.kvBytesPerCell ?? 0),
      ...(input.availableBytes !== undefined && {
        memory: {
          availableBytes: input.availableBytes,
          neededBytes: (cells: number) => onCpu(estimateWith(cells, streams)),
        },
      }),
    });
  const {
    streams,
    plan: { contextLength, kvCells },
  } = planKvStreams({ mode: spec.kvUnified, slots, shape, plan });
  const estimate = estimateWith(kvCells, streams);
  // only streams that were asked for stay where there is memory for a pool alone
  const keepsStreams = streams && spec.kvUnified === "off";
  const bytesWith = (cells: number): number =>
    onCpu(estimateWith(Math.min(kvCells, keepsStreams ? cells * slots : cells), keepsStreams));
  const slow =
    input.availableBytes !== undefined && onCpu(estimate) + estimate.mappedBytes > input.availableBytes;
  return {
    contextLength,
    kvCells,
    streams,
    slots,
    tuning: rope.tuning,
    estimate,
    need: {
      allocatedBytes: onCpu(estimate),
      oneContextBytes: bytesWith(oneContextKvCells({ contextLength })),
      leastBytes: bytesWith(leastKvCells({ contextLength }, requested !== undefined)),
      mappedBytes: estimate.devices.find(({ name }) => name === CPU_DEVICE)?.mappedBytes ?? 0,
    },
    layerSizes: besideDraft(layerSizes(input, slots, kvCells, streams), draft, kvCells),
    ...(draft !== undefined && { draft: draft.request(kvCells, contextLength) }),
    notes: [...rope.notes, ...(slow ? [SLOW_WEIGHTS] : []), ...draftNotes(input.draft, contextLength)],
  };
}

/** The draft model's weights are on the GPU before the layers are chosen; its context comes after. */
function besideDraft(sizes: LayerSizes, draft: DraftPlan | undefined, kvCells: number): LayerSizes {
  if (draft === undefined) return sizes;
  return { ...sizes, computeBytes: sizes.computeBytes + draft.contextBytes(kvCells) };
}

function draftNotes(draft: ExaminedDraft | undefined, contextLength: number): readonly string[] {
  const trained = draft?.trainContextLength ?? 0;
  if (trained === 0 || trained >= contextLength) return [];
  return [
    `The draft model was trained for ${trained} tokens: requests that grow longer go on without its proposals.`,
  ];
}

const SLOW_WEIGHTS =
  "The weights are larger than the memory that is free: they are read from the disk again and again, which is slow.";

/** Memory that the CPU's side takes, in bytes. */
function onCpu(estimate: MemoryEstimate): number {
  return estimate.devices.find(({ name }) => name === CPU_DEVICE)?.totalBytes ?? 0;
}

/** The part of a spec that tunes the load. */
function tuningOf(spec: UniversalModelSpec): LoadTuning {
  const {
    name: _name,
    backend: _backend,
    template: _template,
    contextLength: _context,
    device: _device,
    threads: _threads,
    slots: _slots,
    adapters: _adapters,
    speculates: _speculates,
    draft: _draft,
    prefixStore: _store,
    ...tuning
  } = spec;
  return tuning;
}

/** llama.cpp ends its process over heads that a block format does not divide. */
function checkCacheTypes(spec: UniversalModelSpec, shape: ModelShape): void {
  const [typeK, typeV] = cacheTypes(spec);
  const sides = [
    ["cacheTypeK", typeK, shape.keyLength],
    ["cacheTypeV", typeV, shape.valueLength],
  ] as const;
  for (const [field, type, length] of sides) {
    if (!isQuantizedCacheType(type) || length % 32 === 0) continue;
    throw new ShimmyError(
      "invalid_request",
      `${field} ${type} works in blocks of 32 numbers, and the heads of "${spec.name}" have ${length}: use f16, bf16 or f32.`,
      { param: field },
    );
  }
  if (shape.hasLatentAttention && typeK !== typeV) {
    throw new ShimmyError(
      "invalid_request",
      `"${spec.name}" caches keys and values as one, so cacheTypeK and cacheTypeV must be the same, not ${typeK} and ${typeV}.`,
      { param: "cacheTypeV" },
    );
  }
}
