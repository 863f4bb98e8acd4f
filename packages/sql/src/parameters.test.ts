// Where a parameter is, and where not.
import { expect, test } from "vitest";
import { bindQuery, withoutValue } from "./parameters.ts";

const values = new Map([["a", "1"]]);

test.each([
  ["SELECT :a", "SELECT $a"],
  ["SELECT x=:a", "SELECT x=$a"],
  ["SELECT [:a, :a]", "SELECT [$a, $a]"],
  ["f(:a)", "f($a)"],
  ["f(x, -:a)", "f(x, -$a)"],
  ["{'k': :a}", "{'k': $a}"],
  ["SELECT $a", "SELECT $a"],
  ["read(:a) -- :a", "read($a) -- :a"],
])("%s", (query, text) => {
  expect(bindQuery(query, values)).toEqual({ text, values });
});

test.each([
  "':a'",
  "'it''s :a'",
  String.raw`E'it\'s :a'`,
  '":a"',
  "$$ :a $$",
  "$x$ :a $x$",
  "-- :a",
  "/* :a */",
  "x::a",
  "list[1:a]",
  "list[:a]",
  "f(x)[:a]",
  "{'k':a}",
  "[1]:a",
  ":ab",
])("%s has none", (query) => {
  expect(bindQuery(query, values)).toMatchObject({ problem: "the query has no :a" });
});

test("names have hyphens and any case, and the text keeps its places", () => {
  expect(bindQuery("SELECT :Src-Addr, 1", new Map([["Src-Addr", "x"]]))).toEqual({
    text: "SELECT $Src_Addr, 1",
    values: new Map([["src_addr", "x"]]),
  });
  expect(
    bindQuery(
      "SELECT :a-b",
      new Map([
        ["a-b", "x"],
        ["A_b", "y"],
      ]),
    ),
  ).toMatchObject({
    problem: ":a-b and :A_b are the same name in SQL",
  });
});

test("a colon that is an error is a parameter without a value", () => {
  expect(withoutValue("SELECT :least", 7)).toMatchObject({ problem: ":least has no value", from: 7, to: 13 });
  expect(withoutValue("SELECT : least", 7)).toBe(undefined);
});
