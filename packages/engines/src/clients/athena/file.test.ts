// The file of results in pieces of any size: the same rows.
import { expect, test } from "vitest";
import { ResultParser } from "./file.ts";

const text = '"a","b"\n"1",\n"","x""y,z\nä€"\n,"2"\n';
const rows = [
  ["a", "b"],
  ["1", undefined],
  ["", 'x"y,z\nä€'],
  [undefined, "2"],
];

test.each([1, 2, 3, 5, 7, 100])("in pieces of %i bytes", (size) => {
  const parser = new ResultParser();
  const bytes = new TextEncoder().encode(text);
  const found = [];
  for (let from = 0; from < bytes.length; from += size) found.push(...parser.push(bytes.subarray(from, from + size)));
  expect(found).toEqual(rows);
  expect(parser.isOpen).toBe(false);
});

test("a file that is cut is known by its last row", () => {
  const parser = new ResultParser();
  expect(parser.push(new TextEncoder().encode('"a"\n"b'))).toEqual([["a"]]);
  expect(parser.isOpen).toBe(true);
});
