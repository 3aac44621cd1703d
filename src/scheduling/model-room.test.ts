import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LoadNeed } from "../core/memory-estimate.ts";
import { decideRoom, type ResidentModel, type RoomInput } from "./model-room.ts";

const need = (allocatedBytes: number, more: Partial<LoadNeed> = {}): LoadNeed => ({
  allocatedBytes,
  oneContextBytes: allocatedBytes,
  leastBytes: allocatedBytes,
  mappedBytes: 0,
  ...more,
});

const model = (name: string, more: Partial<ResidentModel> = {}): ResidentModel => ({
  name,
  phase: "loaded",
  allocatedBytes: 10,
  pendingBytes: 0,
  mappedBytes: 0,
  users: 0,
  pinned: false,
  lastUsedMs: 0,
  ...more,
});

const input = (more: Partial<RoomInput>): RoomInput => ({
  need: need(10),
  residents: [],
  availableBytes: 0,
  unallocatedBytes: more.availableBytes ?? 0,
  maxModels: undefined,
  ...more,
});

describe("a load", () => {
  it("begins where it fits beside the others", () => {
    const residents = [model("a", { users: 1 })];
    expect(decideRoom(input({ residents, availableBytes: 10 }))).toEqual({
      action: "load",
      allocatedBytes: 10,
    });
  });

  it("has idle models leave, those used longest ago first, and no more than needed", () => {
    const residents = [
      model("new", { lastUsedMs: 3 }),
      model("old", { lastUsedMs: 1 }),
      model("middle", { lastUsedMs: 2 }),
    ];
    expect(decideRoom(input({ residents, need: need(20) }))).toEqual({
      action: "evict",
      names: ["old", "middle"],
    });
    const large = [...residents, model("large", { lastUsedMs: 4, allocatedBytes: 40 })];
    expect(decideRoom(input({ residents: large, need: need(40) }))).toEqual({
      action: "evict",
      names: ["large"],
    });
  });

  it("waits for busy models that would make room, and for nobody who leaves already", () => {
    const residents = [model("a", { users: 2, lastUsedMs: 1 }), model("b", { phase: "loading" })];
    expect(decideRoom(input({ residents }))).toEqual({ action: "wait", blockers: ["b"] });
    expect(decideRoom(input({ residents: [model("a", { phase: "leaving" })] }))).toEqual({
      action: "wait",
      blockers: [],
    });
  });

  it("is refused where only pinned models could make room, or nobody", () => {
    const residents = [model("a", { pinned: true }), model("b")];
    expect(decideRoom(input({ residents, need: need(20) }))).toEqual({
      action: "refuse",
      reason: "memory",
      mostBytes: 10,
      pinned: ["a"],
    });
    const full = input({
      residents: [model("a", { pinned: true, users: 1 })],
      availableBytes: 99,
      maxModels: 1,
    });
    expect(decideRoom(full)).toMatchObject({ action: "refuse", reason: "count", pinned: ["a"] });
  });

  it("counts models as well as bytes, those that leave among them", () => {
    const residents = [model("a", { lastUsedMs: 1 }), model("b", { lastUsedMs: 2 })];
    const crowded = input({ residents, availableBytes: 99, maxModels: 2 });
    expect(decideRoom(crowded)).toEqual({ action: "evict", names: ["a"] });
    const leaving = [model("a", { phase: "leaving" }), model("b")];
    expect(decideRoom({ ...crowded, residents: leaving })).toEqual({ action: "wait", blockers: [] });
  });

  it("counts memory that a load under way has yet to take", () => {
    const residents = [model("a", { phase: "loading", pendingBytes: 8 })];
    expect(decideRoom(input({ residents, availableBytes: 17 }))).toMatchObject({ action: "wait" });
    expect(decideRoom(input({ residents, availableBytes: 18 }))).toMatchObject({ action: "load" });
  });

  it("takes less memory for its cells rather than wait for busy models, but not without its weights", () => {
    const residents = [model("busy", { users: 1, mappedBytes: 30 })];
    const wish = need(30, { oneContextBytes: 20, leastBytes: 5, mappedBytes: 10 });
    const around = (availableBytes: number, unallocatedBytes: number) =>
      decideRoom(input({ residents, need: wish, availableBytes, unallocatedBytes }));
    expect(around(25, 100)).toEqual({ action: "load", allocatedBytes: 25 });
    expect(around(25, 59)).toEqual({ action: "wait", blockers: ["busy"] });
    expect(around(9, 100)).toEqual({ action: "load", allocatedBytes: 9 });
    expect(around(4, 100)).toEqual({ action: "wait", blockers: ["busy"] });
  });

  it("whose weights are larger than the machine begins all the same", () => {
    const wish = need(10, { mappedBytes: 1000 });
    const residents = [model("busy", { users: 1 })];
    expect(decideRoom(input({ residents, need: wish, availableBytes: 10 }))).toMatchObject({
      action: "load",
    });
  });
});

