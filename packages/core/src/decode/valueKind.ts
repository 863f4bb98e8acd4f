// What the columns of a format take, in the kernel's numbers.
import { findField } from "../field.ts";
import { KIND_ADDRESS, KIND_ANY, KIND_INTEGER, KIND_STAMP, KIND_TEXT, KIND_TIME } from "@flowlogs/kernel/opcodes";

/** Where a record comes from: what it was found in, and what the service that kept it knows of it. */
export const originFields: readonly string[] = [
  "source",
  "shard",
  "sequence_number",
  "log_group",
  "log_stream",
  "owner",
  "subscription_filter",
  "event_id",
  "event_time",
  "ingestion_time",
];

/** For AWS text: an unknown field is a text. `isStrict`: an address must look like one. */
export function textKind(name: string, isStrict: boolean): number {
  const kind = findField(name)?.kind;
  if (kind === "integer") return KIND_INTEGER;
  if (kind === "time") return KIND_TIME;
  return kind === "address" && isStrict ? KIND_ADDRESS : KIND_TEXT;
}

/** For what comes before the columns of a format. */
export function leadKind(name: string): number {
  return name.endsWith("_time") ? KIND_STAMP : KIND_TEXT;
}

/** For records that others wrote: an unknown field is a number or a text, as it is written. */
export function looseKind(name: string): number {
  const kind = findField(name)?.kind;
  if (kind === undefined) return KIND_ANY;
  return kind === "integer" ? KIND_INTEGER : kind === "time" ? KIND_TIME : KIND_TEXT;
}

/** For rows that are not records: a known number or time may be a text. */
export function rowKind(name: string): number {
  return looseKind(name) === KIND_TEXT ? KIND_TEXT : KIND_ANY;
}
