import { expect, test } from "vitest";
import { foreignInput } from "./foreign.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

test.each([
  ["version account-id interface-id srcaddr\n", "AWS log text"],
  ["2 123456789010 eni-1 10.0.0.1 10.0.0.2 1 2 6 3 4 5 6 ACCEPT OK\n2 12", "AWS log text"],
  ["\n  2 123456789010 eni-1 - - - - - - - 5 6 - NODATA\r\n", "AWS log text"],
  ["2026-11-20T10:00:00.000Z eni-1-all 2 123456789010 eni-1 - - - - - - - 5 6 - SKIPDATA\n", "AWS log text"],
  ["srcaddr,dstaddr,bytes\n", "CSV"],
  ['[{"a":1}]', "a JSON array"],
  ["[\n  1", "a JSON array"],
])("%j is %s", (text, what) => {
  expect(foreignInput(bytesOf(text))).toEqual({ problem: what, advice: "pipe it through flowlogs-read first" });
});

test.each([
  [[0x1f, 0x8b, 8], "gzip data"],
  [[0x28, 0xb5, 0x2f, 0xfd, 0], "zstd data"],
  [[0x50, 0x41, 0x52, 0x31], "a Parquet file"],
])("%j is %s", (bytes, what) => {
  expect(foreignInput(Uint8Array.from(bytes))?.problem).toBe(what);
});

test.each([
  "",
  "\n",
  "{",
  '{"a":"srcaddr dstaddr OK"}\n',
  "oops\n",
  "it is OK\n",
  "bytes\n",
  "2 123456789010 eni-1",
  "x,y\n",
  "[x]\n",
])("%j may be records, or bad lines among them", (text) => {
  expect(foreignInput(bytesOf(text))).toBeUndefined();
});
