// The rows of a query of Logs Insights, as `aws logs get-query-results` prints them: lists of fields with their values.
import { isObject, type Members } from "./jsonText.ts";

interface QueryField {
  readonly field: string;
  readonly value?: unknown;
}

/** A row is an event, if it says nothing beside it that would be lost, or a record of its fields. */
export type QueryRow = { readonly event: Members } | { readonly record: Members };

/** The answer to the question for its results. */
export function isQuery(
  value: Members,
): value is Members & { results: readonly unknown[]; status?: string | undefined } {
  const { results, status } = value;
  if (!Array.isArray(results) || (status !== undefined && typeof status !== "string")) return false;
  return results.length === 0 ? status !== undefined && isObject(value["statistics"]) : results.every(isRow);
}

export function isRow(value: unknown): value is readonly QueryField[] {
  return (
    Array.isArray(value) && value.length > 0 && value.every((it) => isObject(it) && typeof it["field"] === "string")
  );
}

/** One value of a row, apart from the others: what `--query results` leaves does not say where a row ends. */
export function isCell(value: Members): boolean {
  return Object.keys(value).join() === "field,value" && typeof value["field"] === "string";
}

export function readRow(row: readonly QueryField[]): QueryRow {
  // Where the event lies is of use to the service only.
  const fields = row.filter(({ field }) => field !== "@ptr").map(({ field, value }) => [field, value] as const);
  const values: Members = Object.fromEntries(fields);
  const isEvent = typeof values["@message"] === "string" && fields.every(([name]) => EVENT.has(name));
  if (!isEvent) return { record: values };
  const log = values["@log"];
  return {
    event: {
      message: values["@message"],
      timestamp: timeOf(values["@timestamp"]),
      ingestionTime: timeOf(values["@ingestionTime"]),
      logStreamName: values["@logStream"],
      // An account stands in front of the name of the group.
      logGroupName: typeof log === "string" ? log.replace(/^\d{12}:/, "") : undefined,
    },
  };
}

const EVENT = new Set(["@message", "@timestamp", "@ingestionTime", "@logStream", "@log"]);

/** Epoch milliseconds; the service writes times as "2026-11-20 10:00:00.000", which is UTC. */
function timeOf(text: unknown): number | undefined {
  if (typeof text !== "string") return undefined;
  const time = Date.parse(`${text.replace(" ", "T")}Z`);
  return Number.isNaN(time) ? undefined : time;
}
