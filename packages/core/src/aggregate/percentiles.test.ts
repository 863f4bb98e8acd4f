import { expect, test } from "vitest";
import { Batch } from "../batch.ts";
import { openKernel } from "@flowlogs/kernel/kernel";
import { Percentiles } from "./percentiles.ts";

test("percentiles of one list stay right when the kernel's memory grows between them", () => {
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
  const percentiles = new Percentiles(kernel, undefined);
  expect(percentiles.percentile(0, 0, 0, "99")).toBe(9n);
  kernel.allocate(kernel.bytes().length);
  expect(percentiles.median(0, 0, 0)).toBe(7n);
});
