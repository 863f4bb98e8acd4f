// Rule: a filter behind flow-bin that is about nothing that flow-bin adds or changes comes before it. Plans have it there, for every
// engine. A pipeline that is run here keeps the order in which it is typed: flow-bin tells of all records that have no time or last
// longer than a bin, and would not see those that the filter leaves out. --explain says that the order could be another one.
import type { Expression } from "@flowlogs/core";
import { fieldsOf, keyFor } from "@flowlogs/core/spelling";
import type { Links } from "../links.ts";

interface BinEffects {
  readonly spread?: boolean;
  readonly bounds?: boolean;
}

/** Whether a condition holds before flow-bin for just the records of which it holds after it. */
export function isBeforeBin(condition: Expression, { spread = false, bounds = false }: BinEffects): boolean {
  const amounts = ["bytes", "packets", "bytes_low", "bytes_high", "packets_low", "packets_high"];
  const changed = ["bin", ...(spread || bounds ? amounts : [])];
  return fieldsOf(condition).every((name) => keyFor(name, changed) === undefined);
}

interface PlainFilter {
  readonly expression?: Expression | undefined;
}

interface BinWithEffects extends BinEffects {
  readonly fill?: boolean;
}

/** Whether the command at this place is a filter that could come before the flow-bin in front of it. */
export function couldPrecedeBin(links: Links, place: number): boolean {
  const [bin, filter] = [links[place - 1], links[place]];
  if (bin?.command.name !== "flow-bin" || filter?.command.name !== "flow-filter") return false;
  const { fill = false, ...effects }: BinWithEffects = bin.request.values;
  const { expression, ...options }: PlainFilter = filter.request.values;
  const given: readonly unknown[] = Object.values(options);
  const isPlain = given.every((value) => value === undefined || value === false);
  return !fill && isPlain && expression !== undefined && isBeforeBin(expression, effects);
}
