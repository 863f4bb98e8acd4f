// The two engines read the same records: what is asked of them elsewhere rests on that.
import { expect, test } from "vitest";
import { Random } from "../fuzz/random.ts";
import { ask, type Columns } from "./duckdb.ts";
import { columns, randomLogs } from "./logs.ts";

test("DuckDB sees the records as they are written, in their order", async () => {
  const logs = randomLogs(new Random(1), 500);
  const names = Object.keys(columns satisfies Columns);
  const rows = await ask(`SELECT ${names.map((name) => `"${name}"::VARCHAR`).join(", ")} FROM flows`, logs, columns);
  const plain = logs.trimEnd().split("\n");
  const written = plain.map((line) => line.replace(/[{}"]/g, "").replaceAll(/\b[a-z_]+:(?=[^,]*)/g, ""));
  expect(rows.map((row) => row.map((value) => value ?? "null").join(","))).toEqual(written);
});
