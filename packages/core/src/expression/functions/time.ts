// Functions of time. A time is epoch seconds, as `start` and `end` are.
import { makeBinner } from "../../time/bin.ts";
import { type Duration, parseDuration } from "../../time/duration.ts";
import { formatTime } from "../../time/format.ts";
import { parseZone, utc, type Zone } from "../../time/zone.ts";
import { isProblem, type Problem } from "@flowlogs/base/problem";
import { call, numberOf, operation } from "../build.ts";
import type { Refusal, ScalarFunction, Working } from "./function.ts";
import type { Scalar } from "../syntax.ts";

const start: Scalar = { kind: "field", name: "start", from: 0, to: 0 };

export const timeFunctions: readonly ScalarFunction[] = [
  {
    name: "bin",
    parameters: ["period"],
    gives: "time",
    works: { expand: (values) => call("datefloor", start, ...values) },
  },
  {
    name: "datefloor",
    parameters: ["number", "period"],
    gives: "time",
    works: ([time, period]) => stepped(time, period, "low"),
  },
  {
    name: "dateceil",
    parameters: ["number", "period"],
    gives: "time",
    works: ([time, period]) => stepped(time, period, "high"),
  },
  {
    name: "fromMillis",
    parameters: ["number"],
    gives: "time",
    works: { expand: ([value = start]) => operation(value, "/", numberOf(1000)) },
  },
  {
    name: "toMillis",
    parameters: ["number"],
    gives: "number",
    works: { expand: ([value = start]) => operation(value, "*", numberOf(1000)) },
  },
  {
    name: "now",
    parameters: [],
    gives: "time",
    evaluateOnParse: numberOf,
    works: { expand: ([now = start]) => now },
  },
  {
    name: "formatDate",
    parameters: ["number", "constant", "constant"],
    optional: 1,
    gives: "text",
    works: { ask: (time = "", pattern = "", zone = "UTC") => formatTime(Number(time), pattern, zoneOf(zone)) },
    refuse: refuseZone,
  },
];

/** The start of the period that a time is in, or of the first one that does not begin before it. */
function stepped(time: Scalar = start, period: Scalar = start, end: "low" | "high"): Working {
  const length = period.kind === "text" ? parseDuration(period.text) : undefined;
  if (length === undefined || isProblem(length)) throw new TypeError("a period was read before");
  if ("months" in length) return { ask: (text = "") => calendarStep(Number(text), length, end) };
  // In milliseconds, as 0.1 has no exact binary fraction.
  const { low, high } = makeBinner(length).binOf(0);
  const milliseconds = call("round", operation(time, "*", numberOf(1000)));
  const steps = operation(operation(milliseconds, "-", numberOf(low)), "/", numberOf(high - low));
  const whole = operation(call(end === "low" ? "floor" : "ceil", steps), "*", numberOf(high - low));
  return { expand: () => operation(operation(whole, "+", numberOf(low)), "/", numberOf(1000)) };
}

function calendarStep(time: number, length: Duration, end: "low" | "high"): number {
  const milliseconds = Math.round(time * 1000);
  const { low, high } = makeBinner(length).binOf(milliseconds);
  return (end === "high" && low < milliseconds ? high : low) / 1000;
}

const zones = new Map<string, Zone>();

function zoneOf(name: string): Zone {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const zone = parseZone(name);
  const found = isProblem(zone) ? utc : zone;
  zones.set(name, found);
  return found;
}

function refuseZone([, , zone]: readonly Scalar[]): Refusal | undefined {
  const parsed = parseZone(zone?.kind === "text" ? zone.text : "UTC");
  return isProblem(parsed) ? { argument: 2, problem: parsed.problem, ...adviceOf(parsed) } : undefined;
}

function adviceOf({ advice }: Problem): { advice?: string } {
  return advice === undefined ? {} : { advice };
}
