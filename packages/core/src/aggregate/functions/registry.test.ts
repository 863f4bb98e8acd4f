import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import * as families from "./families.ts";
import { aggregateNames, aggregateRows, findAggregate } from "./registry.ts";

const others = ["definition.ts", "families.ts", "registry.ts"];

test("every file of a family is on the list", () => {
  const files = readdirSync(import.meta.dirname).filter((name) => !name.endsWith(".test.ts") && !others.includes(name));
  expect(Object.keys(families).map((name) => `${name}.ts`)).toEqual(files.toSorted());
});

test("no two functions have a name in common, and none is hidden by percentages in names", () => {
  const names = aggregateNames();
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => name !== name.toLowerCase() || findAggregate(name)?.percent !== undefined)).toEqual([]);
});

test("the help shows every function", () => {
  const shown = aggregateRows().flatMap(({ calls }) => calls.match(/[a-z_]+(?=[( ]|$)/g) ?? []);
  const all = Object.values(families).flatMap(({ functions }) => functions.map(({ name }) => name));
  expect(all.filter((name) => !shown.includes(name))).toEqual([]);
});
