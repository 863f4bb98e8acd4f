import { describe, expect, test } from "vitest";
import { expressionKind, fieldList, fieldName } from "./optionKinds.ts";

describe("fieldName", () => {
  test.each([
    ["srcaddr", "srcaddr"],
    [" Src-Addr ", "Src-Addr"],
    ["startTime", "startTime"],
    ["latency", "latency"],
    ["a.b", "a.b"],
    ["@timestamp", "@timestamp"],
    ["`byts`", "byts"],
    ["ports", "ports"],
    ["`a, b`", "a, b"],
    ["sum( bytes )", "sum(bytes)"],
    ["sum(bytes)/count()", "sum(bytes)/count()"],
  ])("%s is %s", (text, name) => expect(fieldName.parse(text)).toBe(name));
  test.each([
    ["", "a field name is missing", undefined],
    ["`a", "this back-tick is never closed", undefined],
    ["``", "`` is not a field name", undefined],
    ["sum(bytes", 'this "(" is never closed', undefined],
    ["a b", '"a b" is not a field name', "put such a key in back-ticks: `a b`"],
  ])("%j is wrong", (text, problem, advice) => {
    expect(fieldName.parse(text)).toMatchObject({ problem, text, ...(advice === undefined ? {} : { advice }) });
  });
});

describe("fieldList", () => {
  test.each([
    ["bin,srcAddr, dst_port", ["bin", "srcAddr", "dst_port"]],
    ["`a,b`,pct(bytes, 95),c", ["a,b", "pct(bytes,95)", "c"]],
  ])("%s", (text, names) => expect(fieldList.parse(text)).toEqual(names));
  test.each([
    ["srcaddr,,bytes", "a field name is missing", 8, 8],
    ["srcaddr,srcaddr", '"srcaddr" is in the list twice', 8, 15],
    ["a,`b", "this back-tick is never closed", 2, 4],
  ])("%j is wrong", (text, problem, from, to) => {
    expect(fieldList.parse(text)).toMatchObject({ problem, text, from, to });
  });
});

test("an expression is a kind too", () => {
  expect(expressionKind.parse("bytes > 5")).toMatchObject({ kind: "compare" });
  expect(expressionKind.parse("bytes >")).toHaveProperty("problem");
});
