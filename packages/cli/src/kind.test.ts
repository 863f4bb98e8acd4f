import { expect, test } from "vitest";
import { choice, list, natural, path, size } from "./kind.ts";
import { nearestName } from "@flowlogs/base/nearest";

test.each([
  ["0", 0],
  ["42", 42],
  ["9007199254740991", Number.MAX_SAFE_INTEGER],
])("natural takes %s", (word, value) => {
  expect(natural.parse(word)).toBe(value);
});

test.each(["", "-1", "1.5", "1e3", "0x10", "ten", "9007199254740992"])("natural refuses %j", (word) => {
  expect(natural.parse(word)).toMatchObject({ problem: `"${word}" is not a whole number` });
});

test.each([
  ["0", 0],
  ["1500", 1500],
  ["256M", 256_000_000],
  ["1.5GB", 1_500_000_000],
  ["5 MB", 5_000_000],
  ["512Mi", 536_870_912],
  ["2GiB", 2_147_483_648],
])("size takes %s", (word, value) => {
  expect(size.parse(word)).toBe(value);
});

test.each(["", "-1", "10%", "1T", "M"])("size refuses %j", (word) => {
  expect(size.parse(word)).toMatchObject({ problem: `"${word}" is not a size` });
});

test("a path is not empty", () => {
  expect(path.parse("a/b c")).toBe("a/b c");
  expect(path.parse("")).toMatchObject({ problem: "the file name is empty" });
});

test("a list says where its fault is", () => {
  const kind = list(choice("start", "end"));
  expect(kind.placeholder).toBe("WORD,...");
  expect(kind.parse("end,start")).toEqual(["end", "start"]);
  expect(kind.parse("start,ned")).toEqual({
    problem: 'unknown word "ned"',
    advice: 'did you mean "end"?',
    text: "start,ned",
    from: 6,
    to: 9,
  });
});

test.each([
  ["byts", "bytes"],
  ["bytse", "bytes"],
  ["pakcets", "packets"],
  ["PACK", "packets"],
  ["srcadr", "srcaddr"],
  ["protocol", undefined],
  ["xy", undefined],
  ["", undefined],
])("nearest to %j is %j", (word, expected) => {
  expect(nearestName(word, ["by", "bytes", "packets", "srcaddr"])).toBe(expected);
});
