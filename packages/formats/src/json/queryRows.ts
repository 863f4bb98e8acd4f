// Reads the rows of a Logs Insights query, as `aws logs get-query-results` prints them: lists of fields with their values.
import { isObject, type JsonObject } from "./jsonText.ts";

interface QueryField {
  readonly field: string;
  readonly value?: unknown;
}

/** A row is an event if all its fields are those of an event; otherwise it is a record of its fields. */
type QueryRow = { readonly event: JsonObject } | { readonly record: JsonObject };

/** Whether the object is the result of a query. */
export function isQuery(
  value: JsonObject,
): value is JsonObject & { results: readonly unknown[]; status?: string | undefined } {
  const { results, status } = value;
  if (!Array.isArray(results) || (status !== undefined && typeof status !== "string")) return false;
  return results.length === 0 ? status !== undefined && isObject(value["statistics"]) : results.every(isRow);
}

export function isRow(value: unknown): value is readonly QueryField[] {
  return (
    Array.isArray(value) && value.length > 0 && value.every((it) => isObject(it) && typeof it["field"] === "string")
  );
}

/** Whether the object is a single cell of a row: after `--query results` nothing shows where a row ends. */
export function isCell(value: JsonObject): boolean {
  return Object.keys(value).join() === "field,value" && typeof value["field"] === "string";
}

export function readRow(row: readonly QueryField[]): QueryRow {
  // @ptr points to the event inside of the service; nobody else can use it.
  const fields = row.filter(({ field }) => field !== "@ptr").map(({ field, value }) => [field, value] as const);
  const values: JsonObject = Object.fromEntries(fields);
  const isEvent = typeof values["@message"] === "string" && fields.every(([name]) => EVENT_FIELDS.has(name));
  if (!isEvent) return { record: values };
  const log = values["@log"];
  return {
    event: {
      message: values["@message"],
      timestamp: timeOf(values["@timestamp"]),
      ingestionTime: timeOf(values["@ingestionTime"]),
      logStreamName: values["@logStream"],
      // The account comes before the name of the group.
      logGroupName: typeof log === "string" ? log.replace(/^\d{12}:/, "") : undefined,
    },
  };
}

const EVENT_FIELDS = new Set(["@message", "@timestamp", "@ingestionTime", "@logStream", "@log"]);

/** Epoch milliseconds of a time as the service writes it: "2026-11-20 10:00:00.000", in UTC. */
function timeOf(text: unknown): number | undefined {
  if (typeof text !== "string") return undefined;
  const time = Date.parse(`${text.replace(" ", "T")}Z`);
  return Number.isNaN(time) ? undefined : time;
}
