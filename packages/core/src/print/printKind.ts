// What a column has, told by its name: that of a field, or of an aggregate of one such as `sum(bytes)`.
import { type Field, findField } from "../field.ts";

export type PrintKind =
  | { readonly kind: "bytes" | "count" | "time" | "text" | "number" }
  | { readonly kind: "rate"; readonly unit: string }
  | { readonly kind: "named"; readonly field: Field };

/** Aggregates whose result has the unit of what they are of. */
const SAME_UNIT = /^(?:sum|avg|mean|median|min|max|first|last|earliest|latest|stddev|stdev|p\d+(?:\.\d+)?|pct)$/;
const TIMES = /^(?:min|max|first|last|earliest|latest)$/;
const COUNTS = /^(?:count|count_distinct|distinct|approx_distinct)$/;

/** Columns that are no field of AWS's. */
const OTHERS: Readonly<Record<string, PrintKind>> = {
  bin: { kind: "time" },
  bps: { kind: "rate", unit: "bit/s" },
  pps: { kind: "rate", unit: "packet/s" },
  bpp: { kind: "bytes" },
};

export function printKindOf(name: string): PrintKind {
  const call = /^(\w+)\((.*)\)$/s.exec(name);
  if (call === null) return OTHERS[name] ?? fieldKindOf(findField(name));
  const [, called = "", inside = ""] = call;
  const aggregate = called.toLowerCase();
  if (COUNTS.test(aggregate)) return { kind: "count" };
  if (aggregate === "bin") return { kind: "time" };
  const of = SAME_UNIT.test(aggregate) ? printKindOf((inside.split(",")[0] ?? "").trim()) : { kind: "text" as const };
  // The sum of times is no time, and that of ports has no name.
  if (of.kind === "time") return TIMES.test(aggregate) ? of : { kind: "number" };
  return of.kind === "named" && !TIMES.test(aggregate) ? { kind: "number" } : of;
}

function fieldKindOf(field: Field | undefined): PrintKind {
  if (field === undefined) return { kind: "text" };
  if (field.kind === "time") return { kind: "time" };
  if (field.unit === "bytes") return { kind: "bytes" };
  if (field.role === "count") return { kind: "count" };
  if (field.kind === "integer" && (field.role !== undefined || field.values !== undefined)) {
    return { kind: "named", field };
  }
  return { kind: field.kind === "integer" ? "number" : "text" };
}
