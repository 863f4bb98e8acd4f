import { expect, test } from "vitest";
import { fakeContext } from "../stage/context.fake.ts";
import { readWorker } from "../stages.ts";
import type { Ready } from "./columnSlot.ts";

/** What comes of one column of values that were computed elsewhere. */
function written(name: string, values: readonly Ready[]): string[] {
  let output = "";
  const write = (bytes: Uint8Array): void => void (output += new TextDecoder().decode(bytes));
  const worker = readWorker({}, fakeContext({ write }));
  worker.columns.start([name]);
  worker.columns.takeReady(0, values);
  worker.columns.makeRows(values.length);
  worker.finish();
  return output.trimEnd().split("\n");
}

test.each<[string, string, Ready, string]>([
  ["a text that JSON must escape", "action", { text: 'a"b\\c\nd' }, String.raw`"a\"b\\c\nd"`],
  ["a text that is a hyphen", "action", { text: "-" }, "null"],
  ["a text where a number belongs", "bytes", { text: "12" }, "12"],
  ["a text of digits where a text belongs", "account_id", { text: "012345678901" }, '"012345678901"'],
  ["a number where a text belongs", "account_id", { json: "123456789010" }, '"123456789010"'],
  ["nothing", "action", undefined, "null"],
  ["a list", "flows", { json: '["a\\"",1]' }, '["a\\"",1]'],
  ["a time in seconds", "start", { json: "1795168753" }, "1795168753"],
  ["a time in milliseconds", "start", { json: "1795168753042" }, "1795168753.042"],
  ["whole seconds in milliseconds", "end", { json: "1795168753000" }, "1795168753"],
  ["the same as a text", "end", { text: "1795168753120" }, "1795168753.12"],
])("%s", (_, name, value, json) => {
  expect(written(name, [value, value])).toEqual([`{"${name}":${json}}`, `{"${name}":${json}}`]);
});

test("texts, JSON and nothing in one column", () => {
  expect(written("note", [{ text: "a" }, undefined, { json: "1.5" }, { text: "" }, { json: "[]" }])).toEqual([
    '{"note":"a"}',
    '{"note":null}',
    '{"note":1.5}',
    '{"note":""}',
    '{"note":[]}',
  ]);
});
