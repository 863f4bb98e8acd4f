import { expect, test } from "vitest";
import { listParts } from "./delimiters.ts";

test.each([
  ["", [""]],
  ["a", ["a"]],
  [" a , b ", [" a ", " b "]],
  ["a,,b,", ["a", "", "b", ""]],
  ["pct(x,95),b", ["pct(x,95)", "b"]],
  ["f(g(a,b),c),d", ["f(g(a,b),c)", "d"]],
  ["f(`)`,a),b", ["f(`)`,a)", "b"]],
  ["a),b", ["a)", "b"]],
  ["count(a =~ /\\(,/),b", ["count(a =~ /\\(,/)", "b"]],
  ["count(a not like /[/)]/i),b", ["count(a not like /[/)]/i)", "b"]],
  ["f(a/b)/c,d", ["f(a/b)/c", "d"]],
  ["`a,b`,c", ["`a,b`", "c"]],
  ["`(`,c", ["`(`", "c"]],
  ["`a desc, b`,c asc", ["`a desc, b`", "c asc"]],
  ["a,f(b,c", ["a", "f(b,c"]],
  ["a,`b,c", ["a", "`b,c"]],
])("the parts of %j", (text, parts) => {
  expect(listParts(text).map(({ from, to }) => text.slice(from, to))).toEqual(parts);
});
