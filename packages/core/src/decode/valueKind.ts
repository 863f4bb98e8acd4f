// What the columns of a format take, in the kernel's numbers (kernel/value.ts).
import { findField } from "../field.ts";

const TEXT = 0;
const STAMP = 1;
const ADDRESS = 2;
const TIME = 11;
const INTEGER = 18;
const ANY = 32;

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

/** For AWS text: what nobody knows is a text. `isStrict`: an address must look like one. */
export function textKind(name: string, isStrict: boolean): number {
  const kind = findField(name)?.kind;
  if (kind === "integer") return INTEGER;
  if (kind === "time") return TIME;
  return kind === "address" && isStrict ? ADDRESS : TEXT;
}

/** For what stands in front of the columns of a format. */
export function leadKind(name: string): number {
  return name.endsWith("_time") ? STAMP : TEXT;
}

/** For records that others wrote: what nobody knows is whatever it is. */
export function looseKind(name: string): number {
  const kind = findField(name)?.kind;
  if (kind === undefined) return ANY;
  return kind === "integer" ? INTEGER : kind === "time" ? TIME : TEXT;
}
