// The columns of a file of records, with types that lose nothing: known text stays text, integers keep every digit.
import type { DuckDBConnection } from "@duckdb/node-api";
import { fields, findField } from "@flowlogs/core";
import { quoted } from "./statement.ts";

/** A name as an identifier of SQL. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A file of NDJSON as a table. */
export async function tableOf(path: string, connection: DuckDBConnection): Promise<string> {
  const found = await columnsOf(path, connection);
  const columns = found.length > 0 ? found : fields.map(({ name }): TypedColumn => [name, typeOf(name, "JSON")]);
  return readJson(path, columns);
}

type TypedColumn = readonly [name: string, type: string];

async function columnsOf(path: string, connection: DuckDBConnection): Promise<readonly TypedColumn[]> {
  const detect = "sample_size=-1, map_inference_threshold=-1, field_appearance_threshold=0";
  const from = `read_json(${quoted(path)}, format='newline_delimited', ${detect})`;
  const reader = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${from}`);
  const columns: TypedColumn[] = [];
  for (const [name, type] of reader.getRows()) {
    columns.push([String(name), await certainType(String(name), typeOf(String(name), String(type)), path, connection)]);
  }
  // What DuckDB calls a file without records.
  return columns.length === 1 && columns[0]?.[0] === "json" ? [] : columns;
}

/** A column that is null in all records is JSON to DuckDB, and text with the form of a date is a date. */
function typeOf(name: string, detected: string): string {
  const kind = findField(name)?.kind;
  if (kind === "text" || kind === "address") return "VARCHAR";
  if (detected === "JSON" && (kind === "integer" || kind === "time")) return "BIGINT";
  return /^(DATE|TIME|TIMESTAMP.*|UUID)$/.test(detected) ? "VARCHAR" : detected;
}

/**
 * The type of a column whose detected one is not certain: integers beyond 64 bits are taken for DOUBLE, those of both signs for
 * HUGEINT, and a column that is null in all records, or has numbers and texts, for JSON.
 */
async function certainType(
  name: string,
  detected: string,
  path: string,
  connection: DuckDBConnection,
): Promise<string> {
  if (detected !== "DOUBLE" && detected !== "HUGEINT" && detected !== "JSON") return detected;
  const column = identifier(name);
  const type = detected === "JSON" ? "JSON" : "VARCHAR";
  const facts =
    detected === "JSON"
      ? `coalesce(bool_or(json_type(${column}) IN ('OBJECT', 'ARRAY')), false)`
      : `bool_and(try_cast(${column} AS BIGINT) IS NOT NULL), bool_and(regexp_full_match(${column}, '-?[0-9]{1,38}'))`;
  const present = `FROM ${readJson(path, [[name, type]])} WHERE ${column} IS NOT NULL`;
  const reader = await connection.runAndReadAll(`SELECT ${facts} ${present}`);
  const [first, areWhole] = reader.getRows()[0] ?? [];
  if (detected === "JSON") return first === true ? "JSON" : "VARCHAR";
  return areWhole !== true ? detected : first === true ? "BIGINT" : "HUGEINT";
}

function readJson(path: string, columns: readonly TypedColumn[]): string {
  const members = columns.map(([name, type]) => `${identifier(name)}: ${quoted(type)}`);
  return `read_json(${quoted(path)}, format='newline_delimited', columns={${members.join(", ")}})`;
}
