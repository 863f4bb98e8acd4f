// Values as JSON, every digit and part of them.
import { expect, test } from "vitest";
import { answerOf, withRecords } from "./database.fake.ts";

test.each([
  ["NULL", "null"],
  ["true", "true"],
  ["9223372036854775807", "9223372036854775807"],
  ["(-170141183460469231731687303715884105727)::HUGEINT", "-170141183460469231731687303715884105727"],
  ["sum(x) FROM (VALUES (9223372036854775807), (9223372036854775807)) t(x)", "18446744073709551614"],
  ["1.5::DOUBLE", "1.5"],
  ["'nan'::DOUBLE", '"NaN"'],
  ["'-inf'::FLOAT", '"-Infinity"'],
  ["1234567890123456789012345678.90::DECIMAL(38, 2)", "1234567890123456789012345678.90"],
  [`'a"b\\' || chr(10)`, String.raw`"a\"b\\\n"`],
  ["TIMESTAMP '2026-01-02 03:04:05.123456'", '"2026-01-02T03:04:05.123456Z"'],
  ["TIMESTAMP_S '2026-01-02 03:04:05'", '"2026-01-02T03:04:05Z"'],
  ["TIMESTAMP_NS '2026-01-02 03:04:05.123456789'", '"2026-01-02T03:04:05.123456789Z"'],
  ["to_timestamp(1767323045)", '"2026-01-02T03:04:05Z"'],
  ["'infinity'::TIMESTAMP", '"infinity"'],
  ["DATE '2026-01-02'", '"2026-01-02"'],
  ["[1, NULL, 3]", "[1,null,3]"],
  ["[]", "[]"],
  ["[['a'], NULL]", '[["a"],null]'],
  ["array_value(1, 2)", "[1,2]"],
  ["{'a': 'x', 'b': {'c': [1]}}", '{"a":"x","b":{"c":[1]}}'],
  ["MAP {'k': 1, 'l': NULL}", '{"k":1,"l":null}'],
  ["MAP {443: 'x'}", '{"443":"x"}'],
  ["union_value(num := 2)", "2"],
  ["INTERVAL 1 DAY", '"1 day"'],
  ["'ab'::BLOB", '"ab"'],
  ["'6f9619ff-8b86-d011-b42d-00cf4fc964ff'::UUID", '"6f9619ff-8b86-d011-b42d-00cf4fc964ff"'],
])("%s", async (value, json) => {
  const [expression = "", from] = value.split(/(?= FROM )/);
  const query = `SELECT ${expression} AS v${from ?? ""}`;
  expect(await withRecords("", async (database) => await answerOf(database, query))).toBe(`{"v":${json}}\n`);
});
