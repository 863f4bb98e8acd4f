// Groups of pieces of the time are put together up to a limit.
import { expect, test } from "vitest";
import { GroupMerger } from "./merge.ts";

test("amounts add up, of extremes one is kept, and more groups than the limit are an error", () => {
  const merger = new GroupMerger(["key", "sum", "max"], 2);
  merger.add(["a", "9007199254740993", 1]);
  merger.add(["b", 2, null]);
  merger.add(["a", "1", 5]);
  expect(() => merger.add(["c", 1, 1])).toThrow("more than 2 groups");
  expect([...merger.rows(10)]).toEqual([
    [
      ["a", "9007199254740994", 5],
      ["b", 2, null],
    ],
  ]);
});
