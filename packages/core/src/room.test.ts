// Values that lie in each other, as an object and what is in it, can come to more bytes than 32 bits count: a sum that
// wraps round would look like little. The values here have their lengths by word only, and no bytes are ever there.
import { beforeEach, expect, test } from "vitest";
import { Batch } from "./batch.ts";
import { type Kernel, MemoryFull, openKernel } from "@flowlogs/kernel/kernel";

const LONG = 2 ** 30;
const fields = ["a", "b", "c", "d", "e"];
let kernel: Kernel;
let batch: Batch;
let out: number;

beforeEach(() => {
  kernel = openKernel();
  batch = new Batch(kernel, fields);
  batch.attach(0);
  kernel.beginRows(1);
  out = kernel.allocate(65_536);
  // Four times 2^30 is 2^32; the fifth, the first of the columns, is short.
  fields.forEach((_, column) => batch.fillColumn(column, 1, [out, out + (column === 0 ? 1 : LONG)]));
  kernel.selectAll(batch.list);
});

function columns(): number {
  const at = kernel.allocate(fields.length * 8);
  kernel.words().set([0, 1, 2, 3, 4], at / 4);
  return at;
}

test("a key", () => {
  const ids = kernel.allocate(64);
  kernel.openGroups(0);
  expect(() => kernel.groupRows(batch.list, 1, columns(), 5, false, ids, ids)).toThrow(MemoryFull);
});

test("a page of groups with many results", () => {
  const ids = kernel.allocate(64);
  expect(() => {
    kernel.openGroups(2 ** 17);
    kernel.groupRows(batch.list, 1, 0, 0, false, ids, ids);
  }).toThrow(MemoryFull);
});

test("a group's line", () => {
  const ids = kernel.allocate(64);
  const [table, pairs] = [kernel.openGroups(2), kernel.openGroups(1)].map((handle) => handle >>> 0);
  for (const handle of [pairs, table]) {
    kernel.useGroups(handle ?? 0);
    kernel.groupRows(batch.list, 1, 0, 0, false, ids, ids);
  }
  // The first and the last pair of the group, and bytes of its values: 2^32.
  kernel.words().set([1, 1, 0, 1], (kernel.stateAt(0) >>> 0) / 4);
  const [parts, text] = [kernel.allocate(20), kernel.place('{"v":')];
  kernel.words().set([text.at, text.length, 4, 0, pairs ?? 0], parts / 4);
  const end = kernel.writeGroups(table ?? 0, 0, 1, parts, 0, 1, text.length, -1, true, out, out + 65_536);
  expect([kernel.groupsWritten.value, end >>> 0]).toEqual([0, out]);
});

test("a row for a temporary file", () => {
  const misses = kernel.allocate(64);
  kernel.words().set([0, 0], misses / 4);
  kernel.writeRows(misses, 0, 1, 0, 0, misses, -1, out, out + 65_536);
  expect(kernel.rowsWritten.value).toBe(0);
});

test("a record to sort", () => {
  const keys = kernel.allocate(64);
  kernel.words().set([0, 0, 1, 0, 2, 0], keys / 4);
  kernel.openSort(keys, 3, 10, false);
  kernel.moveSort(kernel.allocate(65_536), 65_536);
  expect([kernel.rankRows(batch.list, 0, 1, 0), kernel.held.value]).toEqual([0, 0]);
});

test("a record as NDJSON and as CSV", () => {
  const [table, text] = [kernel.allocate(60), kernel.place('{"a":')];
  kernel.words().set(
    [0, 1, 2, 3, 4].flatMap((column) => [text.at, text.length, column]),
    table / 4,
  );
  kernel.writeNdjson(batch.list, 0, 1, table, 5, true, out, out + 65_536);
  expect(kernel.written.value).toBe(0);
  kernel.written.value = 7;
  kernel.writeDelimited(batch.list, 0, 1, batch.fields.length, 0, 44, out, out + 65_536);
  expect(kernel.written.value).toBe(0);
});
