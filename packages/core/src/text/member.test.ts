import { expect, test } from "vitest";
import { keysOf, membersOf, withoutMember } from "./member.ts";
import { splitRow } from "./row.ts";

const values = [
  "1",
  "-2.5e3",
  "null",
  "true",
  '""',
  '"a\\"b"',
  '"\\\\"',
  '"{[,:]}"',
  "[]",
  "{}",
  '[1,{"x":[2,"]"]}]',
  '{"b":{"c":"}"},"d":[]}',
];

test.each(values)("a member's bounds are those of its text: %s", (value) => {
  for (const [blank, text] of [" ", "\t", ""].map((it) => [it, `{"k\\"":1,${it}"x"${it}:${it}${value}${it},"z":0}`])) {
    const found = (membersOf(text ?? "") ?? []).map(({ key, from, to }) => [key, text?.slice(from, to)]);
    expect(found).toEqual([
      ['k"', '"k\\"":1'],
      ["x", `"x"${blank}:${blank}${value}`],
      ["z", '"z":0'],
    ]);
  }
  expect(withoutMember(`{ "x" : ${value} , "y":2, "x":3 }\n`, "x")).toBe('{"y":2}');
  expect(withoutMember(`{"y":2,"x":${value}}`, "y")).toBe(`{"x":${value}}`);
});

test.each(["", "null", "[1]", "1", "{", '{"a":}', '"a"', "{} {}"])("%j is not an object", (text) => {
  expect(membersOf(text)).toBeUndefined();
});

test("keys come in their order, each once", () => {
  expect(keysOf('{"b":1,"a":{"c":1},"b":2}\n')).toEqual(["b", "a"]);
  expect(keysOf(" { } ")).toEqual([]);
});

test.each([
  ['"a""b",c\n', ['a"b', "c"]],
  ['""\n', [""]],
  ['"""",x', ['"', "x"]],
  ['"a"b,c\n', undefined],
  ['"a""\n', undefined],
  [`"${"k".repeat(9e6)}",x\n`, ["k".repeat(9e6), "x"]],
])("cells of a row in quotes", (text, cells) => {
  expect(splitRow(text, ",")?.cells).toEqual(cells);
});
