// Rule: the filter right behind the reader is tested by the reader, which then writes only what passes.
import type { Expression } from "@flowlogs/core";
import { isCounted, type Links, withMembers } from "../links.ts";

/** What a reader must not have so that a filter behind it can be a part of it. */
interface ReaderValues {
  readonly where?: unknown;
  readonly fields?: unknown;
  readonly limit?: unknown;
  readonly dedupe: boolean;
  readonly explain: boolean;
  readonly prepare?: boolean | undefined;
}

interface ConditionValues {
  readonly expression?: Expression | undefined;
}

/** The chain without the filter, if the reader can test it: then the result is the same, and so are the messages. */
export function filterIntoRead(links: Links): Links {
  const [read, filter, ...others] = links;
  if (filter === undefined || read.command.name !== "flowlogs-read" || filter.command.name !== "flow-filter")
    return links;
  const values: ReaderValues = read.request.values;
  const expression = plainCondition(filter.request.values);
  const isFree = [values.where, values.fields, values.limit].every((value) => value === undefined);
  if (expression === undefined || !isFree || values.dedupe || values.explain) return links;
  // The reader ends with the line by which its state is committed: a filter that fails does not hand it on.
  if (values.prepare === true && filter.request.common.strict) return links;
  if (isCounted(read) || isCounted(filter)) return links;
  const request = { ...read.request, values: withMembers(values, { where: expression }) };
  return [{ ...read, request, tests: filter }, ...others];
}

/** The condition of a filter that has no other option. */
function plainCondition({ expression, ...others }: ConditionValues): Expression | undefined {
  return Object.values(others).every((value) => value === undefined || value === false) ? expression : undefined;
}
