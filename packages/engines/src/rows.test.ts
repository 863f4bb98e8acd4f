// Rows as NDJSON: no digit is lost, and texts stay texts.
import { expect, test } from "vitest";
import { rowWriter } from "./rows.ts";

test("writes integers with all digits, whether as numbers, BigInts or texts", () => {
  const write = rowWriter([{ name: "sum(bytes)", type: "integer" }]);
  const rows = [[1], [9223372036854775807n], ["9223372036854775807"], [null]];
  expect(new TextDecoder().decode(write(rows))).toBe(
    '{"sum(bytes)":1}\n{"sum(bytes)":9223372036854775807}\n{"sum(bytes)":9223372036854775807}\n{"sum(bytes)":null}\n',
  );
});

test("keeps texts of digits, quotes and control characters, and numbers that JSON does not have", () => {
  const write = rowWriter([
    { name: 'a"', type: "text" },
    { name: "b", type: "number" },
  ]);
  const rows = [
    ["007", 0.5],
    ['\u001b"\n', Number.NaN],
  ];
  expect(new TextDecoder().decode(write(rows))).toBe('{"a\\"":"007","b":0.5}\n{"a\\"":"\\u001b\\"\\n","b":"NaN"}\n');
});
