// The bins of records, as a value of Logs Insights that the client turns into ISO 8601.
import { printDuration } from "@flowlogs/core/spelling";
import type { PlanBin } from "../../plan.ts";
import type { EngineColumn } from "../../query.ts";
import type { InsightsValue, LogNames } from "./names.ts";
import { refuse } from "./words.ts";

/** Larger counts act as these. Source: docs.aws.amazon.com, CloudWatch Logs, CWL_QuerySyntax-operations-functions. */
const most: Readonly<Record<string, number>> = { ms: 1000, s: 60, m: 60, h: 24 };
const DAY = 86_400;
const WEEK = 7 * DAY;
/** 1970-01-05, from which weeks are counted. */
const FIRST_MONDAY = 4 * DAY;

/** Whether bins of a size begin at multiples of it. */
export function isCountedFromEpoch({ size, at, time }: PlanBin): boolean {
  const isWhole = "seconds" in size && Number.isInteger(size.seconds) && size.seconds % WEEK !== 0;
  return isWhole && at === "start" && time === undefined;
}

/** Throws UsageError. */
export function binColumn(
  { size, zone, at, time, spread }: PlanBin,
  names: LogNames,
): Pick<EngineColumn, "type" | "stored"> & { readonly value: InsightsValue } {
  if (spread === true)
    refuse(
      "with spread bins",
      "a record is in one group there",
      "leave --spread out: the bytes then count where a flow starts",
    );
  if (zone !== undefined && zone !== "UTC")
    refuse(`with bins of the zone ${zone}`, "its bins begin by UTC", "leave --tz out");
  if (at !== "start" && at !== "end")
    refuse(`with bins by the ${at} of a flow`, "its bins are by start or end", "take --at start or --at end");
  const field = names.get(time ?? at);
  const isPlain = time === undefined && at === "start";
  const [, count = "", unit = ""] = /^(\d+)([a-z]+)$/.exec(printDuration(size)) ?? [];
  const value = (text: string): InsightsValue => ({
    text,
    kind: "text",
    ...(field.known === undefined ? {} : { known: field.known }),
  });
  if ("months" in size) {
    if (size.months !== 1)
      refuse(`with bins of ${size.months} months`, "it is not documented where they begin", "take bins of 1mo");
    const instant = isPlain ? "@timestamp" : `fromMillis(${field.text} * 1000)`;
    return { type: "text", stored: "timestamp", value: value(`datefloor(${instant}, 1mo)`) };
  }
  const isWhole = Number(count) <= (most[unit] ?? 1) && DAY % size.seconds === 0;
  if (isPlain && isWhole) return { type: "text", stored: "timestamp", value: value(`bin(${count}${unit})`) };
  if (!Number.isInteger(size.seconds))
    refuse(`with bins of ${printDuration(size)}`, "times are in whole seconds", "take bins of whole seconds");
  const counted = size.seconds % WEEK === 0 ? `(${field.text} - ${FIRST_MONDAY})` : field.text;
  return { type: "text", stored: "seconds", value: value(`(${field.text} - ${counted} % ${size.seconds})`) };
}
