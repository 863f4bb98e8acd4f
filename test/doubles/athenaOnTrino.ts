// What executes the SQL of Athena's double as it is: Trino, whose language it has, over the tables in Glue and S3.
import { type StatementPage, statementPages } from "../engines/trino/cluster.ts";
import type { AthenaResult } from "./athena.ts";

/** A text, or a number. */
const token = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

/** Throws what Trino says, as Athena reports it: the name of the error stands before the words. */
export async function executedByTrino(url: string, sql: string): Promise<AthenaResult> {
  const rows: (string | null)[][] = [];
  let columns: NonNullable<StatementPage["columns"]> = [];
  let bytesScanned = 0;
  for await (const page of statementPages(url, sql, withNumbersAsTexts)) {
    if (page.error !== undefined) throw new Error(`${page.error.errorName}: ${page.error.message}`);
    columns = page.columns ?? columns;
    bytesScanned = Number(page.stats?.physicalInputBytes ?? bytesScanned);
    rows.push(...(page.data ?? []).map((row) => row.map(textOf)));
  }
  // The length of a text is no part of a type there.
  return { columns: columns.map(({ name, type }) => ({ name, type: type.replace(/\(.*/, "") })), rows, bytesScanned };
}

/** Numbers keep their digits, and doubles the form that Java gives them: Athena shows it too. */
function withNumbersAsTexts(text: string): StatementPage {
  return JSON.parse(text.replaceAll(token, (found) => (found.startsWith('"') ? found : `"${found}"`)));
}

function textOf(value: unknown): string | null {
  if (value === null || typeof value === "string") return value;
  return typeof value === "boolean" ? String(value) : JSON.stringify(value);
}
