import { expect, test } from "vitest";
import { rawPath, shownPath, textOfName, wordsOf } from "./path.ts";

test("any bytes become a text and the same bytes again, and what is UTF-8 is what it says", () => {
  for (const name of ["a.log", "gr\u00fc\u00df.log", "\u65e5\u672c", "\u{1f600}", "\ufffd", ""]) {
    const bytes = Buffer.from(name);
    expect(textOfName(bytes)).toBe(name);
    expect(rawPath(name)).toBe(name);
  }
  // Latin-1, cut characters, overlong ones, surrogates and what lies beyond Unicode, each beside good ones.
  const odd = [[0xe9], [0xe2, 0x82], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xff, 0xfe], [0x80]];
  for (const stray of odd) {
    const bytes = Buffer.from([...Buffer.from("\u{1f600}x"), ...stray, ...Buffer.from("\u00e9.log")]);
    const text = textOfName(bytes);
    expect(Buffer.from(rawPath(text))).toEqual(bytes);
    expect(text.length).toBe("\u{1f600}x".length + stray.length + "\u00e9.log".length);
  }
  expect(shownPath(textOfName(Buffer.from([0x63, 0xe9, 0x2e])))).toBe("c\\xe9.");
});

test("words of the command line get back what was lost of them", () => {
  const line = Buffer.from("node\0main.js\0--state\0caf\xe9\0\0", "latin1");
  const lost = ["--state", "caf\ufffd", ""];
  expect(wordsOf(lost, () => line)).toEqual(["--state", "caf\udce9", ""]);
  expect(wordsOf(["a"], () => expect.unreachable())).toEqual(["a"]);
  expect(
    wordsOf(lost, () => {
      throw new Error("no /proc");
    }),
  ).toEqual(lost);
});
