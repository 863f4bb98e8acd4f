// The query as it is repeated in the answer, with the members of Cistern's.
import { formatInstant } from "@flowlogs/core";
import type { CisternQuery, QueryInstant } from "./syntax.ts";

export function echoOf(query: CisternQuery): Readonly<Record<string, unknown>> {
  const { columns, groupBy, filters, orderBy, descending, limit, pointSize } = query;
  const range = { ...timeOf("start", query.start), ...timeOf("end", query.end) };
  return {
    ...listOf(
      "columns",
      columns.map(({ aggregate, field }) => ({ aggregate, name: field.name })),
    ),
    ...listOf(
      "group_by",
      groupBy.map(({ name }) => name),
    ),
    ...listOf(
      "filters",
      filters.map(({ column, condition, value }) => ({ column: column.name, condition, value })),
    ),
    ...listOf(
      "order_by",
      orderBy.map(({ name }) => name),
    ),
    descending,
    ...(limit === undefined ? {} : { limit }),
    ...(pointSize === undefined ? {} : { point_size: pointSize.microseconds }),
    ...(Object.keys(range).length === 0 ? {} : { time_range: range }),
  };
}

function listOf(name: string, items: readonly unknown[]): object {
  return items.length === 0 ? {} : { [name]: items };
}

function timeOf(name: string, instant: QueryInstant | undefined): object {
  return instant === undefined ? {} : { [name]: formatInstant(instant.at / 1000) };
}
