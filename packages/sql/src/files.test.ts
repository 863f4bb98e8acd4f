// The query for files: names and types are ours, files of one form are read together, and their order stays. That the rows are
// those of flowlogs-read is in test/fuzz/sql-files.test.ts.
import { expect, test } from "vitest";
import { rowsOf, type TableFile } from "./files.ts";

const text: TableFile = {
  path: "/a.log",
  form: "delimited",
  isGzip: false,
  separator: " ",
  headers: 1,
  columns: [
    { name: "srcaddr", type: "VARCHAR" },
    { name: "it's", type: "BIGINT" },
  ],
};

test("text: all columns, with their types, and a hyphen for null", () => {
  const rows = rowsOf([text]);
  expect(rows).toMatch(/^SELECT \* FROM read_csv\(\['\/a\.log'\], columns=\{'srcaddr': 'VARCHAR', 'it''s': 'BIGINT'\}/);
  expect(rows).toContain("delim=' ', nullstr='-', compression='none', skip=1, header=false, auto_detect=false");
});

test("CSV: what Python writes for null too", () => {
  expect(rowsOf([{ ...text, separator: ";" }])).toContain("delim=';', nullstr=['-', '', 'None']");
});

test("Parquet: by the names of the file, a hyphen of texts for null", () => {
  const columns = [
    { name: "pkt_srcaddr", original: 'pkt-"srcaddr', type: "VARCHAR" },
    { name: "bytes", type: "BIGINT" },
  ];
  expect(rowsOf([{ ...text, form: "parquet", columns }])).toBe(
    `SELECT nullif("pkt-""srcaddr"::VARCHAR, '-') AS "pkt_srcaddr", "bytes"::BIGINT AS "bytes" FROM read_parquet(['/a.log'], hive_partitioning=false)`,
  );
});

test("files of one form in turn are one read, others another one", () => {
  const gzip = { ...text, isGzip: true };
  const rows = rowsOf([text, { ...text, path: "/it's.log" }, gzip, text]).split("\nUNION ALL BY NAME\n");
  expect(rows.map((row) => /read_csv\((\[[^\]]*\])/.exec(row)?.[1])).toEqual([
    "['/a.log', '/it''s.log']",
    "['/a.log']",
    "['/a.log']",
  ]);
});
