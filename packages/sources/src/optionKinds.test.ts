// Which formats are taken for slips.
import { expect, test } from "vitest";
import { columns, source } from "./optionKinds.ts";

test.each<[format: string, names: string[]]>([
  ["${version} ${src-addr}", ["version", "srcaddr"]],
  ["srcaddr,instance-tag-3,brand-new", ["srcaddr", "instance_tag_3", "brand_new"]],
])("%s is taken", (format, names) => {
  expect(columns.parse(format)).toEqual(names);
});

test("a misspelt field is refused, and underlined", () => {
  expect(columns.parse("${version} ${srcadr}")).toEqual({
    problem: 'unknown field "srcadr"',
    advice: 'did you mean "srcaddr"?',
    text: "${version} ${srcadr}",
    from: 13,
    to: 19,
  });
});

test("a source has a name", () => {
  expect(source.parse("-")).toBe("-");
  expect(source.parse("")).toMatchObject({ problem: "the source is empty" });
});
