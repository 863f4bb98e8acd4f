// The bins of records as SQL: the start of each in ISO 8601, as flow-bin writes it.
import { printDuration } from "@flowlogs/core/spelling";
import type { PlanBin } from "../plan.ts";
import { doubleText } from "./conditions.ts";
import type { SqlValue } from "./dialect.ts";
import { refuse } from "./refuse.ts";
import type { SqlScope } from "./values.ts";

const DAY = 86_400;
const WEEK = 7 * DAY;
/** 1970-01-05: the epoch is a Thursday. */
const FIRST_MONDAY = 4 * DAY;

/** Throws UsageError. */
export function binSql({ size, zone, at, time, spread }: PlanBin, scope: SqlScope): SqlValue {
  if (spread === true) refuse("flow-bin --spread", "it makes several records of one");
  if (at === "middle") refuse("flow-bin --at middle", "it is between whole seconds");
  const field = scope.value({ kind: "field", name: time ?? at, from: 0, to: 0 });
  if (field.type !== "integer") refuse(`bins by ${time ?? at}`, "it is not a time in whole seconds there");
  const { dialect } = scope;
  const isUtc = zone === undefined || zone === "UTC";
  if ("months" in size) {
    const unit = ({ 1: "month", 3: "quarter", 12: "year" } as const)[size.months];
    if (unit === undefined || !isUtc) return refuse(`bins of ${printDuration(size)}`, "it has no such calendar");
    return { sql: dialect.iso(dialect.calendar(field.sql, unit)), type: "text", isKnownText: true, known: field.sql };
  }
  if (!isUtc) {
    return refuse(
      `bins of ${printDuration(size)} by the clocks of ${zone}`,
      "engines count otherwise when clocks are set back",
    );
  }
  if (!Number.isInteger(size.seconds)) refuse(`bins of ${printDuration(size)}`, "times are in whole seconds");
  const from = size.seconds % WEEK === 0 ? FIRST_MONDAY : 0;
  const shifted = dialect.double(from === 0 ? field.sql : `(${field.sql} - ${from})`);
  const count = dialect.integer(`floor(${shifted} / ${doubleText(String(size.seconds))})`);
  return {
    sql: dialect.iso(`(${count} * ${size.seconds}${from === 0 ? "" : ` + ${from}`})`),
    type: "text",
    isKnownText: true,
    known: field.sql,
  };
}
