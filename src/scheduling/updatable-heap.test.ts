import fc from "fast-check";
import { expect, test } from "vitest";
import { UpdatableHeap } from "./updatable-heap.ts";

interface Item {
  readonly name: number;
  key: number;
}

test("gives the first item whatever was put, changed and deleted before", () => {
  const operation = fc.record({ name: fc.nat(12), key: fc.nat(50), deletes: fc.boolean() });
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 200 }), (operations) => {
      const comesBefore = (left: Item, right: Item) =>
        left.key === right.key ? left.name < right.name : left.key < right.key;
      const heap = new UpdatableHeap<Item>(comesBefore);
      const items = new Map<number, Item>();
      for (const { name, key, deletes } of operations) {
        const item = items.get(name) ?? { name, key };
        if (deletes) {
          heap.delete(item);
          items.delete(name);
        } else {
          item.key = key;
          heap.put(item);
          items.set(name, item);
        }
        const sorted = [...items.values()].sort((left, right) => (comesBefore(left, right) ? -1 : 1));
        expect(heap.first).toBe(sorted[0]);
        expect(heap.size).toBe(items.size);
        expect(new Set(heap.values())).toEqual(new Set(sorted));
      }
    }),
  );
});
