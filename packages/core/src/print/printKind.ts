// What a column has, told by its name: that of a field, or of an aggregate of one such as `sum(bytes)`.
import { findAggregate } from "../aggregate/functions/registry.ts";
import { type Field, findField } from "../field.ts";

export type PrintKind =
  | { readonly kind: "bytes" | "count" | "time" | "text" | "number" }
  | { readonly kind: "rate"; readonly unit: string }
  | { readonly kind: "named"; readonly field: Field };

/** Columns that are not a field of AWS's: flow-group, flow-bin and flow-pair make them. */
const OTHERS: Readonly<Record<string, PrintKind>> = {
  bin: { kind: "time" },
  flows: { kind: "count" },
  bps: { kind: "rate", unit: "bit/s" },
  pps: { kind: "rate", unit: "packet/s" },
  bpp: { kind: "bytes" },
  packets_out: { kind: "count" },
  packets_in: { kind: "count" },
  bytes_out: { kind: "bytes" },
  bytes_in: { kind: "bytes" },
  client_port: fieldKindOf(findField("srcport")),
  server_port: fieldKindOf(findField("dstport")),
  tcp_flags_out: fieldKindOf(findField("tcp_flags")),
  tcp_flags_in: fieldKindOf(findField("tcp_flags")),
};

export function printKindOf(name: string): PrintKind {
  const call = /^(\w+)\((.*)\)$/s.exec(name);
  if (call === null) return OTHERS[name] ?? fieldKindOf(findField(name));
  const [, called = "", inside = ""] = call;
  if (called === "bin") return { kind: "time" };
  const aggregate = findAggregate(called)?.function;
  const of = printKindOf((inside.split(",")[0] ?? "").trim());
  switch (aggregate?.gives) {
    case "count":
    case "distinct":
      return { kind: "count" };
    case "value":
      return of;
    case "sum":
      return isAmount(of) ? of : { kind: "number" };
    case "number":
      // Flags of any of the records are flags.
      if (aggregate.name === "bit_or" && of.kind === "named" && of.field.role === "flags") return of;
      return isAmount(of) && aggregate.isOfOtherUnit !== true ? of : { kind: "number" };
    default:
      return { kind: "text" };
  }
}

/** What can be added up: neither times nor names can. */
function isAmount({ kind }: PrintKind): boolean {
  return kind === "bytes" || kind === "count" || kind === "rate";
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
