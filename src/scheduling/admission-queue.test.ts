import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { REQUEST_PRIORITIES } from "../core/queue-activity.ts";
import type { RequestPriority } from "../core/universal-model.ts";
import { AdmissionQueue, type QueueRequest } from "./admission-queue.ts";
import { AGEING_MS } from "./request-class.ts";

test("starts up to the slots, queues up to the limit, refuses the rest", () => {
  const queue = new AdmissionQueue({ slots: 1, queueLimit: 2 });
  const arrive = (id: number) => queue.arrive({ id }, 0);
  expect([1, 2, 3, 4].map(arrive)).toEqual(["started", "queued", "queued", "full"]);
  expect(queue.leave(1, 0)).toEqual([2]);
  expect(arrive(4)).toBe("queued");
  expect(queue.leave(3, 0)).toEqual([]);
  expect(queue.leave(2, 0)).toEqual([4]);
  expect(queue.runningIds()).toEqual([4]);
  expect(queue.leave(99, 0)).toEqual([]);
});

test("takes a limit that has changed for who comes next, and turns away nobody who waits", () => {
  const limits = { slots: 1, queueLimit: 3 };
  const queue = new AdmissionQueue(limits);
  const arrive = (id: number) => queue.arrive({ id, client: "one" }, 0);
  expect([1, 2, 3].map(arrive)).toEqual(["started", "queued", "queued"]);
  limits.queueLimit = 1;
  expect(arrive(4)).toBe("full");
  expect(queue.waiting).toBe(2);
  limits.queueLimit = 8;
  expect([queue.clientLimit, arrive(5)]).toEqual([6, "queued"]);
});

test("lets one client have three quarters of the queue, and leaves the rest to others", () => {
  const queue = new AdmissionQueue({ slots: 1, queueLimit: 8 });
  const arrive = (id: number, client?: string) => queue.arrive({ id, client }, 0);
  for (let id = 1; id <= 7; id++) arrive(id, "greedy");
  expect(queue.clientLimit).toBe(6);
  expect(queue.waitingOf("greedy")).toBe(6);
  expect(arrive(8, "greedy")).toBe("client-full");
  expect([arrive(9, "other"), arrive(10), arrive(11, "other")]).toEqual(["queued", "queued", "full"]);
  expect(queue.leave(1, 0)).toEqual([9]);
  expect(arrive(12, "greedy")).toBe("client-full");
});

test("gives the only place of a small queue to anybody, and all places to those who do not say who they are", () => {
  const queue = new AdmissionQueue({ slots: 1, queueLimit: 1 });
  expect(queue.arrive({ id: 1, client: "a" }, 0)).toBe("started");
  expect(queue.arrive({ id: 2, client: "a" }, 0)).toBe("queued");
  const open = new AdmissionQueue({ slots: 1, queueLimit: 4 });
  expect([1, 2, 3, 4, 5, 6].map((id) => open.arrive({ id }, 0)).slice(3)).toEqual([
    "queued",
    "queued",
    "full",
  ]);
});

test("starts one request of a second client before the hundred of the first", () => {
  const queue = new AdmissionQueue({ slots: 1, queueLimit: 200 });
  for (let id = 1; id <= 101; id++) queue.arrive({ id, client: "hundred", expectedTokens: 50 }, id);
  queue.arrive({ id: 102, client: "one", expectedTokens: 50 }, 102);
  expect(queue.placeOf(102, 102)?.position).toBe(1);
  expect(queue.leave(1, 200, 50)).toEqual([102]);
});

test("expects a wait from the time for which slots are held", () => {
  const queue = new AdmissionQueue({ slots: 2, queueLimit: 9 });
  expect(queue.expectedWaitMs(0)).toBe(0);
  for (const id of [1, 2, 3, 4, 5]) queue.arrive({ id }, 0);
  expect(queue.placeOf(5, 0)).toEqual({ position: 3, expectedWaitMs: 7500 });
  expect(queue.placeOf(1, 0)).toBeUndefined();
  queue.leave(1, 0);
  expect(queue.placeOf(5, 1000)).toEqual({ position: 2, expectedWaitMs: 4000 });
  expect(queue.activity(1000)).toEqual({
    byPriority: { high: 0, normal: 2, low: 0 },
    expectedWaitMs: 6000,
  });
  // the running ones already take longer than the mean
  expect(queue.expectedWaitMs(9000)).toBe((3 * 9000) / 2);
});

