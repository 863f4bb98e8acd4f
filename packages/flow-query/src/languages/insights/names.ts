// The fields of a log by the names that Logs Insights has for them.
import { findField } from "@flowlogs/core";
import type { FieldNode } from "./syntax.ts";
import { quoted } from "../texts.ts";
import { atom, type QueryKind, type QueryValue } from "./value.ts";

/** What flowlogs-read must write besides the fields of the log. */
export type ReaderOption = "--with-message" | "--with-source";

export interface LogField {
  readonly value: QueryValue;
  readonly option?: ReaderOption;
  /** The fields of the records that it is made of. */
  readonly fields: readonly string[];
}

const systemFields: Readonly<Record<string, LogField>> = {
  // A record without a start is no event there.
  "@timestamp": { value: atom("start", "time"), fields: ["start"] },
  "@message": ofReader("message", "text", "--with-message"),
  "@logStream": ofReader("log_stream", "text", "--with-source"),
  "@log": {
    value: atom("concat(owner, ':', log_group)", "text", ["log_group", "owner"]),
    option: "--with-source",
    fields: ["owner", "log_group"],
  },
  "@ingestionTime": ofReader("ingestion_time", "time", "--with-source"),
};

function ofReader(name: string, kind: QueryKind, option: ReaderOption): LogField {
  return { value: atom(name, kind, [name]), option, fields: [name] };
}

const renamed: Readonly<Record<string, string>> = { startTime: "start", endTime: "end" };
const kinds: Readonly<Record<string, QueryKind>> = {
  integer: "number",
  time: "number",
  address: "address",
  text: "text",
};

/** Undefined for a field of the system that is not known of a record. */
export function logField({ name }: Pick<FieldNode, "name">): LogField | undefined {
  if (name.startsWith("@")) return systemFields[name];
  const field = findField(renamed[name] ?? name);
  if (field !== undefined)
    return { value: atom(field.name, kinds[field.kind] ?? "text", [field.name]), fields: [field.name] };
  // What the language has another meaning for is a plain field in back-ticks.
  const text = quoted(name, "`");
  return { value: atom(text, "unknown", [text]), fields: [text] };
}

export function systemNames(): readonly string[] {
  return Object.keys(systemFields);
}

/** A name for a column that no command takes for a field of another kind. */
export function columnFor(name: string, value: Pick<QueryValue, "text">, place: number): string {
  const field = findField(name);
  return field === undefined || field.name === value.text ? name : `column ${place + 1}`;
}
