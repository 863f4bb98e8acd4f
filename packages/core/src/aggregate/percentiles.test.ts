import { expect, test } from "vitest";
import { Batch } from "../batch.ts";
import { type Kernel, openKernel } from "@flowlogs/kernel/kernel";
import { Percentiles } from "./percentiles.ts";

/** Its table has one group, with the numbers 5, 7 and 9. */
function kernelWithList(): Kernel {
  const kernel = openKernel();
  const batch = new Batch(kernel, ["n"]);
  batch.attach(0);
  kernel.beginRows(1);
  const { at } = kernel.place("5 7 9 ");
  const ids = kernel.allocate(16);
  kernel.openGroups(2);
  for (const place of [at, at + 2, at + 4]) {
    batch.fillColumn(0, 1, [place, place + 1]);
    kernel.selectAll(batch.list);
    kernel.groupRows(batch.list, 1, 0, 0, false, ids, ids);
    kernel.listValues(0, 0, 0, batch.list, 1, ids, 100);
  }
  return kernel;
}

test("percentiles of one list stay right when the kernel's memory grows between them", () => {
  const kernel = kernelWithList();
  const percentiles = new Percentiles(kernel, undefined);
  expect(percentiles.percentile(0, 0, 0, "99")).toBe(9n);
  kernel.allocate(kernel.bytes().length);
  expect(percentiles.median(0, 0, 0)).toBe(7n);
});

test("each place of a list has the number that stands there in order", () => {
  const kernel = openKernel();
  const ascending = Array.from({ length: 200 }, (_, i) => BigInt(i));
  const lists = [
    [5n],
    [2n, 1n],
    ascending,
    ascending.toReversed(),
    ascending.map((i) => (i < 100n ? i : 200n - i)),
    ascending.map((i) => (i * 7919n) % 211n),
    ascending.map((i) => i % 3n),
    ascending.map(() => -(2n ** 63n)),
    ascending.map((i) => (i % 2n === 0n ? 2n ** 63n - 1n - i : -(2n ** 63n) + i)),
  ];
  const at = kernel.allocate(200 * 8);
  for (const list of lists) {
    const inOrder = list.toSorted((a, b) => (a < b ? -1 : 1));
    const view = new BigInt64Array(kernel.bytes().buffer, at, list.length);
    for (const place of list.keys()) {
      view.set(list);
      expect(kernel.selectInteger(at, list.length, place)).toBeTruthy();
      expect(view[place]).toBe(inOrder[place]);
      expect(view.toSorted()).toEqual(BigInt64Array.from(inOrder));
    }
  }
});

test("a list in which the selection finds no number in time is sorted", () => {
  const percentiles = new Percentiles({ ...kernelWithList(), selectInteger: () => false }, undefined);
  expect(percentiles.percentile(0, 0, 0, "99")).toBe(9n);
  expect(percentiles.percentile(0, 0, 0, "10")).toBe(5n);
  expect(percentiles.median(0, 0, 0)).toBe(7n);
});
