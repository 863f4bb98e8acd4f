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

const printed = (...words: string[]): Promise<string> => printedOf(path, ...words);

async function printedOf(input: string, ...words: string[]): Promise<string> {
  const { out, err, status } = await run(["flow-fmt", ...words, input]);
  expect({ err, status }).toEqual({ err: "", status: 0 });
  return out;
}

/** What a program prints for this input; undefined where it is not installed. */
function through(program: string, words: readonly string[], input: string): string | undefined {
  if (spawnSync(program, ["--version"]).error !== undefined) return undefined;
  return execFileSync(program, words, { input, encoding: "utf8" });
}

/** The names of the columns and the rows that DuckDB answers. */
async function answers(query: string): Promise<{ names: string[]; rows: unknown[][] }> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  try {
    const result = await connection.runAndReadAll(query);
    return { names: result.columnNames(), rows: result.getRowsJson() };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

test("CSV is read by DuckDB as it was", async () => {
  const csv = file("formats.csv", await printed("-o", "csv"));
  const expected = records.map(({ text, port, sum }) => [text, String(port), sum, null]);
  expect((await answers(`SELECT * FROM read_csv('${csv}', header = true)`)).rows).toEqual(expected);
});

test("* and -x are what DuckDB's * and EXCLUDE are", async () => {
  const csv = file("chosen.csv", await printed("-o", "csv", "--fields", "sum,*,-none,port + 1 as next"));
  const chosen = await answers(`SELECT * FROM read_csv('${csv}', header = true)`);
  const all = file("all.csv", await printed("-o", "csv"));
  const from = `read_csv('${all}', header = true)`;
  expect(chosen).toEqual(await answers(`SELECT sum, * EXCLUDE (sum, none), port + 1 AS next FROM ${from}`));
});

test("a cross table of several values is DuckDB's PIVOT", async () => {
  const kinds = ["ACCEPT", "REJECT", "other"];
  const flows = Array.from({ length: 60 }, (_, i) => {
    const bytes = BigInt(i) * 9_007_199_254_740_993n;
    return `{"host":"h${i % 7}","action":"${kinds[(i * i) % 3]}","bytes":${bytes},"packets":${i}}\n`;
  });
  const input = file("flows.ndjson", flows.join(""));
  const words = ["--pivot", "action", "--values", "bytes,packets"];
  const csv = file("cross.csv", await printedOf(input, "-o", "csv", ...words));
  const ours = await answers(`SELECT * FROM read_csv('${csv}', header = true, all_varchar = true) ORDER BY host`);
  const columns = "columns = {host: 'VARCHAR', action: 'VARCHAR', bytes: 'HUGEINT', packets: 'HUGEINT'}";
  const theirs = await answers(
    `SELECT host, COLUMNS(* EXCLUDE host)::VARCHAR FROM (PIVOT (FROM read_json('${input}', format = 'newline_delimited', ` +
      `${columns})) ON action USING sum(bytes) AS bytes, sum(packets) AS packets GROUP BY host) ORDER BY host`,
  );
  expect(ours.names).toEqual(theirs.names.map((name) => name.replace("_", " ")));
  expect(ours.rows).toEqual(theirs.rows);
  const lines = (await printedOf(input, "-o", "ndjson", ...words)).trimEnd().split("\n");
  const cells = lines.flatMap((line) => line.match(/(?<=":)(?:\d+|null)/g) ?? []);
  expect(cells.toSorted()).toEqual(theirs.rows.flatMap(([, ...sums]) => sums.map(String)).toSorted());
});

test("what --human prints is a number of expressions", async () => {
  // 46 * 2^20 bytes, 1.5 * 2^10, and so on: of three digits, so that nothing is rounded.
  const amounts = [
    { bytes: 48_234_496, packets: 1300, bps: 12_000_000 },
    { bytes: 1536, packets: 999, bps: 7 },
    { bytes: 0, packets: 45_000_000, bps: 2500 },
  ];
  const input = file("amounts.ndjson", amounts.map((it) => `${JSON.stringify(it)}\n`).join(""));
  const [names = "", ...rows] = (await printedOf(input, "-o", "csv", "--human")).trimEnd().split("\n");
  expect(rows).toEqual(["46 MiB,1.3k,12 Mbit/s", "1.5 KiB,999,7 bit/s", "0 B,45M,2.5 kbit/s"]);
  for (const [i, row] of rows.entries()) {
    const condition = names.split(",").map((name, column) => `${name} = ${row.split(",")[column]}`);
    const { out, err } = await run(["flow-filter", condition.join(" and "), input]);
    expect({ out, err }).toEqual({ out: `${JSON.stringify(amounts[i])}\n`, err: "" });
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
  const tool = through(
    "python3",
    ["-m", "json.tool", "--indent", "2", "--no-ensure-ascii"],
    await printed("-o", "json"),
  );
  expect(tool).toBe(read);
});
