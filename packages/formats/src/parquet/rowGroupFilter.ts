// Tells by its statistics whether a row group may have records of the window, and such as a condition holds for.
import { type Expression, findField, identityOf } from "@flowlogs/core";
import type { RowGroup } from "hyparquet";
import { chunksOf, type ThriftField } from "./footer.ts";
import { plainType } from "./plainType.ts";

/** The time window of the records, in epoch seconds. */
export interface RowWindow {
  readonly start?: number | undefined;
  readonly end?: number | undefined;
}

type Comparing = Extract<Expression, { kind: "compare" }>;
type ListItem = Extract<Expression, { kind: "in" }>["items"][number];

type Bound = bigint | string;

/** The values of a column lie between these, both whole numbers or both texts; "null": it has none. */
type Bounds = { readonly low: Bound; readonly high: Bound } | "null";

/** Whether a row group may contain records of the window. */
export function mayBeInWindow(
  { columns }: RowGroup,
  { start = Number.NEGATIVE_INFINITY, end = Number.POSITIVE_INFINITY }: RowWindow,
): boolean {
  const column = columns.find(
    ({ meta_data: data }) => findField(data?.path_in_schema.join(".") ?? "")?.name === "start",
  );
  const { statistics, type } = column?.meta_data ?? {};
  if (statistics === undefined || (type !== "INT32" && type !== "INT64")) return true;
  // Records without a time are counted separately.
  if (statistics.null_count !== 0n) return true;
  const earliest = seconds(statistics.min_value ?? statistics.min, -0.001);
  const latest = seconds(statistics.max_value ?? statistics.max, 0.001);
  return earliest === undefined || latest === undefined || (latest >= start && earliest < end);
}

/** A time from here on is in milliseconds. */
const FIRST_MILLISECONDS = 1e11;

/** A bound in epoch seconds; undefined if it is not a time. A Date has lost what its column has of less than a millisecond. */
function seconds(bound: unknown, rounded: number): number | undefined {
  if (bound instanceof Date) return bound.getTime() / 1000 + rounded;
  if (typeof bound !== "bigint" && typeof bound !== "number") return undefined;
  const value = Number(bound);
  return value >= FIRST_MILLISECONDS ? value / 1000 : value;
}

/** Whether the condition may be true for a record of a row group. What is not known, may be. */
export function mayPass(condition: Expression, group: RowGroup, fields: readonly ThriftField[]): boolean {
  switch (condition.kind) {
    case "and":
      return condition.operands.every((operand) => mayPass(operand, group, fields));
    case "or":
      return condition.operands.some((operand) => mayPass(operand, group, fields));
    case "compare": {
      const bounds = boundsOf(condition.field, group, fields);
      return bounds === undefined || (bounds !== "null" && mayCompare(condition, bounds));
    }
    case "in": {
      const bounds = boundsOf(condition.field, group, fields);
      return bounds === undefined || (bounds !== "null" && condition.items.some((item) => mayEqual(item, bounds)));
    }
    default:
      return true;
  }
}

/** The bounds of a field's values; undefined if they are not known, or not comparable as they are. */
function boundsOf(
  { name, scalar }: Comparing["field"],
  group: RowGroup,
  fields: readonly ThriftField[],
): Bounds | undefined {
  const [field, other] = fields.filter((each) => identityOf(each.name) === identityOf(name));
  if (scalar !== undefined || field === undefined || other !== undefined || field.leaves !== 1) return undefined;
  const type = plainType(field.tree.element);
  const { statistics, num_values: values } = chunksOf(group, field)[0]?.meta_data ?? {};
  if (type === undefined || statistics === undefined) return undefined;
  if (statistics.null_count !== undefined && statistics.null_count === values) return "null";
  const { min_value: low, max_value: high } = statistics;
  const kind = findField(name)?.kind;
  if (type === "bytes") return kind === "text" || kind === undefined ? textBounds(low, high) : undefined;
  if (kind === "text" || kind === "address") return undefined;
  const bounds = wholeBounds(low ?? statistics.min, high ?? statistics.max);
  return kind === "time" && bounds !== undefined && bounds.high >= FIRST_MILLISECONDS ? undefined : bounds;
}

function wholeBounds(low: unknown, high: unknown): { low: bigint; high: bigint } | undefined {
  return isWhole(low) && isWhole(high) ? { low: BigInt(low), high: BigInt(high) } : undefined;
}

function isWhole(bound: unknown): bound is bigint | number {
  return typeof bound === "bigint" || (typeof bound === "number" && Number.isInteger(bound));
}

/** Only ASCII: other texts have another order here than in the file. */
function textBounds(low: unknown, high: unknown): { low: string; high: string } | undefined {
  return isAscii(low) && isAscii(high) ? { low, high } : undefined;
}

function isAscii(text: unknown): text is string {
  // oxlint-disable-next-line no-control-regex -- all of ASCII
  return typeof text === "string" && /^[\0-\x7f]*$/.test(text);
}

function mayCompare({ operator, value }: Comparing, { low, high }: Exclude<Bounds, "null">): boolean {
  const wanted = comparable(value, low);
  if (wanted === undefined) return true;
  switch (operator) {
    case "=":
      return low <= wanted && wanted <= high;
    case "!=":
      return low !== wanted || high !== wanted;
    case "<":
      return low < wanted;
    case "<=":
      return low <= wanted;
    case ">":
      return high > wanted;
    case ">=":
      return high >= wanted;
  }
}

function mayEqual(item: ListItem, bounds: Exclude<Bounds, "null">): boolean {
  if (item.kind === "range") {
    const areWhole = typeof bounds.low === "bigint" && isWholeText(item.low) && isWholeText(item.high);
    return !areWhole || overlap(BigInt(item.low), BigInt(item.high), bounds);
  }
  const wanted = item.kind === "value" ? comparable(item.value, bounds.low) : undefined;
  return wanted === undefined || overlap(wanted, wanted, bounds);
}

function overlap(first: Bound, last: Bound, { low, high }: Exclude<Bounds, "null">): boolean {
  return first <= high && low <= last;
}

/** The value as its column has it; undefined if it cannot be compared so. */
function comparable(value: Comparing["value"], bound: Bound): Bound | undefined {
  if (typeof bound === "string") return value.kind === "text" && isAscii(value.text) ? value.text : undefined;
  return value.kind === "number" && isWholeText(value.text) ? BigInt(value.text) : undefined;
}

function isWholeText(text: string): boolean {
  return /^-?\d+$/.test(text);
}
