import { expect, test } from "vitest";
import { visible, visibleJson } from "./visible.ts";

test.each([
  ["plain é 漢字 😀 \u00a0", "plain é 漢字 😀 \u00a0"],
  ["a\tb\r\n", String.raw`a\tb\r\n`],
  ["\u001b[31m\u0000\u007f", String.raw`\x1b[31m\x00\x7f`],
  ["\u0085\u009b2J", String.raw`\x85\x9b2J`],
  ["\u202eabc\u2066\u061c\u200f", String.raw`\u202eabc\u2066\u061c\u200f`],
  ["\u200b\u200d\u2060\ufeff\u00ad\u2028\u2029", String.raw`\u200b\u200d\u2060\ufeff\xad\u2028\u2029`],
  ["\u3164\u115f\ufe0f\u034f\u180e", String.raw`\u3164\u115f\ufe0f\u034f\u180e`],
  ["\u{e0041}\ud800", String.raw`\u{e0041}\ud800`],
  ['quote" and \\', 'quote" and \\'],
])("%j is shown as %s", (given, shown) => {
  expect(visible(given)).toBe(shown);
});

test("JSON stays the same value when nothing in it is invisible", () => {
  const value = { "a\u009b31m\u202e": "\u{e0001}\ud800 plain é" };
  const json = visibleJson(JSON.stringify(value));
  expect(json).toMatch(/^[ -~é]*$/);
  expect(JSON.parse(json)).toEqual(value);
});
