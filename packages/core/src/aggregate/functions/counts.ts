// How many records there are, or values of a field.
import type { AggregateFamily } from "./definition.ts";

export const counts: AggregateFamily = {
  brief: "records, or values of the field",
  functions: [
    {
      name: "count",
      calls: ["count()", "count(FIELD)"],
      takes: "rows",
      gives: "count",
      accumulators: (column) => [column === undefined ? "countRows" : "countValues"],
    },
  ],
};
