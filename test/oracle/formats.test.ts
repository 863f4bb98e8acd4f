// What flow-fmt writes, read by other programs: DuckDB, awk, jq and Python.
import { execFileSync, spawnSync } from "node:child_process";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { file, run } from "../command.ts";

/** Texts that break formats, and numbers that doubles would round. */
const records = [
  { text: 'a "quoted", text', port: 443, sum: "9223372036854775806", none: null },
  { text: "two\nlines\tand a tab", port: 0, sum: "-1", none: null },
  { text: " back\\slash ", port: 65_535, sum: "9007199254740993", none: null },
  { text: "漢字 é", port: 22, sum: "0", none: null },
] as const;

const ndjson = records
  .map(({ text, port, sum }) => `{"text":${JSON.stringify(text)},"port":${port},"sum":${sum},"none":null}\n`)
  .join("");
const path = file("formats.ndjson", ndjson);

async function printed(...words: string[]): Promise<string> {
  const { out, err, status } = await run(["flow-fmt", ...words, path]);
  expect({ err, status }).toEqual({ err: "", status: 0 });
  return out;
}

/** What a program prints for this input; undefined where it is not installed. */
function through(program: string, words: readonly string[], input: string): string | undefined {
  if (spawnSync(program, ["--version"]).error !== undefined) return undefined;
  return execFileSync(program, words, { input, encoding: "utf8" });
}

test("CSV is read by DuckDB as it was", async () => {
  const csv = file("formats.csv", await printed("-o", "csv"));
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  try {
    const result = await connection.runAndReadAll(`SELECT * FROM read_csv('${csv}', header = true)`);
    const expected = records.map(({ text, port, sum }) => [text, String(port), sum, null]);
    expect(result.getRowsJson()).toEqual(expected);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
});

test("TSV has a record a line and a value a field for awk", async ({ skip }) => {
  const fields = through("awk", ["-F\t", "{ print NF, $2, $3 }"], await printed("-o", "tsv"));
  if (fields === undefined) return skip("awk is not installed");
  const lines = records.map(({ port, sum }) => `4 ${port} ${sum}\n`);
  expect(fields).toBe(`4 port sum\n${lines.join("")}`);
});

test("NDJSON is read by jq", async ({ skip }) => {
  const texts = through("jq", ["-c", "[.text, .port, .none]"], await printed("-o", "ndjson"));
  if (texts === undefined) return skip("jq is not installed");
  expect(texts.trimEnd().split("\n")).toEqual(records.map(({ text, port }) => JSON.stringify([text, port, null])));
});

test("JSON is read by Python, which keeps whole numbers; indented it is what Python writes", async ({ skip }) => {
  const script = "import json,sys; print(json.dumps(json.load(sys.stdin), indent=2, ensure_ascii=False))";
  const read = through("python3", ["-c", script], await printed("-o", "json"));
  if (read === undefined) return skip("python3 is not installed");
  for (const { sum } of records) expect(read).toContain(`"sum": ${sum},\n`);
  expect(await printed("-o", "json", "--pretty")).toBe(read);
});
