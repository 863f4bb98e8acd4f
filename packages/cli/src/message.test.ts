import { expect, test } from "vitest";
import { message, rounded, thousands } from "./message.ts";

test("a message is one line", () => {
  expect(message("flow-bin", undefined, { problem: "no size" })).toBe("flow-bin: no size\n");
  expect(message("flow-bin", "SIZE", { problem: "too small", advice: "give more" })).toBe(
    "flow-bin: SIZE: too small; give more\n",
  );
});

test("carets stand under the fault, at least one, and in its line", () => {
  expect(at("a = b", 2, 3)).toEqual(["c: p", "  a = b", "    ^", ""]);
  expect(at("a =", 3)).toEqual(["c: p", "  a =", "     ^", ""]);
  expect(at("# one\na\t= bb\nlast", 10, 20)).toEqual(["c: p", "  a = bb", "      ^^", ""]);
  expect(at("x\ny", 0, 3)).toEqual(["c: p", "  x", "  ^", ""]);
  expect(at("\nx", 0, 2)).toEqual(["c: p", "  ", "  ^", ""]);
});

test("control characters are shown, not sent, and the carets stand under what is shown", () => {
  const told = message("c", "a\x1b]0;\x07b", { problem: 'unexpected "\x1b[31m\n\x9b"', advice: "\ttry\r é" });
  expect(told).toBe('c: a\\x1b]0;\\x07b: unexpected "\\x1b[31m\\n\\x9b"; \\ttry\\r é\n');
  expect(at("a\x1b[31m = = 1\x7f", 9, 10)).toEqual(["c: p", "  a\\x1b[31m = = 1\\x7f", "              ^", ""]);
  expect(at("a\x1b[31m = 1", 0, 6)).toEqual(["c: p", "  a\\x1b[31m = 1", "  ^^^^^^^^^", ""]);
});

test("numbers are easy to read", () => {
  expect([0, 999, 1000, 4_599_902].map(thousands)).toEqual(["0", "999", "1,000", "4,599,902"]);
  expect([7.4, 9_999, 12_345, 5_543_210].map(rounded)).toEqual(["7", "9999", "12.3 k", "5.5 M"]);
});

function at(text: string, from: number, to?: number): string[] {
  return message("c", undefined, { problem: "p", text, from, ...(to === undefined ? {} : { to }) }).split("\n");
}
