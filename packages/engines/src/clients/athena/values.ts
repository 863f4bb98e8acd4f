// The texts that Athena gives as values of ours.
import type { EngineColumn, EngineRow, EngineType, EngineValue } from "../../query.ts";

/** Reads a row with these columns; null is undefined. */
export function readerOf(columns: readonly EngineColumn[]): (row: readonly (string | undefined)[]) => EngineRow {
  const types = columns.map(({ type }) => type);
  return (row) => types.map((type, i) => valueOf(row[i], type));
}

/** Digits stay as they are. */
function valueOf(text: string | undefined, type: EngineType): EngineValue {
  if (text === undefined) return null;
  if (type === "boolean") return text === "true";
  if (type !== "number" && type !== "integer") return text;
  return /^-?\d+$/.test(text) ? text : Number(text);
}
