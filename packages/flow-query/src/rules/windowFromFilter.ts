// Not a rule, and why: a condition on the start of records could become the window of the reader, which leaves files and requests out
// by the times in their names. That would change what comes out. A window expects a record in a file that is named within an hour of
// its start (awsLayout.ts of sources), and one that is delivered later is lost; lines and files that are wrong are told only where they
// are read; and where nothing is read, no name can be told that no record has. So the reader tests the condition of every record
// (filterIntoRead.ts), and --explain says which window one could ask for beside it.
import { type Expression, formatInstant } from "@flowlogs/core";
import type { Links } from "../links.ts";

interface AskedWindow {
  readonly sources?: readonly string[];
  readonly start?: unknown;
  readonly end?: unknown;
  readonly expression?: Expression | undefined;
}

/** The options with which the reader would leave out what the filter behind it does not let through; undefined: none would. */
export function windowFor([read, filter]: Links): string | undefined {
  if (read.command.name !== "flowlogs-read" || filter?.command.name !== "flow-filter") return undefined;
  const { sources = [], start, end }: AskedWindow = read.request.values;
  const { expression }: AskedWindow = filter.request.values;
  // A file that is named, and standard input, are read in any case.
  const isSelective = sources.some((name) => name !== "-" && !/\.\w+$/.test(name));
  if (!isSelective || start !== undefined || end !== undefined || expression === undefined) return undefined;
  const { from, to } = boundsOf(expression);
  const options = [...(from === undefined ? [] : ["--start", from]), ...(to === undefined ? [] : ["--end", to])];
  return options.length === 0 ? undefined : options.join(" ");
}

/** The times between which a record has to begin so that the condition can hold, the second one excluded. */
function boundsOf(condition: Expression): { readonly from: string | undefined; readonly to: string | undefined } {
  const parts = condition.kind === "and" ? condition.operands : [condition];
  const bounds = parts.map(boundsOfPart);
  return {
    from: instantAt(Math.max(...bounds.map(({ from = -Infinity }) => from))),
    to: instantAt(Math.min(...bounds.map(({ to = Infinity }) => to))),
  };
}

function instantAt(seconds: number): string | undefined {
  return Number.isFinite(seconds) ? formatInstant(seconds) : undefined;
}

/** In epoch seconds. */
interface StartBounds {
  readonly from?: number;
  readonly to?: number;
}

function boundsOfPart(part: Expression): StartBounds {
  if (part.kind === "in" && isStart(part.field)) {
    const [item, ...others] = part.items;
    if (item?.kind !== "range" || others.length > 0) return {};
    return { from: Number(item.low), to: Math.floor(Number(item.high)) + 1 };
  }
  if (part.kind !== "compare" || !isStart(part.field) || part.value.kind !== "number") return {};
  const seconds = Number(part.value.text);
  const { operator } = part;
  return {
    ...([">", ">=", "="].includes(operator) ? { from: seconds } : {}),
    ...(operator === "<" ? { to: seconds } : {}),
    ...(operator === "<=" || operator === "=" ? { to: Math.floor(seconds) + 1 } : {}),
  };
}

function isStart({ name, scalar }: { readonly name: string; readonly scalar?: unknown }): boolean {
  return name === "start" && scalar === undefined;
}
