import { expect, test } from "vitest";
import { isAdditive } from "./columns.ts";

test.each(["bytes", "packets", "flows", "sum(latency)", "SUM(latency)", "count()", "count(a = 'b)')"])(
  "sums of %s mean something",
  (name) => expect(isAdditive(name)).toBe(true),
);

test.each(["srcport", "max(bytes)", "avg(bytes)", "count_distinct(srcaddr)", "sum(a)/count()", "sum(a", "p95(bytes)"])(
  "sums of %s mean nothing",
  (name) => expect(isAdditive(name)).toBe(false),
);
