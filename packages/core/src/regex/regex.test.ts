import { expect, test } from "vitest";
import type { Problem } from "@flowlogs/base/problem";
import { openRegex, type PatternUser } from "./regex.ts";

function listener(): PatternUser & { readonly notes: string[] } {
  const notes: string[] = [];
  return { notes, note: (text) => void notes.push(text), refuse };
}

function refuse(where: string, { problem, advice }: Problem): never {
  throw new Error(`${where}: ${problem}; ${advice}`);
}

const evil = `${"a".repeat(100_000)}!`;

test.each(["(a+)+$", "^(a|a)*$", "^(([a-z])+.)+[A-Z]([a-z])+$", "(?<!b)(a|aa)+$", "(.*)*x", String.raw`(?:a*)*\b$`])(
  "no text makes /%s/ hang",
  (source) => {
    const user = listener();
    const regex = openRegex(source, "", user);
    expect(regex.test(evil)).toBe(false);
    expect(regex.replaceAll(`${"a".repeat(1000)}!`, "x")).toContain("!");
    expect(user.notes).toEqual([]);
  },
);

test.each([
  [String.raw`^(?!10\.)\d+`, "11.0.0.1", "10.0.0.1"],
  [String.raw`(.)\1`, "😀😀", "😀x"],
  [String.raw`^(?<a>.)\k<a>$`, "ee", "ef"],
  ["a{1,2000}$", "aa", "b"],
])("/%s/ is run by JavaScript's engine, and that is said", (source, matching, other) => {
  const user = listener();
  const regex = openRegex(source, "", user);
  expect([regex.test(matching), regex.test(matching), regex.test(other)]).toEqual([true, true, false]);
  expect(user.notes).toEqual([expect.stringContaining(`/${source}/ may be slow`)]);
});

test("what hangs JavaScript's engine ends the run", () => {
  const regex = openRegex("^(?!x)(a+)+$", "", listener());
  expect(regex.test("aaa")).toBe(true);
  expect(() => regex.test(evil)).toThrow(
    /^\/\^\(\?!x\)\(a\+\)\+\$\/: .* takes too long on "a{40}", 100001 characters; /,
  );
  expect(() => regex.replaceAll(evil, "")).toThrow("takes too long");
});

test("many texts that are slow together end the run too", () => {
  const regex = openRegex("^(?!x)(a+)+$", "", listener());
  const slow = `${"a".repeat(24)}!`;
  const ask = (): void => {
    for (let i = 0; i < 10_000; i++) regex.test(slow);
  };
  expect(ask).toThrow("takes too long");
}, 20_000);

test.each([
  ["(a+)b", "aabxab", "[$1$&]"],
  ["(?<n>a)|b", "ab", "<$<n>>"],
  ["", "a😀", "."],
  ["a*", "baac", "-"],
  ["(a)|(b)", "ab", "$2$1$$"],
  ["x", "axb", "$`$'"],
  ["$", "ab", "!"],
])("replaces /%s/ in %s by %s as JavaScript does", (source, text, by) => {
  const replaced = openRegex(source, "u", listener()).replaceAll(text, by);
  expect(replaced).toBe(text.replace(new RegExp(source, "gu"), by));
});
