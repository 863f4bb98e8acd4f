// What a plan says of records before they are grouped: where they come from, which of them count, and their bins.
import { type Expression, parseInstant, type Duration, type Zone } from "@flowlogs/core";
import { expression as condition, type Moment } from "@flowlogs/core/kinds";
import { fieldsOf, keyFor } from "@flowlogs/core/spelling";
import { isProblem } from "@flowlogs/base/problem";
import type { Link } from "@flowlogs/cli/chain";
import { isBeforeBin } from "../rules/filterBeforeBin.ts";
import { optionsBut, present, strangeOption } from "./given.ts";
import type { Plan, PlanSource, PlanWindow } from "@flowlogs/engines";

interface AskedRead {
  readonly sources: readonly string[];
  readonly start?: string | undefined;
  readonly end?: string | undefined;
  readonly tz?: Zone | undefined;
  readonly fields?: readonly string[] | undefined;
  readonly where?: Expression | undefined;
}

/** What flowlogs-read is asked for. With a limit its other options say of which records that is. */
export function logsOf(link: Link): Plan {
  const { sources, start, end, tz, fields, where }: AskedRead = link.request.values;
  const names = sources.length === 0 ? ["-"] : sources;
  const { given } = link.request;
  const isCut = given["limit"] !== undefined;
  const times = ["start", "end", "tz"];
  const window = isCut || given["time-format"] !== undefined ? undefined : windowOf({ start, end, tz });
  const known = [
    "fields",
    ...(isCut ? [] : ["where"]),
    // A zone is only about times.
    ...(window === undefined ? [] : times),
  ];
  return {
    source: { kind: "logs", names, options: optionsBut(link, known) },
    ...present({
      window: window !== undefined && Object.keys(window).length > 0 && window,
      filter: isCut ? undefined : where,
      fields,
    }),
  };
}

/** Undefined for times that only the reader understands. */
function windowOf({ start, end, tz: zone }: Pick<AskedRead, "start" | "end" | "tz">): PlanWindow | undefined {
  const now = Date.now() / 1000;
  const read = (text: string | undefined): number | undefined => {
    const seconds = text === undefined ? undefined : parseInstant(text, { now, zone });
    return seconds === undefined || isProblem(seconds) ? undefined : Math.round(seconds * 1000) / 1000;
  };
  const window = present({ start: read(start), end: read(end) });
  const isRead =
    (window.start === undefined) === (start === undefined) && (window.end === undefined) === (end === undefined);
  return isRead ? window : undefined;
}

/** The records that the first command of a pipeline takes itself. */
export function recordsOf({ request }: Link): PlanSource {
  return { kind: "records", names: request.files.length === 0 ? ["-"] : request.files, options: {} };
}

interface AskedFilter {
  readonly expression?: Expression | undefined;
  readonly not: boolean;
}

export function filterPart(
  link: Link,
  { source, filter, fields, labels = new Map(), bin, group, rank, output }: Plan,
): Partial<Plan> | string {
  const { expression, not: isDenied }: AskedFilter = link.request.values;
  const strange = strangeOption(link, ["not"]);
  if (strange !== undefined || expression === undefined) return strange ?? "flow-filter has no expression";
  const own: Expression = isDenied ? { kind: "not", operand: expression } : expression;
  if (rank !== undefined) return "flow-filter comes after flow-top";
  if (output !== undefined) return "flow-filter comes after flow-fmt";
  if (group !== undefined) {
    const names = [...group.keys, ...group.aggregates].map(({ name }) => name);
    if (group.totals === true || group.alsoBy !== undefined) return "flow-filter comes after groups of several kinds";
    if (!fieldsOf(own).every((name) => names.includes(name))) return "flow-filter is about more than groups have";
    return { group: { ...group, having: both(group.having, own) } };
  }
  if (bin !== undefined && !isBeforeBin(own, bin)) return "flow-filter is about what flow-bin adds";
  if (fields !== undefined) {
    if (source.options["limit"] !== undefined) return "flow-filter comes after --limit and --fields";
    const there = [...fields, ...labels.keys()];
    const isKept = fieldsOf(own).every((name) => keyFor(name, there) !== undefined);
    if (!isKept) return "flow-filter is about fields that flowlogs-read leaves out";
  }
  return { filter: both(filter, own) };
}

function both(one: Expression | undefined, other: Expression): Expression {
  return one === undefined ? other : condition.join([one, other]);
}

interface AskedBin {
  readonly size: Duration;
  readonly tz?: Zone | undefined;
  readonly at?: Moment | undefined;
  readonly time?: readonly string[] | undefined;
  readonly spread: boolean;
  readonly bounds: boolean;
}

export function binPart(link: Link, { bin, group, rank, output }: Plan): Partial<Plan> | string {
  const { size, tz, at = "start", time, spread, bounds }: AskedBin = link.request.values;
  const strange = strangeOption(link, ["tz", "at", "time", "spread", "bounds"]);
  if (strange !== undefined) return strange;
  if ([bin, group, rank, output].some((it) => it !== undefined))
    return "flow-bin comes after other commands than filters";
  const extra = present({
    zone: tz?.name,
    time: time?.[0],
    spread: spread || bounds || undefined,
    bounds: bounds || undefined,
  });
  return { bin: { size, at, ...extra } };
}
