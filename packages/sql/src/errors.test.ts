// DuckDB's messages, and the places that they draw.
import { expect, test } from "vitest";
import { placeOf, problemOf } from "./errors.ts";

test.each([
  [
    "first line",
    "SELECT byts FROM flows",
    "Binder Error: no byts\n\nLINE 1: SELECT byts FROM flows\n               ^",
    7,
    11,
  ],
  ["second line", "SELECT a,\n  byts", "Binder Error: no byts\n\nLINE 2:   byts\n          ^", 12, 16],
  [
    "part of a long line",
    `SELECT ${"a, ".repeat(40)}byts`,
    "Binder Error: no byts\n\nLINE 1: ...a, a, a, byts\n                    ^",
    127,
    131,
  ],
])("the place in the %s", (_, query, message, from, to) => {
  expect(problemOf(message, query, query)).toEqual({ problem: "Binder Error: no byts", text: query, from, to });
});

test("the text is that of the user, not the one with DuckDB's parameters", () => {
  const message = "Binder Error: odd\n\nLINE 1: SELECT $a\n               ^";
  expect(problemOf(message, "SELECT :a", "SELECT $a")).toMatchObject({ text: "SELECT :a", from: 7 });
});

test("a message without a place is one line; memory has advice", () => {
  expect(problemOf("Invalid Input Error: a\n  b\n\nc", "SELECT 1", "SELECT 1")).toEqual({
    problem: "Invalid Input Error: a; b; c",
  });
  expect(problemOf("Out of Memory Error: could not\n\nPossible solutions", "", "")).toEqual({
    problem: "the query does not fit into its memory",
    advice: "give more with --max-memory",
  });
});

test.each([
  ["SELECT word.x + 1", 7, 13],
  ['SELECT "a b" + 1', 7, 12],
  ["SELECT 'a b' + 1", 7, 12],
  ["SELECT (1)", 7, 8],
  ["SELECT", 6, 7],
])("%s: what begins at %d ends at %d", (query, from, to) => {
  expect(placeOf(query, from)).toEqual({ from, to });
});
