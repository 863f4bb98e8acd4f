// The bins of records as SQL: the start of each in ISO 8601, as flow-bin writes it.
import { formatInstant, isProblem, parseZone, type Zone } from "@flowlogs/core";
import { printDuration } from "@flowlogs/core/spelling";
import type { PlanBin, PlanWindow } from "../plan.ts";
import { doubleText } from "./conditions.ts";
import type { SqlValue } from "./dialect.ts";
import { LEAVE_OUT, refuse } from "./refuse.ts";
import type { SqlScope } from "./values.ts";
import { timesOf, zonedPieces } from "./zonedBins.ts";

const DAY = 86_400;
const WEEK = 7 * DAY;
/** 1970-01-05: the epoch is a Thursday. */
const FIRST_MONDAY = 4 * DAY;

/** Throws UsageError. */
export function binSql(bin: PlanBin, scope: SqlScope, window: PlanWindow = {}): SqlValue {
  const { size, zone, at, time, spread } = bin;
  if (spread === true) refuse("flow-bin --spread", "it makes several records of one", LEAVE_OUT);
  if (at === "middle") refuse("flow-bin --at middle", "it is between whole seconds", "take --at start or --at end");
  const field = scope.value({ kind: "field", name: time ?? at, from: 0, to: 0 });
  if (field.type !== "integer")
    refuse(
      `bins by ${time ?? at}`,
      "it is not a time in whole seconds there",
      "name a column of epoch seconds with --time",
    );
  const made = { type: "text", known: field.sql } as const;
  if (zone !== undefined && zone !== "UTC") {
    // The window is one of starts.
    const times = timesOf(time === undefined && at === "start" ? window : {});
    return { ...made, sql: zonedSql(bin, zoneOf(zone), times, field.sql, scope) };
  }
  return { ...made, sql: scope.dialect.iso(lowSql(size, field.sql, scope)), isKnownText: true };
}

/** The epoch seconds at which the bin of a time begins. Throws UsageError. */
function lowSql(size: PlanBin["size"], time: string, { dialect }: SqlScope): string {
  if ("months" in size) {
    const unit = ({ 1: "month", 3: "quarter", 12: "year" } as const)[size.months];
    if (unit === undefined)
      return refuse(`bins of ${printDuration(size)}`, "it has no such calendar", "take bins of 1mo, 1q or 1y");
    return dialect.calendar(time, unit);
  }
  if (!Number.isInteger(size.seconds))
    refuse(`bins of ${printDuration(size)}`, "times are in whole seconds", "take bins of whole seconds");
  const from = size.seconds % WEEK === 0 ? FIRST_MONDAY : 0;
  const shifted = dialect.double(from === 0 ? time : `(${time} - ${from})`);
  const count = dialect.integer(`floor(${shifted} / ${doubleText(String(size.seconds))})`);
  return `(${count} * ${size.seconds}${from === 0 ? "" : ` + ${from}`})`;
}

function zonedSql({ size }: PlanBin, zone: Zone, times: Required<PlanWindow>, time: string, scope: SqlScope): string {
  const { dialect } = scope;
  const whens = zonedPieces(size, zone, times).map((piece) => {
    const label =
      "label" in piece
        ? dialect.text(piece.label)
        : dialect.iso(lowSql(size, `(${time} + ${piece.ahead})`, scope), piece.suffix);
    return `WHEN ${time} < ${piece.end} THEN ${label}`;
  });
  const [first, last] = [times.start, times.end].map((it) => formatInstant(it));
  const message = `bins of ${zone.name} are only known from ${first} to ${last}: name another time with read --start and --end`;
  const isOutside = `${time} < ${times.start} OR ${time} >= ${times.end}`;
  return `CASE WHEN ${time} < ${times.start} THEN ${dialect.failIf(isOutside, message)} ${whens.join(" ")} ELSE ${dialect.failIf(isOutside, message)} END`;
}

function zoneOf(name: string): Zone {
  const zone = parseZone(name);
  return isProblem(zone) ? refuse(`bins of the zone ${name}`, zone.problem, "name another zone") : zone;
}