const SLOTS = fc.integer({ min: 1, max: 4 });
const PRIORITY = fc.constantFrom<RequestPriority>(...REQUEST_PRIORITIES);

describe("whatever comes and goes", () => {
  test("no slot idles beside a waiting request, the bounds hold, and the order within a client and class is kept", () => {
    const client = fc.option(fc.constantFrom("a", "b", "c"), { nil: undefined });
    const operation = fc.oneof(
      fc.record({ client, priority: PRIORITY, expectedTokens: fc.integer({ min: 1, max: 99 }) }),
      fc.record({ leave: fc.nat(60), servedTokens: fc.option(fc.nat(99), { nil: undefined }) }),
      fc.record({ passMs: fc.nat(AGEING_MS) }),
    );
    fc.assert(
      fc.property(
        SLOTS,
        fc.nat(12),
        fc.array(operation, { maxLength: 120 }),
        (slots, queueLimit, operations) => {
          const queue = new AdmissionQueue({ slots, queueLimit });
          const waiting = new Map<number, QueueRequest>();
          const running = new Set<number>();
          let nowMs = 0;
          let lastId = 0;
          const waitingOf = (name: string | undefined) =>
            [...waiting.values()].filter((request) => request.client === name).length;
          for (const next of operations) {
            if ("passMs" in next) nowMs += next.passMs;
            else if ("leave" in next) {
              const wasRunning = running.delete(next.leave);
              waiting.delete(next.leave);
              const started = queue.leave(next.leave, nowMs, next.servedTokens);
              expect(started.length).toBe(wasRunning ? Math.min(1, waiting.size) : 0);
              for (const id of started) {
                const { client: name, priority } = waiting.get(id) ?? {};
                const alike = [...waiting.values()].filter(
                  (request) => request.client === name && request.priority === priority,
                );
                expect(id).toBe(alike[0]?.id);
                waiting.delete(id);
                running.add(id);
              }
            } else {
              const request = { ...next, id: ++lastId };
              const places = running.size < slots ? "started" : undefined;
              const isFull = waiting.size >= queueLimit;
              const hasShare = next.client !== undefined && waitingOf(next.client) >= queue.clientLimit;
              const admission = queue.arrive(request, nowMs);
              expect(admission).toBe(places ?? (isFull ? "full" : hasShare ? "client-full" : "queued"));
              if (admission === "started") running.add(request.id);
              if (admission === "queued") waiting.set(request.id, request);
            }
            expect(queue.waiting).toBe(waiting.size);
            expect(new Set(queue.runningIds())).toEqual(running);
            expect(running.size).toBeLessThanOrEqual(slots);
            expect(waiting.size).toBeLessThanOrEqual(queueLimit);
            if (waiting.size > 0) expect(running.size).toBe(slots);
            for (const name of REQUEST_PRIORITIES) {
              const count = [...waiting.values()].filter(({ priority }) => priority === name).length;
              expect(queue.activity(nowMs).byPriority[name]).toBe(count);
            }
          }
        },
      ),
    );
  });

  test("places are the order in which requests of one length are started, and waits grow with them", () => {
    const request = fc.record({ client: fc.constantFrom("a", "b", "c", "d"), priority: PRIORITY });
    fc.assert(
      fc.property(
        SLOTS,
        fc.array(request, { minLength: 1, maxLength: 40 }),
        fc.nat(10),
        (slots, requests, ended) => {
          const queue = new AdmissionQueue({ slots, queueLimit: 1000 });
          requests.forEach((each, index) => {
            queue.arrive({ ...each, id: index + 1, expectedTokens: 7 }, index);
          });
          const nowMs = requests.length;
          for (const id of queue.runningIds().slice(0, ended)) queue.leave(id, nowMs);
          const places = requests
            .map((_, index) => ({ id: index + 1, place: queue.placeOf(index + 1, nowMs) }))
            .filter(({ place }) => place !== undefined)
            .sort((left, right) => (left.place?.position ?? 0) - (right.place?.position ?? 0));
          expect(places.map(({ place }) => place?.position)).toEqual(places.map((_, index) => index + 1));
          let lastMs = 0;
          for (const { place } of places) {
            expect(place?.expectedWaitMs).toBeGreaterThanOrEqual(lastMs);
            lastMs = place?.expectedWaitMs ?? Number.NaN;
          }
          expect(Number.isFinite(lastMs)).toBe(true);
          const started: number[] = [];
          for (let [id] = queue.runningIds(); id !== undefined; [id] = queue.runningIds()) {
            started.push(...queue.leave(id, nowMs));
          }
          expect(started).toEqual(places.map(({ id }) => id));
        },
      ),
    );
  });

  test("no client gets far ahead of another that waits, whatever it calls its requests, and low ones let all pass", () => {
    const sent = fc.record({ tokens: fc.integer({ min: 1, max: 50 }), priority: PRIORITY });
    fc.assert(
      fc.property(
        SLOTS,
        fc.array(sent, { minLength: 60, maxLength: 60 }),
        fc.nat(2),
        fc.constantFrom(undefined, "a"),
        (slots, all, shift, liar) => {
          const queue = new AdmissionQueue({ slots, queueLimit: 1000 });
          const clients = ["a", "b", "c"];
          const requests = all.map(({ tokens, priority }, index) => {
            const client = clients[(index + shift) % 3] ?? "a";
            const said = client === liar ? ("high" as const) : priority;
            return { id: index + 1, client, priority: said, expectedTokens: tokens };
          });
          for (const request of requests) queue.arrive(request, 0);
          const left = new Map(requests.slice(slots).map((request) => [request.id, request]));
          const served = new Map<string, number>();
          const waits = (name: string) =>
            [...left.values()].some(({ client, priority }) => client === name && priority !== "low");
          for (let [id] = queue.runningIds(); id !== undefined; [id] = queue.runningIds()) {
            for (const started of queue.leave(id, 0)) {
              const request = left.get(started);
              if (request === undefined) throw new Error("only what waits is started");
              left.delete(started);
              const { client, priority, expectedTokens } = request;
              if (priority === "low") expect(clients.some(waits)).toBe(false);
              else served.set(client, (served.get(client) ?? 0) + expectedTokens);
              const ownHighWaits = [...left.values()].some(
                (other) => other.client === client && other.priority === "high",
              );
              expect(priority === "high" || !ownHighWaits).toBe(true);
            }
            const sums = clients.filter(waits).map((name) => served.get(name) ?? 0);
            // each may be one request ahead, and as much as ran before anybody had to wait
            if (sums.length > 1)
              expect(Math.max(...sums) - Math.min(...sums)).toBeLessThanOrEqual(50 * (slots + 1));
          }
          expect(left.size).toBe(0);
        },
      ),
    );
  });

  test("a client whose running requests cost enough starts no further one, and no other waits for it", () => {
    const client = fc.constantFrom("a", "b", "c");
    const operation = fc.oneof(
      fc.record({ client, expectedTokens: fc.integer({ min: 1, max: 40 }) }),
      fc.record({ leave: fc.nat(60) }),
    );
    const clientTokens = 50;
    fc.assert(
      fc.property(SLOTS, fc.array(operation, { maxLength: 120 }), (slots, operations) => {
        const queue = new AdmissionQueue({ slots, queueLimit: 20, clientTokens });
        const waiting = new Map<number, QueueRequest>();
        const running = new Map<number, QueueRequest>();
        const costOf = (name: string | undefined) =>
          [...running.values()]
            .filter((request) => request.client === name)
            .reduce((sum, { expectedTokens = 0 }) => sum + expectedTokens, 0);
        const start = (id: number, request: QueueRequest | undefined) => {
          if (request === undefined) throw new Error("only what waits is started");
          expect(costOf(request.client)).toBeLessThan(clientTokens);
          waiting.delete(id);
          running.set(id, request);
        };
        let lastId = 0;
        for (const next of operations) {
          if ("leave" in next) {
            running.delete(next.leave);
            waiting.delete(next.leave);
            for (const id of queue.leave(next.leave, 0)) start(id, waiting.get(id));
          } else {
            const request = { ...next, id: ++lastId };
            const admission = queue.arrive(request, 0);
            if (admission === "started") start(request.id, request);
            if (admission === "queued") waiting.set(request.id, request);
          }
          expect(new Set(queue.runningIds())).toEqual(new Set(running.keys()));
          expect(queue.waiting).toBe(waiting.size);
          if (running.size === slots) continue;
          for (const { client: name } of waiting.values())
            expect(costOf(name)).toBeGreaterThanOrEqual(clientTokens);
        }
      }),
    );
  });

  test("nobody starves while slots turn over, though better requests of new clients never cease to come", () => {
    const setting = fc.record({
      slots: SLOTS,
      queueLimit: fc.integer({ min: 4, max: 12 }),
      turnMs: fc.integer({ min: 500, max: 2 * AGEING_MS }),
      flood: fc.constantFrom<(turn: number) => Omit<QueueRequest, "id">>(
        (turn) => ({ client: `new ${turn}`, priority: "high", expectedTokens: 1 }),
        (turn) => ({ client: `of few ${turn % 5}`, priority: "high", expectedTokens: 20 }),
        () => ({ client: "victim", priority: "high", expectedTokens: 20 }),
        () => ({ priority: "normal", expectedTokens: 5 }),
      ),
      victims: fc.array(
        fc.record({ at: fc.nat(60), priority: PRIORITY, tokens: fc.integer({ min: 1, max: 5000 }) }),
        { minLength: 1, maxLength: 12 },
      ),
    });
    fc.assert(
      fc.property(setting, ({ slots, queueLimit, turnMs, flood, victims }) => {
        const queue = new AdmissionQueue({ slots, queueLimit });
        const waitingSince = new Map<number, { readonly atMs: number; readonly before: number }>();
        const turns = 80 + Math.ceil((16 * AGEING_MS) / turnMs);
        let lastId = 0;
        for (let turn = 0; turn < turns; turn++) {
          const nowMs = turn * turnMs;
          const [oldest] = queue.runningIds();
          const started = oldest === undefined ? [] : queue.leave(oldest, nowMs, 30);
          for (const victim of victims) {
            if (victim.at !== turn) continue;
            const id = ++lastId;
            const { priority, tokens: expectedTokens } = victim;
            const before = queue.waitingOf("victim");
            const admission = queue.arrive({ id, client: "victim", priority, expectedTokens }, nowMs);
            if (admission === "queued") waitingSince.set(id, { atMs: nowMs, before });
          }
          for (const id of started) waitingSince.delete(id);
          while (queue.arrive({ ...flood(turn), id: ++lastId }, nowMs) === "started");
          for (const { atMs, before } of waitingSince.values()) {
            const bound = 2 * AGEING_MS + (before + 1) * (AGEING_MS + 2 * queueLimit * turnMs);
            expect(nowMs - atMs).toBeLessThanOrEqual(bound);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});

test("serves ten thousand waiting clients without looking at each of them", () => {
  const queue = new AdmissionQueue({ slots: 4, queueLimit: 20_000 });
  for (let id = 1; id <= 10_004; id++)
    queue.arrive({ id, client: `client ${id}`, expectedTokens: id % 7 }, id);
  const started = new Set<number>();
  for (let [id] = queue.runningIds(); id !== undefined; [id] = queue.runningIds()) {
    for (const next of queue.leave(id, 10_004, 3)) started.add(next);
  }
  expect(started.size).toBe(10_000);
});
