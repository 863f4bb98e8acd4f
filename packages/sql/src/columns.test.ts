// The types of the columns of records: nothing is lost, and text stays text.
import { expect, test } from "vitest";
import { answerOf, withRecords } from "./database.fake.ts";
import { identifier } from "./columns.ts";

async function typesOf(records: string): Promise<Readonly<Record<string, string>>> {
  const query = "SELECT column_name AS n, data_type AS t FROM duckdb_columns() WHERE table_name = 'flows'";
  const rows = await withRecords(records, async (database) => await answerOf(database, query));
  const pairs = rows.trimEnd().split("\n");
  return Object.fromEntries(
    pairs.map((row) => {
      const { n, t }: { n: string; t: string } = JSON.parse(row);
      return [n, t];
    }),
  );
}

test.each([
  ["known text that looks like a time", '{"account_id":"2026-01-01","vpc_id":"12:00:00"}', "VARCHAR VARCHAR"],
  [
    "unknown text that looks like a time",
    '{"at":"2026-01-01T00:00:00Z","id":"6f9619ff-8b86-d011-b42d-00cf4fc964ff"}',
    "VARCHAR VARCHAR",
  ],
  [
    "columns that are always null",
    '{"bytes":null,"start":null,"srcaddr":null,"odd":null}',
    "BIGINT BIGINT VARCHAR VARCHAR",
  ],
  ["integers beyond 64 bits", '{"a":1,"b":-5}\n{"a":99999999999999999999999999999999999999,"b":2}', "HUGEINT BIGINT"],
  ["integers beyond 38 digits", '{"a":999999999999999999999999999999999999999}', "DOUBLE"],
  ["fractions", '{"a":1}\n{"a":1.5}', "DOUBLE"],
  ["numbers and texts", '{"a":1}\n{"a":"x"}', "VARCHAR"],
  ["lists and objects", '{"a":[1],"b":{"c":"x"}}', "BIGINT[] STRUCT(c VARCHAR)"],
  ["an object and a number", '{"a":{"b":1}}\n{"a":2}', "JSON"],
])("%s", async (_, records, types) => {
  expect(Object.values(await typesOf(records)).join(" ")).toBe(types);
});

test("numbers beside texts, and objects beside numbers, come out as they are", async () => {
  const records = '{"a":1,"b":{"c":1}}\n{"a":"x","b":2}\n{"b":"y"}\n{"b":null}\n';
  expect(await withRecords(records, async (database) => await answerOf(database, "SELECT * FROM flows"))).toBe(
    '{"a":"1","b":{"c":1}}\n{"a":"x","b":2}\n{"a":null,"b":"y"}\n{"a":null,"b":null}\n',
  );
});

test("a file without records has all known fields", async () => {
  expect(await typesOf("")).toMatchObject({
    srcaddr: "VARCHAR",
    bytes: "BIGINT",
    start: "BIGINT",
    ecs_task_id: "VARCHAR",
  });
});

test("records with other keys have all columns, in the order in which they come", async () => {
  expect(Object.keys(await typesOf('{"b":1}\n{"a":1,"b":2}\n{"c":1}'))).toEqual(["b", "a", "c"]);
});

test("a name is an identifier whatever it has", () => {
  expect(identifier('a"b')).toBe('"a""b"');
});
