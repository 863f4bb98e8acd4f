// CSV and NDJSON that somebody else wrote, read by us and by DuckDB: the same answers to the same questions.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, expect, test } from "vitest";
import { Random } from "../fuzz/random.ts";
import { readSource } from "../fuzz/forms.ts";
import { randomLogs, columns } from "./logs.ts";

const scratch = mkdtempSync(join(tmpdir(), "flowlogs-read-oracle-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const typed = Object.entries(columns)
  .map(([name, type]) => `'${name}': '${type}'`)
  .join(", ");

/** Runs statements, and answers the last one. */
async function duckdb(...statements: string[]): Promise<readonly unknown[]> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  try {
    for (const statement of statements.slice(0, -1)) await connection.run(statement);
    return (await connection.runAndReadAll(statements.at(-1) ?? "")).getRowsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const logs = randomLogs(new Random(11), 2000);
const asNdjson = join(scratch, "flows.ndjson");
writeFileSync(asNdjson, logs);

/** What is asked of both: a row for each record, every value as text. */
const question = `SELECT ${Object.keys(columns)
  .map((name) => `"${name}"::VARCHAR`)
  .join(", ")} FROM `;
const ours = (path: string): string => `read_json('${path}', format = 'newline_delimited', columns = {${typed}})`;

test.each([
  ["CSV", "csv", "(FORMAT csv, HEADER)"],
  ["CSV with every text in quotes", "quoted.csv", "(FORMAT csv, HEADER, FORCE_QUOTE *)"],
  ["CSV with semicolons", "semicolons.csv", "(FORMAT csv, HEADER, DELIMITER ';')"],
  ["CSV with bars", "bars.csv", "(FORMAT csv, HEADER, DELIMITER '|')"],
  ["TSV", "tsv", "(FORMAT csv, HEADER, DELIMITER '\t')"],
  ["NDJSON", "again.ndjson", "(FORMAT json)"],
  ["a JSON array", "json", "(FORMAT json, ARRAY true)"],
])("%s that DuckDB wrote", async (_, name, how) => {
  const path = join(scratch, name);
  await duckdb(`COPY (SELECT * FROM ${ours(asNdjson)}) TO '${path}' ${how}`, "SELECT 1");
  const { records, bad } = await readSource(readFileSync(path), () => 100_000);
  expect(bad).toEqual([]);
  const read = join(scratch, `${name}.read`);
  writeFileSync(read, records.map((record) => `${record}\n`).join(""));
  expect(await duckdb(question + ours(read))).toEqual(await duckdb(question + ours(asNdjson)));
});

test("quotes, separators and newlines in texts, as DuckDB writes and reads them", async () => {
  const random = new Random(3);
  const texts = random.times(500, () =>
    random.times(random.between(1, 6), () => random.pick(['"', ",", "\n", "a", " ", "\\", "\u00e9"])).join(""),
  );
  const source = join(scratch, "texts.ndjson");
  writeFileSync(source, texts.map((note, bytes) => `${JSON.stringify({ bytes, note })}\n`).join(""));
  const path = join(scratch, "texts.csv");
  const from = `read_json('${source}', format = 'newline_delimited', columns = {bytes: 'BIGINT', note: 'VARCHAR'})`;
  await duckdb(`COPY (SELECT * FROM ${from}) TO '${path}' (FORMAT csv, HEADER, FORCE_QUOTE (note))`, "SELECT 1");
  const { records, bad } = await readSource(readFileSync(path), () => 97);
  expect(bad).toEqual([]);
  expect(records.map((record) => JSON.parse(record) as unknown)).toEqual(texts.map((note, bytes) => ({ bytes, note })));
  const theirs = await duckdb(
    `SELECT note FROM read_csv('${path}', header = true, columns = {bytes: 'BIGINT', note: 'VARCHAR'})`,
  );
  expect(theirs).toEqual(texts.map((note) => [note]));
});