const BYTES = fc.integer({ min: 0, max: 100 });
const RESIDENTS = fc
  .array(
    fc.record({
      phase: fc.constantFrom("loading" as const, "loaded" as const, "leaving" as const),
      allocatedBytes: BYTES,
      pendingShare: fc.double({ min: 0, max: 1, noNaN: true }),
      mappedBytes: BYTES,
      users: fc.integer({ min: 0, max: 2 }),
      pinned: fc.boolean(),
      lastUsedMs: fc.integer({ min: 0, max: 9 }),
    }),
    { maxLength: 7 },
  )
  .map((all) =>
    all.map(({ pendingShare, ...resident }, index) => ({
      ...resident,
      name: `m${index}`,
      pendingBytes: Math.floor(resident.allocatedBytes * pendingShare),
    })),
  );
const INPUT: fc.Arbitrary<RoomInput> = fc
  .record({
    residents: RESIDENTS,
    bytes: fc.tuple(BYTES, BYTES, BYTES),
    mappedBytes: BYTES,
    availableBytes: fc.integer({ min: 0, max: 300 }),
    cachedBytes: BYTES,
    maxModels: fc.option(fc.integer({ min: 1, max: 8 }), { nil: undefined }),
  })
  .map(({ bytes, mappedBytes, cachedBytes, ...rest }) => {
    const [leastBytes = 0, oneContextBytes = 0, allocatedBytes = 0] = bytes.toSorted((a, b) => a - b);
    return {
      ...rest,
      unallocatedBytes: rest.availableBytes + cachedBytes,
      need: { leastBytes, oneContextBytes, allocatedBytes, mappedBytes },
    };
  });

/** The machine once some models are gone. */
function without(given: RoomInput, names: readonly string[]): RoomInput {
  const gone = given.residents.filter(({ name }) => names.includes(name));
  const freed = gone.reduce(
    (sum, { allocatedBytes, pendingBytes }) => sum + allocatedBytes - pendingBytes,
    0,
  );
  return {
    ...given,
    residents: given.residents.filter(({ name }) => !names.includes(name)),
    availableBytes: given.availableBytes + freed,
    unallocatedBytes: given.unallocatedBytes + freed,
  };
}

describe("whatever is in memory", () => {
  const byName = ({ residents }: RoomInput, name: string) =>
    residents.find((resident) => resident.name === name);
  const leavingOf = ({ residents }: RoomInput) =>
    residents.filter(({ phase }) => phase === "leaving").map(({ name }) => name);

  it("no busy and no pinned model is evicted, nor one that loads", () => {
    fc.assert(
      fc.property(INPUT, (given) => {
        const decision = decideRoom(given);
        if (decision.action !== "evict") return;
        expect(decision.names).not.toEqual([]);
        for (const name of decision.names) {
          expect(byName(given, name)).toMatchObject({ users: 0, pinned: false, phase: "loaded" });
        }
      }),
    );
  });

  it("a load that fits whole begins at once", () => {
    fc.assert(
      fc.property(INPUT, (given) => {
        const pending = given.residents.reduce((sum, { pendingBytes }) => sum + pendingBytes, 0);
        const mapped = given.residents.reduce((sum, { mappedBytes }) => sum + mappedBytes, 0);
        const { allocatedBytes, mappedBytes } = given.need;
        const fits =
          (given.maxModels === undefined || given.residents.length < given.maxModels) &&
          allocatedBytes <= given.availableBytes - pending &&
          allocatedBytes + mappedBytes <= given.unallocatedBytes - pending - mapped;
        if (fits) expect(decideRoom(given)).toEqual({ action: "load", allocatedBytes });
      }),
    );
  });

  it("what is asked to leave suffices, and all of it is needed", () => {
    fc.assert(
      fc.property(INPUT, (given) => {
        const decision = decideRoom(given);
        if (decision.action !== "evict") return;
        const after = without(given, [...leavingOf(given), ...decision.names]);
        expect(decideRoom(after).action).toBe("load");
      }),
    );
  });

  it("a load gets in once those that it waits for are gone, and waits for no pinned one", () => {
    fc.assert(
      fc.property(INPUT, (given) => {
        const decision = decideRoom(given);
        if (decision.action !== "wait") return;
        for (const name of decision.blockers) expect(byName(given, name)).toMatchObject({ pinned: false });
        const after = without(given, [...leavingOf(given), ...decision.blockers]);
        expect(["load", "evict"]).toContain(decideRoom(after).action);
      }),
    );
  });

  it("a load is refused only where it would not get in with all gone that can go", () => {
    fc.assert(
      fc.property(INPUT, (given) => {
        const all = given.residents.filter(({ phase, pinned }) => phase === "leaving" || !pinned);
        const after = without(
          given,
          all.map(({ name }) => name),
        );
        const isRefused = decideRoom(given).action === "refuse";
        expect(decideRoom(after).action).toBe(isRefused ? "refuse" : "load");
      }),
    );
  });
});
