// Digits that a double would lose are read as texts, and nothing else is.
import { expect, test } from "vitest";
import { parseExact } from "./json.ts";

test.each([
  ["[1,-2.5e3,null]", [1, -2500, null]],
  ["[9007199254740993,-9223372036854775808]", ["9007199254740993", "-9223372036854775808"]],
  [
    "[0.1234567890123456,1.2345678901234567E19,1234567890123456.5]",
    [0.1234567890123456, 1.2345678901234567e19, 1234567890123456.5],
  ],
  [
    '{"1234567890123456":"a 1234567890123456 \\" ,1234567890123456"}',
    { 1234567890123456: 'a 1234567890123456 " ,1234567890123456' },
  ],
  ['["\\\\",1234567890123456]', ["\\", "1234567890123456"]],
])("%s", (text, expected) => {
  expect(parseExact(text)).toEqual(expected);
});

test("what is not JSON is an error", () => {
  expect(() => parseExact("<1234567890123456>")).toThrow(SyntaxError);
});
