// What a query is: one SELECT, and the sources that it names.
import { expect, test } from "vitest";
import { boundOf, withRecords } from "./database.fake.ts";
import { quoted } from "./statement.ts";

async function sourcesIn(query: string, values: Readonly<Record<string, string>> = {}): Promise<unknown> {
  return await withRecords("", async (database) => await database.sourcesIn(query, boundOf(query, values)));
}

test.each([
  ["SELECT 1", []],
  ["SELECT 1;", []],
  ["FROM flows", []],
  ["WITH a AS (SELECT * FROM read('a b')) SELECT * FROM a, read('it''s') UNION ALL FROM read('a b')", ["a b", "it's"]],
  ["SELECT (SELECT max(x) FROM read('a')) WHERE EXISTS (FROM read('b'))", ["a", "b"]],
  ["SELECT 'read(''x'')' AS a -- read('y')", []],
])("%s", async (query, sources) => {
  expect(await sourcesIn(query)).toEqual(sources);
});

test("a parameter names a source", async () => {
  expect(await sourcesIn("FROM read(:file)", { file: "it's" })).toEqual(["it's"]);
});

test.each([
  ["DROP TABLE flows", "only SELECT is allowed: a query reads, and changes nothing"],
  ["SELECT 1; SELECT 2", "expected one SELECT, not 2 statements"],
  ["", "expected one SELECT, not 0 statements"],
  ["FROM read(x)", "read takes one source in single quotes"],
  ["FROM read('a', 'b')", "read takes one source in single quotes"],
  ["FROM read($file)", "read takes one source in single quotes"],
  ["SELECT a FROM", "syntax error at end of input"],
  ["SELECT :a", ":a has no value"],
])("%s is an error", async (query, problem) => {
  expect(await sourcesIn(query)).toMatchObject({ problem });
});

test("a text is a literal", () => {
  expect(quoted("it's")).toBe("'it''s'");
});
