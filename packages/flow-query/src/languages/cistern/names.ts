// The fields of a log by Cistern's names.
import { findField } from "@flowlogs/core";
import { quoted } from "../texts.ts";

export interface CisternField {
  /** In the language of flow-filter. */
  readonly text: string;
  readonly kind: "integer" | "time" | "address" | "text" | "unknown";
}

/** What flow-filter has another meaning for is a plain field in back-ticks. */
export function logField(name: string): CisternField {
  const field = findField(name);
  return field === undefined ? { text: quoted(name, "`"), kind: "unknown" } : { text: field.name, kind: field.kind };
}

/** The name of a result, where that differs from what it would be called. */
export function named(value: string, usual: string, name: string): string {
  if (usual === name) return value;
  return `${value} as ${/^\w+$/.test(name) && !/^as$/i.test(name) ? name : quoted(name, "`")}`;
}
