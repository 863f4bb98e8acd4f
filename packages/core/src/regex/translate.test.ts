// Random patterns on random texts, against JavaScript's own engine.
import { RE2JS } from "re2js";
import { expect, test } from "vitest";
import { translate } from "./translate.ts";

function random(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

const atoms =
  String.raw`a b k S 1 _ - . \. \d \D \w \W \s \S \t \n \x41 \u0042 \u00e9 é ß µ [ab] [^ab] [a-f] [^\d\s] [\w.-]
  [\b] []a] [^\n] [\S] [\W] [é-ü] [A-Z] \/ / \- , : 10\.0 [.] [*] \0 \cA [\]\\] [a\-c] 😀 [😀x]`.split(/\s+/);
const signs = [..."aabbkKsS1_-.A/é\u00c9ß\u00b5\u039c\u03bc\u00a0\u2028\n\r\t \ufeff,:0]*c\\\u0001", "😀", "10.0", "ü"];

function pattern(next: (limit: number) => number, depth = 0): string {
  const pick = (list: readonly string[]): string => list[next(list.length)] ?? "";
  const count = 1 + next(4);
  return Array.from({ length: count }, () => {
    if (next(9) === 0) return pick(["^", "$", String.raw`\b`, String.raw`\B`]);
    const isGroup = depth < 3 && next(4) === 0;
    const atom = isGroup ? `${pick(["(", "(?:", `(?<n${next(1e6)}>`])}${pattern(next, depth + 1)})` : pick(atoms);
    return atom + (next(3) === 0 ? pick(["*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,}?", "{1,3}?"]) : "");
  }).join(next(4) === 0 ? "|" : "");
}

test.each(["u", "us", "um", "ui", "uis", "ums"])("matches what JavaScript does, with the flags %s", (flags) => {
  const next = random(flags.length * 77 + flags.charCodeAt(1));
  let matched = 0;
  let compared = 0;
  for (let round = 0; round < 150; round++) {
    const source = pattern(next);
    let native: RegExp;
    try {
      native = new RegExp(source, flags);
    } catch {
      continue;
    }
    const translated = translate(source, flags);
    if (translated === undefined) continue;
    const linear = RE2JS.compile(translated, (flags.includes("i") ? RE2JS.CASE_INSENSITIVE : 0) | RE2JS.LOOKBEHINDS);
    for (let i = 0; i < 40; i++) {
      let text = Array.from({ length: next(9) }, () => signs[next(signs.length)]).join("");
      // With m a line ends at \n alone.
      if (flags.includes("m")) text = text.replaceAll(/[\r\u2028]/g, "");
      // V8 sees a place that is no boundary in the middle of a character.
      if (source.includes(String.raw`\B`)) text = text.replaceAll("😀", "");
      const expected = native.test(text);
      compared++;
      if (expected) matched++;
      expect([source, translated, text, linear.test(text)]).toEqual([source, translated, text, expected]);
    }
  }
  expect(compared).toBeGreaterThan(3000);
  expect(matched).toBeGreaterThan(compared / 10);
});
