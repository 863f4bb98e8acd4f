import { expect, test } from "vitest";
import { isProblem } from "../problem.ts";
import { sortKeys } from "./keys.ts";

const plain = (field: string) => ({ field, direction: undefined });
const down = (field: string) => ({ field, direction: "desc" });
const up = (field: string) => ({ field, direction: "asc" });

test.each([
  ["bytes", [plain("bytes")]],
  ["bytes desc, start asc", [down("bytes"), up("start")]],
  ["startTime ASC", [up("start")]],
  ["sum(bytes)", [plain("sum(bytes)")]],
  ["sum( bytes ) asc", [up("sum(bytes)")]],
  ["`a, b` asc,`desc`", [up("a, b"), plain("desc")]],
  ["http.status", [plain("http.status")]],
  ["desc , asc asc , `a asc`", [plain("desc"), up("asc"), plain("a asc")]],
  ["pct(bytes, 95) asc,`(`", [up("pct(bytes,95)"), plain("(")]],
])("%j", (text, keys) => {
  expect(sortKeys.parse(text)).toEqual(keys);
});

test.each([
  ["", "a field name is missing", ""],
  ["bytes,", "a field name is missing", ""],
  ["bytes up", "is no field name", "bytes up"],
  ["byts", "unknown field", "byts"],
  ["bytes, packts asc", "unknown field", "packts"],
  ["sum(bytes", "never closed", "sum(bytes"],
  ["bytes,sum(bytes, packets asc", "never closed", "sum(bytes, packets"],
  ["`bytes, packets", "never closed", "`bytes, packets"],
])("%j is wrong: %s", (text, problem, under) => {
  const found = sortKeys.parse(text);
  expect(found).toMatchObject({ problem: expect.stringContaining(problem), text });
  expect(isProblem(found) && text.slice(found.from, found.to)).toBe(under);
});
