import { expect, test } from "vitest";
import { printScalar } from "../expression/print.ts";
import { isProblem } from "@flowlogs/base/problem";
import { sortKeys } from "./keys.ts";

/** Each key in the normal spelling, with its direction. */
function written(text: string): readonly string[] {
  const keys = sortKeys.parse(text);
  if (isProblem(keys)) throw new Error(keys.problem);
  return keys.map(({ value, direction }) => `${printScalar(value)} ${direction ?? "-"}`);
}

test.each([
  ["bytes", ["bytes -"]],
  ["bytes desc, start asc", ["bytes desc", "start asc"]],
  ["startTime ASC", ["startTime asc"]],
  ["sum(bytes)", ["`sum(bytes)` -"]],
  ["sum( bytes ) asc", ["`sum(bytes)` asc"]],
  ["sum(bytes)/count() asc", ["sum(bytes)/count() asc"]],
  ["`a, b` asc,`desc`", ["`a, b` asc", "desc -"]],
  ["http.status", ["http.status -"]],
  ["desc , asc asc , `a asc`", ["desc -", "asc asc", "`a asc` -"]],
  ["pct(bytes, 95) asc,`(`", ["`pct(bytes,95)` asc", "`(` -"]],
  ["bytes/packets, bps desc", ["bytes/packets -", "bps desc"]],
  ["greatest(srcport, dstport) asc, bytes", ["greatest(srcport,dstport) asc", "bytes -"]],
])("%j", (text, keys) => {
  expect(written(text)).toEqual(keys);
});

test.each([
  ["", "a field or a value is missing", ""],
  ["bytes,", "a field or a value is missing", ""],
  ["bytes up", 'unexpected "up"', "up"],
  ["bytes, a b asc", "unexpected", "b"],
  ["sum(bytes", "never closed", "("],
  ["bytes,sum(bytes, packets asc", "never closed", "("],
  ["`bytes, packets", "never closed", "`"],
  ["srcaddr / 2", "/ needs numbers", "srcaddr"],
])("%j is wrong: %s", (text, problem, under) => {
  const found = sortKeys.parse(text);
  expect(found).toMatchObject({ problem: expect.stringContaining(problem), text });
  expect(isProblem(found) && text.slice(found.from, found.to)).toBe(under);
});
