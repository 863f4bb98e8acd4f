// Whatever signs the value of a parameter has, it is one word of a pipeline, or one value of an expression.
import { assert, constantFrom, array, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { parseExpression } from "@flowlogs/core";
import { isProblem } from "@flowlogs/base/problem";
import { plainPipeline } from "../pipeline/parse.ts";
import { literal } from "../languages/insights/language.ts";
import { tokensOf } from "../languages/insights/tokens.ts";
import { Parameters } from "./parameters.ts";

const signs = constantFrom(..."ab09 '\"`$\\|;&<>()#~*?[]{}!=,.:/@%+-_\n\té😀", " or ", "true", "]", "'");
const values = array(signs, { minLength: 1, maxLength: 12 }).map((it) => it.join(""));

function parametersOf(given: Readonly<Record<string, string>>): Parameters {
  return new Parameters(
    Object.entries(given).map(([name, value]) => ({ name, value })),
    true,
  );
}

function wordsOf(text: string, given: Readonly<Record<string, string>>): readonly (readonly string[])[] {
  const compiled = plainPipeline(text, parametersOf(given));
  if (isProblem(compiled)) throw new Error(compiled.problem);
  return compiled.commands.map(({ words }) => words);
}

describe("any value", () => {
  test("is a word as it is", () => {
    assert(
      property(values, (value) => {
        expect(wordsOf("read --where=:v | filter x", { v: value })).toEqual([[`--where=${value}`], ["x"]]);
        expect(plainPipeline("read :v", parametersOf({ v: value }))).toMatchObject(
          value.startsWith("-") && value !== "-" ? { to: 7 } : { commands: [{ words: [value] }] },
        );
      }),
    );
  });

  test("is one value of an expression, which is otherwise as it was", () => {
    assert(
      property(values, (value) => {
        const [[text = ""] = []] = wordsOf(`filter 'odd.key = :v and bytes > 3 # :v'`, { v: value });
        const expression: unknown = parseExpression(text);
        // A number that is not one of flow-filter's, such as 9x, is left to it.
        const isLeft = isProblem(expression) && /^odd.key = -?\d/.test(text);
        expect(isLeft ? { kind: "and" } : expression).toMatchObject({ kind: "and" });
        expect(JSON.stringify(expression).match(/"kind":"(?:or|not)"/)).toBe(null);
      }),
    );
  });

  test("is one token of a query of Logs Insights", () => {
    assert(
      property(values, (value) => {
        const [, , , token, ...others] = tokensOf(
          parametersOf({ v: value }).inText("filter a = :v | limit 1", literal),
        );
        // A negative number has its sign before it.
        expect(others.map(({ text }) => text).join(" ")).toMatch(/^(?:[\d.]+ )?\| limit 1 $/);
        expect(token?.kind === "text" ? token.text : value).toBe(value);
      }),
    );
  });
});

test.each([
  ["a text", `filter "action = ':a' or action = :a"`, "action = ':a' or action = 'x'"],
  ["a name", "filter '`:a` = :a'", "`:a` = 'x'"],
  ["a pattern", "filter 'action =~ /a :a b/ or action = :a'", "action =~ /a :a b/ or action = 'x'"],
  ["a comment", "filter 'action = :a # :a'", "action = 'x' # :a"],
  [
    "an address, a time and a path",
    "filter 'addr in [::1, :a, 2001:db8::a] and f(:a,10:00) = a/:a'",
    "addr in [::1, 'x', 2001:db8::a] and f('x',10:00) = a/:a",
  ],
])("%s has no parameters", (_, text, expected) => {
  expect(wordsOf(text, { a: "x" })).toEqual([[expected]]);
});

test.each([
  ["10.0.0.0/8", "'10.0.0.0/8'"],
  ["80", "80"],
  ["-1.5", "-1.5"],
  ["5m", "5m"],
  ["1 or true", "'1 or true'"],
  ["it's", String.raw`'it\'s'`],
])("%s is written as %s", (value, expected) => {
  expect(wordsOf("filter 'x = :a'", { a: value })).toEqual([[`x = ${expected}`]]);
});

test("what has no value, and what is not there", () => {
  const missing = parametersOf({});
  plainPipeline("read x | filter ':blocked and action = :what'", missing);
  expect(missing.wrong()?.problem).toBe(":what has no value");
  const unused = parametersOf({ wht: "x" });
  plainPipeline("read x | filter ':blocked'", unused);
  expect(unused.wrong()?.problem).toBe("the query has no :wht");
});
