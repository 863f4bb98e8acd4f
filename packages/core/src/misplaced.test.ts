import { expect, test } from "vitest";
import { lookOf, quoted } from "./misplaced.ts";

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
