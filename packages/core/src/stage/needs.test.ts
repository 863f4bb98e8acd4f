import { expect, test } from "vitest";
import { demandOf, missedBy } from "../expression/evaluate/demands.ts";
import { parseExpression } from "../expression/parse/parse.ts";
import { isProblem } from "@flowlogs/base/problem";
import { missingOf } from "./needs.ts";

function missed(text: string, ...there: readonly string[]): string[] {
  const expression = parseExpression(text);
  if (isProblem(expression)) throw new Error(expression.problem);
  return missedBy(demandOf(expression), (name) => there.includes(name));
}

test.each<[text: string, there: readonly string[], missed: readonly string[]]>([
  ["a = 1 and (b > 2 or not c in [3])", ["b"], ["a", "c"]],
  ["a = `b`", [], ["a", "b"]],
  ["bps > 1", ["bytes", "start"], ["end"]],
  ["addr = ::1", ["srcaddr"], ["dstaddr"]],
  ["a + b * 2 > floor(c)", ["c"], ["a", "b"]],
  ["coalesce(a, b, 1) > 2", ["b"], []],
  ["coalesce(a, b, 1) > 2", [], ["a", "b"]],
  ["if(a = 1, b, c) = 2", ["b"], ["a", "c"]],
  ["tcp_flags is null and vpc_id is not null and isempty(region) and a is null", [], ["region", "a"]],
  ["bytes / packets is null", ["bytes"], ["packets"]],
  ["concat(a, 'x', b) like 'y'", ["a"], ["b"]],
])("%s of records with %j lacks %j", (text, there, names) => {
  expect(missed(text, ...there)).toEqual(names);
});

function said(name: string, keys: readonly string[]): string {
  const seen = { lines: 1, records: 1, isThere: () => false, keys: () => keys };
  return missingOf([{ demand: name, isVital: true }], seen, true)
    .map(({ problem: { problem, advice } }) => `${problem}; ${advice}`)
    .join();
}

test.each([
  ["byts", ["bytes", "packets"], 'no record has "byts"; did you mean "bytes"? the keys are bytes and packets'],
  ["bytes", ["a", "sum(bytes)"], 'no record has "bytes"; did you mean "sum(bytes)"? the keys are a and sum(bytes)'],
  ["ports", ["srcport"], 'no record has "ports"; did you mean "srcport"? the only key is srcport'],
  ["addrr", ["x"], 'no record has "addrr"; did you mean "addr"? the only key is x'],
  ["x", [], 'no record has "x"; the records have no keys'],
  ["x-5", ["x"], 'no record has "x-5"; to subtract, put spaces around the "-"; the only key is x'],
])("%s among %j", (name, keys, text) => {
  expect(said(name, keys)).toBe(text);
});

test("many keys, and long ones, are cut", () => {
  const keys = [...Array.from({ length: 20 }, (_, i) => `key${i}`), "x".repeat(100)];
  expect(said("y".repeat(100), keys)).toBe(
    `no record has "${"y".repeat(40)}..."; the keys are key0, key1, key2, key3, key4, key5, key6, key7, key8 and 12 more`,
  );
});
