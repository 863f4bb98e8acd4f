import { expect, test } from "vitest";
import { topWorker } from "../stages.ts";
import type { StageWorker } from "./worker.ts";
import { run } from "./run.fake.ts";

test.each([
  [1, 2500],
  [3, 2500],
  [3, 2],
  [3, 3],
])("the first %i of %i: what does not come out is said to be dropped", (count, records) => {
  let worker: StageWorker | undefined;
  const keys = [{ value: { kind: "field", name: "x", from: 0, to: 0 } as const, descending: true }];
  const options = { count, keys, per: [], share: false, other: false, maxMemory: 0 };
  const lines = Array.from({ length: records }, (_, i) => `{"x":${i % 7 === 0 ? "null" : (i * 31) % 101}}\n`);
  // In chunks, so that later records are passed over by the kernel.
  const chunks = [lines.slice(0, 100), lines.slice(100, 1000), lines.slice(1000)].map((some) => some.join(""));
  run((context) => (worker = topWorker(options, context)), chunks);
  const { records: taken, outRecords, dropped } = worker?.counts() ?? { records: 0, outRecords: 0, dropped: {} };
  expect([taken, outRecords]).toEqual([records, Math.min(count, records)]);
  expect(dropped).toEqual(records > count ? { "not among the first": records - count } : {});
});
