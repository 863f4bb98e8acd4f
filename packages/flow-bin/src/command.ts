// What flow-bin is called with and what it says of itself.
import { defineCommand } from "@flowlogs/cli";
import { binSize } from "@flowlogs/core/kinds";

export const command = defineCommand({
  name: "flow-bin",
  brief: "put each record into a bin of time",
  about:
    "Adds the field `bin` to each record: the start of the bin of SIZE in which the record's start lies, in ISO 8601 and " +
    "UTC, such as 2026-11-21T10:05:00Z. Sizes: 30s, 5m, 1h, 1d, 1w (from Monday), 1mo, 1q, 1y. " +
    "Bins start at whole multiples of their size. A record without a start gets null.",
  memory: "streams: memory does not grow with the input",
  reads: "records",
  operands: {
    size: { kind: binSize, brief: "the length of a bin, such as 5m", required: true },
  },
  options: {},
  examples: [
    { run: "flow-bin 5m flows.ndjson | flow-group --by bin 'sum(bytes)'", says: "bytes in each five minutes" },
    { run: "flow-bin 1h flows.ndjson | flow-group --by bin,action 'count()'", says: "flows an hour by action" },
  ],
  load: () => import("./stage.ts"),
});
