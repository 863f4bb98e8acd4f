// The topics of the help say what is so: every function and aggregate is there, and what they show can be read.
import { isProblem } from "@flowlogs/base/problem";
import { expect, test } from "vitest";
import { parseAggregates } from "../aggregate/list.ts";
import { functionNames } from "../expression/functions/registry.ts";
import { madeNames } from "../expression/knownNames.ts";
import { parseExpression } from "../expression/parse/parse.ts";
import { fields } from "../field.ts";
import { parseDuration } from "../time/duration.ts";
import { parseInstant } from "../time/instant.ts";
import { parseZone } from "../time/zone.ts";
import { expressionRows } from "./expressions.ts";
import reference from "./reference.ts";

function at(iso: string): number {
  return Date.parse(iso) / 1000;
}

function rows(topic: string, title?: string): readonly (readonly [readonly string[], string])[] {
  const { sections = [] } = reference.topics.find(({ name }) => name === topic) ?? {};
  const wanted = sections.filter((section) => title === undefined || section.title === title);
  return wanted.flatMap((section) => section.rows ?? []).map(([terms, meaning]) => [[terms].flat(), meaning]);
}

test("every field and every computed name is in the topic of fields, once", () => {
  const terms = rows("fields").flatMap(([names]) => names);
  expect(terms).toEqual([...new Set(terms)]);
  expect(terms.toSorted()).toEqual([...fields.map(({ name }) => name), ...madeNames()].toSorted());
});

test("every function is in the topic of functions, once", () => {
  const names = rows("functions").map(([[call = ""]]) => call.replace(/\(.*/, ""));
  expect(names.toSorted()).toEqual(functionNames().toSorted());
});

test("calls of functions are shown with the arguments that they take", () => {
  const calls = rows("functions").flatMap(([terms]) => terms);
  expect(calls).toEqual(
    expect.arrayContaining([
      "if(CONDITION, VALUE[, VALUE])",
      "case(CONDITION, VALUE, ...)",
      "now()",
      "substr(VALUE, NUMBER[, NUMBER])",
      "isIpInSubnet(VALUE, 'TEXT')",
    ]),
  );
});

test("expressions that the help shows can be parsed", () => {
  const refused = expressionRows.flatMap(([terms]) => terms).filter((term) => isProblem(parseExpression(term)));
  expect(refused).toEqual([]);
});

test("aggregates that the help shows can be parsed", () => {
  const [, ...composed] = reference.topics.find(({ name }) => name === "aggregates")?.sections ?? [];
  const shown = composed.flatMap((section) => (section.rows ?? []).flatMap(([terms]) => terms));
  expect(shown.length).toBe(4);
  expect(shown.filter((term) => isProblem(parseAggregates(term)))).toEqual([]);
});

test("times that the help shows are times, and mean what it says", () => {
  const now = Date.UTC(2026, 10, 21, 12) / 1000;
  const read = rows("times", "Times").map(([terms]) => terms.map((term) => parseInstant(term, { now })));
  const ten = at("2026-11-20T10:00:00Z");
  expect(read).toEqual([
    [ten, ten, ten],
    [ten - 3600],
    [at("2026-11-20T00:00:00Z"), at("2026-11-20T00:00:00Z")],
    [at("2026-11-01T00:00:00Z"), at("2026-01-01T00:00:00Z")],
    [ten],
    [ten],
    [now],
    [at("2026-11-21T00:00:00Z"), at("2026-11-20T00:00:00Z")],
    [now - 7200, now - 1800, at("2026-10-21T12:00:00Z")],
  ]);
  const lengths = rows("times", "Lengths of time").flatMap(([terms]) => terms);
  expect(lengths.filter((term) => isProblem(parseDuration(term)))).toEqual([]);
  expect(rows("times", "Time zones").flatMap(([terms]) => terms.filter((term) => isProblem(parseZone(term))))).toEqual(
    [],
  );
});
