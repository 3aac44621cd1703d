import fc from "fast-check";
import { expect, test } from "vitest";
import { AdmissionQueue } from "./admission-queue.ts";

test("starts up to the slots, queues up to the limit, refuses the rest", () => {
  const queue = new AdmissionQueue({ slots: 1, queueLimit: 2 });
  expect([1, 2, 3, 4].map((id) => queue.arrive(id))).toEqual(["started", "queued", "queued", "full"]);
  expect(queue.leave(1)).toEqual([2]);
  expect(queue.arrive(4)).toBe("queued");
  expect(queue.leave(3)).toEqual([]);
  expect(queue.leave(2)).toEqual([4]);
  expect(queue.runningIds()).toEqual([4]);
});

test("serves in order of arrival, never idles beside a waiting request, never exceeds its bounds", () => {
  const operation = fc.oneof(
    fc.constant("arrive" as const),
    fc.nat(40).map((index) => ({ leave: index })),
  );
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.nat(5),
      fc.array(operation, { maxLength: 80 }),
      (slots, queueLimit, operations) => {
        const queue = new AdmissionQueue({ slots, queueLimit });
        const waiting: number[] = [];
        let lastId = 0;
        for (const next of operations) {
          if (next === "arrive") {
            const id = ++lastId;
            const admission = queue.arrive(id);
            if (admission === "queued") waiting.push(id);
            expect(admission === "full").toBe(
              admission !== "started" && waiting.length >= queueLimit && !waiting.includes(id),
            );
          } else {
            const id = next.leave;
            if (waiting.includes(id)) waiting.splice(waiting.indexOf(id), 1);
            const started = queue.leave(id);
            expect(started).toEqual(waiting.splice(0, started.length));
          }
          expect(queue.waiting).toBe(waiting.length);
          expect(queue.running).toBeLessThanOrEqual(slots);
          expect(queue.waiting).toBeLessThanOrEqual(queueLimit);
          if (queue.waiting > 0) expect(queue.running).toBe(slots);
        }
      },
    ),
  );
});
