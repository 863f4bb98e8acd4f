import { expect, test } from "vitest";
import { usualKey } from "./usualKey.ts";

test.each([
  ['{"a":1,"bytes":2}', "bytes"],
  ['{"a":1,"Bytes":null}', "Bytes"],
  ['{"count()":1,"sum(bytes)":2}', "sum(bytes)"],
  ['{"srcaddr":"x","dstport":5,"count()":1}', "count()"],
  ['{"start":5,"end":6,"protocol":6,"tcp_flags":2,"version":2,"packets":1}', "packets"],
  ['{"userId":7,"created_at":1,"src-port":2,"itemNo":3,"latency":1.5e3}', "latency"],
  ['{"bin":1795255400,"min(start)":5,"last(srcport)":2,"p95(took)":1}', "p95(took)"],
  ['{"x":{"y":5},"l":[1],"t":"7","b":true,"percent":4,"other":2,"n":1}', "n"],
])("%s is ranked by %s", (record, key) => {
  expect(usualKey(record)).toBe(key);
});

test.each([
  ['{"sum(a)":1,"sum(b)":2,"n":1}', 'it is not clear what to rank by: "sum(a)", "sum(b)"'],
  ['{"latency":1,"size":2}', 'it is not clear what to rank by: "latency", "size"'],
  ['{"srcport":1,"start":2,"name":"x"}', "there is nothing to rank by"],
  ["{}", "there is nothing to rank by"],
  [`{${Array.from({ length: 20 }, (_, i) => `"n${i}n":1`).join()}}`, '"n6n", "n7n" and 12 more'],
])("%s is ranked by nothing", (record, problem) => {
  expect(usualKey(record)).toMatchObject({ problem: expect.stringContaining(problem), advice: "give one with --by" });
});
