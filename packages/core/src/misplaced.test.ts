import { expect, test } from "vitest";
import { lookOf, nameLast, quoted } from "./misplaced.ts";

test.each([
  ["10", "number"],
  ["-1.5", "number"],
  ["5m", "size"],
  ["csv", "format"],
  ["srcaddr", "fields"],
  ["src-addr,Bytes", "fields"],
  ["byts", "fields"],
  ["bps desc", "fields"],
  ["addr", "fields"],
  ["count", "aggregate name"],
  ["p95", "aggregate name"],
  ["sum(bytes) as b", "aggregate"],
  ["count(), max(start)", "aggregate"],
  ["n=count()", "name first"],
  ["n = abs(bytes)", "condition"],
  ["action = REJECT", "condition"],
  ["bytes>5", "condition"],
  ["=", "operator"],
  ["in", "operator"],
  ["flows.ndjson", undefined],
  ["logs/2026", undefined],
  ["abc", undefined],
])("%s looks like: %s", (word, look) => {
  expect(lookOf(word)).toBe(look);
});

test("a word that the shell would take apart is in quotes", () => {
  expect(["a,b", "sum(bytes)", "it's"].map(quoted)).toEqual(["a,b", "'sum(bytes)'", String.raw`'it'\''s'`]);
});

test("an aggregate with its name in front is written with its name behind it", () => {
  expect(["n=count()", "b := sum(bytes)", "n = abs(bytes)", "bytes=5"].map(nameLast)).toEqual([
    "count() as n",
    "sum(bytes) as b",
    undefined,
    undefined,
  ]);
});
