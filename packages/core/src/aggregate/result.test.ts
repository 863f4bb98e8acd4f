// Functions around aggregates: what they come to, and what is said of those that make no sense. Values by hand.
import { expect, test } from "vitest";
import { isProblem, type Problem } from "@flowlogs/base/problem";
import { run } from "../stage/run.fake.ts";
import { groupWorker } from "../stages.ts";
import { type GroupKey, parseGroupKeys } from "./key.ts";
import { parseAggregates } from "./list.ts";
import { planResults, withCondition } from "./resultPlan.ts";

// 2026-11-20T09:59:13Z, 10:15:53Z and 11:05:53Z.
const lines = [
  '{"srcAddr":"10.0.0.1","bytes":1234567,"start":1795168753}',
  '{"srcAddr":"10.0.0.1","bytes":7654321,"start":1795169753}',
  '{"srcAddr":"10.0.0.2","bytes":5,"start":1795172753}',
];

function unwrap<T>(value: T | Problem): T {
  if (isProblem(value)) throw new Error(`${value.problem}; ${value.advice}`);
  return value;
}

function grouped(by: string, results: string, having?: string, more: { maxGroups?: number; totals?: boolean } = {}) {
  const keys: readonly GroupKey[] = by === "" ? [] : unwrap(parseGroupKeys(by));
  const asked = unwrap(parseAggregates(results));
  const names = [...keys, ...asked].map(({ name }) => name);
  const plan = unwrap(planResults(keys, asked));
  const whole = having === undefined ? plan : unwrap(withCondition(plan, having, names));
  const { output } = run((all) => groupWorker({ by: keys, ...whole, ...more }, all), [`${lines.join("\n")}\n`]);
  return output.trim().split("\n");
}

test.each([
  ["formatDate(min(start), '%H:%M')", '{"formatDate(min(start),\'%H:%M\')":"09:59"}'],
  ["round(sum(bytes)/1e6, 1)", '{"round(sum(bytes)/1e6,1)":8.9}'],
  ["round(sum(bytes)/1e6,1) as mb, count()", '{"mb":8.9,"count()":3}'],
  ["if(count() > 5, 'many', 'few') as n", '{"n":"few"}'],
  ["sum(bytes) % 10", '{"sum(bytes)%10":3}'],
  ["round(sum(bytes)%10) as r", '{"r":3}'],
  ["(round(avg(bytes), 0) + 1) * 2 as x", '{"x":5925930}'],
  ["concat(count(bytes > 9), '/', count()) as `a b`", '{"a b":"2/3"}'],
  ["sum(round(bytes/2)) as s", '{"s":4444448}'],
])("%s", (results, line) => expect(grouped("", results)).toEqual([line]));

test("keys may stand beside aggregates, and are called as the data calls them", () => {
  expect(grouped("srcaddr", "concat(srcaddr, ' ', count()) as c, sum(bytes)")).toEqual([
    '{"srcAddr":"10.0.0.1","c":"10.0.0.1 2","sum(bytes)":8888888}',
    '{"srcAddr":"10.0.0.2","c":"10.0.0.2 1","sum(bytes)":5}',
  ]);
});

test.each([
  "mb > 1",
  "round(sum(bytes)/1e6, 1) > 1",
  "formatDate(min(start), '%H') = '09'",
  "round(sum(bytes)%10) = 8",
])("--having %s", (having) =>
  expect(grouped("srcaddr", "round(sum(bytes)/1e6, 1) as mb", having)).toEqual(['{"srcAddr":"10.0.0.1","mb":8.9}']),
);

test("the totals have the same results, of all records", () => {
  expect(grouped("srcaddr", "round(sum(bytes)/1e6, 1) as mb", "mb > 1", { totals: true })).toEqual([
    '{"srcAddr":"10.0.0.1","mb":8.9}',
    '{"srcAddr":null,"mb":8.9,"total()":true}',
  ]);
});

test.each([
  ["round(bytes)", /not an aggregate; .*sum\(round\(bytes\)\)/],
  ["roud(sum(bytes))", /did you mean "round"/],
  ["formatDat(min(start))", /did you mean "formatDate"/],
  ["round(summ(bytes))", /did you mean "sum"/],
  ["min(formatDate(start))", /formatDate takes 2 to 3 arguments/],
  ["round(values(bytes))", /values\(\) returns a list/],
  ["round(sum(bytes) + packets)", /"packets" has a value for each record of a group.*sum\(packets\)/],
])("%s is refused", (results, message) => expect(() => grouped("", results)).toThrow(message));

test("an aggregate and a key of the same name are told apart by the user", () => {
  expect(() => grouped("srcaddr as `sum(bytes)`", "round(sum(bytes))")).toThrow(/another name with `as NAME`/);
});
