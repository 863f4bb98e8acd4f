// The texts that Logs Insights gives as values of ours. Its numbers are doubles, perhaps with an exponent.
import { formatInstant } from "@flowlogs/core";
import type { EngineColumn, EngineContext, EngineRow, EngineValue } from "../../query.ts";

/** Reads a row with these columns. */
export function readerOf(
  columns: readonly EngineColumn[],
  context: Pick<EngineContext, "note">,
): (row: ReadonlyMap<string, string>) => EngineRow {
  let isTold = false;
  const tell = (): void => {
    if (isTold) return;
    isTold = true;
    context.note({ problem: "Logs Insights has rounded numbers beyond 2^53, as it computes in doubles" });
  };
  return (row) => columns.map((column) => valueOf(row.get(column.as ?? column.name), column, tell));
}

function valueOf(text: string | undefined, { type, stored, isRaw }: EngineColumn, tell: () => void): EngineValue {
  if (text === undefined || (isRaw === true && text === "-")) return null;
  if (stored === "timestamp") return formatInstant(Date.parse(`${text.replace(" ", "T")}Z`) / 1000);
  if (stored === "seconds") return formatInstant(Number(text));
  if (type !== "integer" && type !== "number") return text;
  if (type === "integer" && isRaw === true && /^-?\d+$/.test(text)) return text;
  const number = Number(text);
  if (text === "" || Number.isNaN(number)) return null;
  if (Math.abs(number) > Number.MAX_SAFE_INTEGER) tell();
  if (/^-?\d+$/.test(text)) return text;
  return Number.isInteger(number) && Math.abs(number) < 1e21 ? String(BigInt(number)) : number;
}
