// Values of Trino's JSON as ours, and its types.
import type { EngineColumn, EngineRow, EngineType, EngineValue } from "../../query.ts";

/** What columns hold, by the word that Hive or Trino has for their type. */
export function engineType(stored: string): EngineType {
  if (/^(?:tinyint|smallint|int|integer|bigint|decimal\(\d+,\s*0\))$/i.test(stored)) return "integer";
  if (/^(?:float|real|double|decimal)/i.test(stored)) return "number";
  if (/^boolean$/i.test(stored)) return "boolean";
  return /^ipaddress$/i.test(stored) ? "address" : "text";
}

/** Reads a row with these columns. */
export function readerOf(columns: readonly EngineColumn[]): (row: readonly unknown[]) => EngineRow {
  const types = columns.map(({ type }) => type);
  return (row) => types.map((type, i) => valueOf(row[i], type));
}

/** Large integers, decimals, NaN and infinity come as texts. */
function valueOf(value: unknown, type: EngineType): EngineValue {
  if (value === null || value === undefined) return null;
  if (typeof value === "boolean" || typeof value === "number") return value;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (type !== "number" && type !== "integer") return text;
  return /^-?\d+$/.test(text) ? text : Number(text);
}
