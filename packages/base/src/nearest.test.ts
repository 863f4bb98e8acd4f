import { expect, test } from "vitest";
import { nearest } from "./nearest.ts";

test.each([
  ["byts", ["packets", "bytes"], "bytes"],
  ["actoin", ["action"], "action"],
  ["ACTON", ["action"], "action"],
  ["srcaddr", ["dstaddr", "srcaddr"], "srcaddr"],
  ["kitten", ["sitting"], undefined],
  ["", ["ab"], "ab"],
  ["ab", [], undefined],
])("%j among %j is %j", (word, candidates, expected) => {
  expect(nearest(word, candidates)).toBe(expected);
});

test("the first of equals wins", () => {
  expect(nearest("cat", ["bat", "hat"])).toBe("bat");
});

test("the limit is the caller's, and a swap of neighbours is one edit", () => {
  expect(nearest("kitten", ["sitting"], 3)).toBe("sitting");
  expect(nearest("prot", ["port"], 1)).toBe("port");
  expect(nearest("prto", ["port"], 1)).toBeUndefined();
});
