// Values of DuckDB as JSON: numbers with every digit, times in ISO 8601, lists and structs as JSON.
import type * as duckdb from "@duckdb/node-api";

/** A writer of values as JSON. */
export function jsonWriter(api: typeof duckdb): (value: duckdb.DuckDBValue) => string {
  const times = [
    api.DuckDBTimestampValue,
    api.DuckDBTimestampSecondsValue,
    api.DuckDBTimestampMillisecondsValue,
    api.DuckDBTimestampNanosecondsValue,
  ];
  const write = (value: duckdb.DuckDBValue): string => {
    if (value === null || typeof value === "boolean") return String(value);
    if (typeof value === "string") return JSON.stringify(value);
    if (typeof value === "bigint") return String(value);
    // JSON has no NaN and no infinity: they are texts, because null would say that there is no value.
    if (typeof value === "number") return Number.isFinite(value) ? String(value) : `"${value}"`;
    if (value instanceof api.DuckDBDecimalValue) return value.toString();
    if (times.some((type) => value instanceof type)) return JSON.stringify(isoOf(String(value)));
    if (value instanceof api.DuckDBTimestampTZValue) {
      return JSON.stringify(isoOf(String(new api.DuckDBTimestampValue(value.micros))));
    }
    if (value instanceof api.DuckDBListValue || value instanceof api.DuckDBArrayValue) {
      return `[${value.items.map(write).join(",")}]`;
    }
    if (value instanceof api.DuckDBStructValue) return object(Object.entries(value.entries), write);
    if (value instanceof api.DuckDBMapValue) {
      return object(
        value.entries.map(({ key, value: it }) => [typeof key === "string" ? key : write(key), it] as const),
        write,
      );
    }
    if (value instanceof api.DuckDBUnionValue) return write(value.value);
    return JSON.stringify(String(value));
  };
  return write;
}

function object(
  entries: readonly (readonly [string, duckdb.DuckDBValue])[],
  write: (value: duckdb.DuckDBValue) => string,
): string {
  return `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${write(value)}`).join(",")}}`;
}

/** `2026-01-02 03:04:05` is UTC; infinity and years before Christ stay as DuckDB writes them. */
function isoOf(text: string): string {
  return /^\d{4}-\d\d-\d\d [\d:.]+$/.test(text) ? `${text.replace(" ", "T")}Z` : text;
}
