import type { LoadNeed } from "../core/memory-estimate.ts";

/** A model that takes memory, or soon will. */
export interface ResidentModel {
  readonly name: string;
  readonly phase: "loading" | "loaded" | "leaving";
  /** Memory of its own on the CPU's side, in bytes. */
  readonly allocatedBytes: number;
  /** Of these, what it has yet to take. */
  readonly pendingBytes: number;
  /** Weights mapped from its file, in bytes. */
  readonly mappedBytes: number;
  /** Requests that have it. */
  readonly users: number;
  readonly pinned: boolean;
  /** When its last user left, by any clock. */
  readonly lastUsedMs: number;
}

/** What {@link decideRoom} decides on. */
export interface RoomInput {
  readonly need: LoadNeed;
  /** All models but the one to be loaded. */
  readonly residents: readonly ResidentModel[];
  /** What the machine has left now: see `MachineMemory`. */
  readonly availableBytes: number;
  readonly unallocatedBytes: number;
  /** Models in memory at once, this one included; undefined is without bound. */
  readonly maxModels: number | undefined;
}

/** What to do about a load. */
export type RoomDecision =
  /** There is room; with less than it asks for, it takes `allocatedBytes`. */
  | { readonly action: "load"; readonly allocatedBytes: number }
  /** There will be room when these idle models are gone. */
  | { readonly action: "evict"; readonly names: readonly string[] }
  /** There will be room when these busy models are idle, beside those that leave or idle already. */
  | { readonly action: "wait"; readonly blockers: readonly string[] }
  /** There will be no room, whatever leaves but the pinned ones. */
  | {
      readonly action: "refuse";
      readonly reason: "memory" | "count";
      /** Memory for it with all but the pinned models gone, in bytes. */
      readonly mostBytes: number;
      readonly pinned: readonly string[];
    };

/**
 * How well a load fits: with all that it asks for; with one full context and its weights, so that fewer requests run at
 * once; or so that it loads at all, with weights that are read from the disk again and again.
 */
type Fit = "whole" | "small" | "least";

/**
 * Decides whether a model fits beside those in memory, and if not, who makes room: idle models, least recently used first
 * and no more of them than needed. One that is busy or pinned never goes. A load waits for busy ones only where it would not
 * fit even small without them.
 */
export function decideRoom(input: RoomInput): RoomDecision {
  const { residents } = input;
  const leaving = residents.filter(({ phase }) => phase === "leaving");
  const movable = residents.filter(({ phase, pinned }) => phase !== "leaving" && !pinned).sort(byLastUse);
  const idle = movable.filter(isIdle);
  const busy = movable.filter((resident) => !isIdle(resident));
  const makeRoom = (fit: Fit): RoomDecision | undefined => {
    if (fits(input, fit, [])) return { action: "load", allocatedBytes: allocation(input) };
    if (fits(input, fit, leaving)) return { action: "wait", blockers: [] };
    const names = fewest(input, fit, leaving, idle);
    return names && { action: "evict", names };
  };
  const waitForBusy = (fit: Fit): RoomDecision | undefined => {
    const blockers = fewest(input, fit, [...leaving, ...idle], busy);
    return blockers && { action: "wait", blockers };
  };
  return (
    makeRoom("whole") ??
    makeRoom("small") ??
    waitForBusy("small") ??
    makeRoom("least") ??
    waitForBusy("least") ??
    refusal(input, [...leaving, ...movable])
  );
}

function isIdle({ phase, users }: ResidentModel): boolean {
  return phase === "loaded" && users === 0;
}

function byLastUse(a: ResidentModel, b: ResidentModel): number {
  return a.lastUsedMs - b.lastUsedMs;
}

/** Whether it fits once some are gone. More that are gone never make it fit worse. */
function fits(input: RoomInput, fit: Fit, gone: readonly ResidentModel[]): boolean {
  const { need, residents, maxModels } = input;
  if (maxModels !== undefined && residents.length - gone.length >= maxModels) return false;
  if (fit === "least") return need.leastBytes <= freeBytes(input, gone);
  const bytes = fit === "whole" ? need.allocatedBytes : need.oneContextBytes;
  return bytes <= freeBytes(input, gone) && bytes + need.mappedBytes <= bytesBesideWeights(input, gone);
}

/** Memory that can be allocated once some are gone. */
function freeBytes({ availableBytes, residents }: RoomInput, gone: readonly ResidentModel[]): number {
  return availableBytes + change(residents, gone);
}

/** Memory that is left beside what is allocated and the mapped weights of all that stay. */
function bytesBesideWeights(
  { unallocatedBytes, residents }: RoomInput,
  gone: readonly ResidentModel[],
): number {
  const stay = residents.filter((resident) => !gone.includes(resident));
  return unallocatedBytes + change(residents, gone) - total(stay, ({ mappedBytes }) => mappedBytes);
}

/** What those who are gone give back, less what those who stay have yet to take. */
function change(residents: readonly ResidentModel[], gone: readonly ResidentModel[]): number {
  const stay = residents.filter((resident) => !gone.includes(resident));
  return (
    total(gone, ({ allocatedBytes, pendingBytes }) => allocatedBytes - pendingBytes) -
    total(stay, ({ pendingBytes }) => pendingBytes)
  );
}

function total(residents: readonly ResidentModel[], bytes: (resident: ResidentModel) => number): number {
  return residents.reduce((sum, resident) => sum + bytes(resident), 0);
}

/** Names of those that have to go beside `gone`, the first ones first and none needlessly; undefined where all do not suffice. */
function fewest(
  input: RoomInput,
  fit: Fit,
  gone: readonly ResidentModel[],
  candidates: readonly ResidentModel[],
): readonly string[] | undefined {
  const count = candidates.findIndex((_, index) =>
    fits(input, fit, [...gone, ...candidates.slice(0, index + 1)]),
  );
  if (count < 0) return undefined;
  let chosen = candidates.slice(0, count + 1);
  // a large one that goes late may make earlier ones needless; those used last are spared first
  for (const spared of chosen.toReversed()) {
    const rest = chosen.filter((candidate) => candidate !== spared);
    if (fits(input, fit, [...gone, ...rest])) chosen = rest;
  }
  return chosen.map(({ name }) => name);
}

function allocation(input: RoomInput): number {
  return Math.min(input.need.allocatedBytes, Math.max(input.need.leastBytes, freeBytes(input, [])));
}

function refusal(input: RoomInput, movable: readonly ResidentModel[]): RoomDecision {
  const { residents, need } = input;
  const mostBytes = Math.max(0, freeBytes(input, movable));
  return {
    action: "refuse",
    reason: need.leastBytes <= mostBytes ? "count" : "memory",
    mostBytes,
    pinned: residents.filter(({ pinned }) => pinned).map(({ name }) => name),
  };
}
