import { expect, test } from "vitest";
import { MemoryFull, openKernel } from "./kernel.ts";

test("what would lie above 2 GiB is refused with advice, as the end of a value has 31 bits", () => {
  const kernel = openKernel();
  kernel.advise("ask for less");
  const before = kernel.bytes().length;
  expect(() => kernel.allocate(2 ** 31)).toThrow(MemoryFull);
  expect(() => kernel.allocate(0xffff_ffff)).toThrow(
    expect.objectContaining({
      problem: { problem: "more than 2 GiB of memory is needed", advice: "ask for less" },
    }),
  );
  expect(kernel.bytes().length).toBe(before);
});

test("a kernel takes all of what it may have, and no more", () => {
  const limit = 8 * 2 ** 20;
  const kernel = openKernel(limit);
  while (kernel.used() + 70_000 < limit) kernel.allocate(65_536);
  expect(kernel.bytes().length).toBe(limit);
  expect(() => kernel.allocate(65_536)).toThrow("more than 8 MiB of memory is needed");
});

test("zeros are asked for, and are not what a table gave back", () => {
  const kernel = openKernel();
  const table = kernel.openGroups(0);
  const end = kernel.used();
  kernel.bytes().fill(0xff, end - 20_000, end);
  kernel.release(table);
  const at = kernel.allocateZeros(4096);
  expect(Math.max(...kernel.bytes().subarray(at, at + 4096))).toBe(0);
});

test("records are remembered where a table of groups was before", () => {
  const kernel = openKernel();
  const table = kernel.openGroups(0);
  kernel.bytes().fill(0xff, table + 256, kernel.used());
  kernel.release(table);
  const list = kernel.allocate(16);
  kernel.openDuplicates(8);
  kernel.selectAll(list);
  expect([kernel.dropDuplicates(list, 1, 0, 0), kernel.dropDuplicates(list, 1, 0, 0)]).toEqual([1, 0]);
});
