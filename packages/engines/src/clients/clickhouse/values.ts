// Values of ClickHouse's JSON as ours.
import type { EngineColumn, EngineRow, EngineType, EngineValue } from "../../query.ts";

/** What its columns hold, by the word that it has for their type. */
export function engineType(stored: string): EngineType {
  const inner = /^(?:Nullable|LowCardinality)\((.*)\)$/.exec(stored)?.[1];
  if (inner !== undefined) return engineType(inner);
  if (/^U?Int\d+$/.test(stored)) return "integer";
  if (/^(?:Float|BFloat|Decimal)/.test(stored)) return "number";
  if (stored === "Bool") return "boolean";
  return /^IPv[46]$/.test(stored) ? "address" : "text";
}

/** Reads a row with these columns. */
export function readerOf(columns: readonly EngineColumn[]): (row: readonly unknown[]) => EngineRow {
  const types = columns.map(({ type }) => type);
  return (row) => types.map((type, i) => valueOf(row[i], type));
}

/** Integers, and what JSON has no numbers for, come as texts. */
function valueOf(value: unknown, type: EngineType): EngineValue {
  if (value === null || value === undefined) return null;
  if (type === "boolean") return value === true || value === 1;
  if (typeof value === "number") return value;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (type === "address") return text.replace(/^::ffff:(?=\d+\.)/, "");
  if (type !== "number" && type !== "integer") return text;
  return /^-?\d+$/.test(text) ? text : Number(text.replace(/inf$/, "Infinity"));
}
