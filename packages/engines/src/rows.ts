// Rows of an engine as NDJSON of ours.
import { approximateKey } from "@flowlogs/core/kinds";
import type { EngineColumn, EngineRow, EngineValue } from "./query.ts";

/** A writer of rows with these columns, a line each; `approximate`: those whose values are, which each row says at its end. */
export function rowWriter(
  columns: readonly EngineColumn[],
  approximate: readonly string[] = [],
): (rows: readonly EngineRow[]) => Uint8Array {
  const keys = columns.map(({ name }, i) => `${i === 0 ? "{" : ","}${JSON.stringify(name)}:`);
  const isNumber = columns.map(({ type }) => type === "integer" || type === "number");
  const mark = JSON.stringify(approximateKey(columns.map(({ name }) => name)));
  const end = approximate.length === 0 ? "}\n" : `,${mark}:${JSON.stringify(approximate)}}\n`;
  const encoder = new TextEncoder();
  return (rows) => {
    let text = "";
    for (const row of rows) {
      for (const [i, key] of keys.entries()) text += key + valueText(row[i] ?? null, isNumber[i] === true);
      text += end;
    }
    return encoder.encode(text);
  };
}

/** Digits of a column of numbers are a number. JSON has neither NaN nor infinity: they are texts, as null would say that nothing is there. */
function valueText(value: EngineValue, isNumber: boolean): string {
  if (typeof value === "string") return isNumber && /^-?\d+(?:\.\d+)?$/.test(value) ? value : JSON.stringify(value);
  if (typeof value === "number" && !Number.isFinite(value)) return `"${value}"`;
  return String(value);
}
