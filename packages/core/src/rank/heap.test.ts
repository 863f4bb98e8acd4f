import * as fc from "fast-check";
import { expect, test } from "vitest";
import { BoundedHeap } from "./heap.ts";

interface Item {
  readonly value: number;
  readonly arrival: number;
}

const before = (a: Item, b: Item): number => a.value - b.value || a.arrival - b.arrival;

test("keeps what a sort of everything would put first", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 })), fc.integer({ min: 0, max: 12 }), (values, limit) => {
      const items = values.map((value, arrival) => ({ value, arrival }));
      const heap = new BoundedHeap<Item>(limit, before);
      for (const item of items) heap.add(item);
      const kept = items.toSorted(before).slice(0, limit);
      expect(heap.sorted()).toEqual(kept);
      expect(heap.last).toEqual(kept.at(-1));
      expect(heap.full).toBe(kept.length === limit);
    }),
    { numRuns: 500 },
  );
});
