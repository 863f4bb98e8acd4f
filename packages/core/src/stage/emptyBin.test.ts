import { expect, test } from "vitest";
import { isProblem } from "@flowlogs/base/problem";
import { emptyRecord } from "./emptyBin.ts";
import { resultOfNothing } from "./groupedColumns.ts";

const nothing = (): undefined => undefined;

test.each([
  ['{"bin":"x","a":"k","count()":3}', '{"bin":B,"a":"k","count()":0}'],
  ['{"a":"k","bin":"x","min(b)":3}', '{"a":"k","bin":B,"min(b)":null}'],
  ['{"sum(b)":3,"a":null}', '{"sum(b)":0,"a":null,"bin":B}'],
  ['{"bin":1,"a":{"x":1},"bin":"x"}', '{"bin":B,"a":{"x":1}}'],
  ['{"bin":"x"}', '{"bin":B}'],
  ["{}", '{"bin":B}'],
  ['{ "bin" : "x" , "a" : "\\u0041\\"," , "flows" : 3 }', '{"bin":B,"a" : "\\u0041\\",","flows":0}'],
])("%s without anything in it", (line, expected) => {
  const record = emptyRecord(line, { time: "bin", keys: ["a"] }, { zero: [], nulls: [] }, nothing);
  expect(isProblem(record) ? record.problem : `${record.before}B${record.after}`).toBe(expected);
});

test.each([
  ["count()", "0"],
  ["count(action = REJECT)", "0"],
  ["sum(bytes where (action = REJECT or (bytes > 5 and packets < 3)))", "0"],
  ["max(bytes where (action = REJECT))", "null"],
  ["count_distinct(dstport)", "0"],
  ["approx_count_distinct(srcaddr)", "0"],
  ["sum(bytes)*8/300", "0"],
  ["8 * sum(bytes)", "0"],
  ["sum(a) - sum(b) + 2*count()", "0"],
  ["sum(bytes)/count()", "null"],
  ["sum(bytes) + 1", "1"],
  ["values(dstport)", "[]"],
  ["avg(bytes)", "null"],
  ["p95(bytes)", "null"],
  ["pct(bytes,95)", "null"],
  ["max(start)", "null"],
  ["packets", "0"],
  ["flows", "0"],
  ["mean", "null"],
  ["start", "null"],
  ["b", undefined],
  ["n", "0"],
])("nothing has %s %s", (name, value) => expect(resultOfNothing(name, ["n"], ["mean"], nothing)).toBe(value));
