// What flow-bin is called with and what it says of itself.
import { choice, defineCommand } from "@flowlogs/cli";
import { adviceByLook, binSize, fieldList, instantIn, moments, timeZone } from "@flowlogs/core/kinds";

export const command = defineCommand({
  name: "flow-bin",
  brief: "put each record into a bin of time",
  about:
    "Adds the field `bin` to each record: the start of the bin of SIZE in which the record's start lies, in ISO 8601 and " +
    "UTC, such as 2026-11-21T10:05:00Z. Sizes: 30s, 5m, 1h, 1d, 1w (from Monday), 1mo, 1q, 1y. " +
    "Bins start at whole multiples of their size. A record without a start gets null. " +
    "The time is epoch seconds or milliseconds, or ISO 8601 (2026-11-20T10:00:00Z, with a fraction or an offset, or as SQL " +
    "writes it); --time FIELD names the field of it, in any NDJSON. " +
    "With --tz they start when the clocks there show such a multiple, so that a day may have 23 or 25 hours, and `bin` " +
    "tells the offset: 2026-11-21T00:00:00+01:00. " +
    "With --spread there is a record for each bin that a flow lasts, with its share of bytes and packets, whole numbers " +
    "that add up to the flow's, so that count() counts such shares and not flows; --bounds adds `bytes_low`, `bytes_high` and the same of packets: all of a flow in each of " +
    "its bins, and all or nothing. " +
    "With --fill the records have bins already, from flow-bin with the same SIZE and --tz and from flow-group: those that " +
    "a series lacks between the first and the last of the input are written, with 0 for counts and sums and null for the " +
    "rest, in the order of time. Of results that were named with `as`, --zero and --null say which is which. Bins are the key " +
    "bin, or one like bin(5m), in epoch seconds. A series is what has the same values of --by, or of all fields but " +
    "aggregates. A record of flow-group's --totals comes last.",
  memory: "streams: memory does not grow with the input (--fill keeps it)",
  reads: "records",
  operands: {
    size: { kind: binSize, brief: "the length of a bin, such as 5m", required: true },
  },
  adviceFor: adviceByLook({
    size: "the size of the bins is given once",
    number: "a size has a unit, such as 5m, and is given once",
    fields: (word) => `did you mean --by ${word}, for --fill?`,
  }),
  options: {
    tz: { kind: timeZone, brief: "cut by the clocks of this time zone, such as Europe/Berlin" },
    at: { kind: choice(...moments), brief: "the time of a record that counts; its start if not given" },
    time: { kind: fieldList, brief: "the field that has the time, such as _ts; the start if not given" },
    spread: { kind: "switch", brief: "divide bytes and packets over the bins that a record lasts" },
    bounds: { kind: "switch", brief: "spread, and add the least and the most of each bin" },
    fill: { kind: "switch", brief: "write the bins that grouped records lack" },
    by: { kind: fieldList, brief: "for --fill, the fields whose values make a series" },
    zero: { kind: fieldList, brief: "for --fill, other fields that are 0 in an empty bin" },
    null: { kind: fieldList, brief: "for --fill, other fields that are null in an empty bin" },
    from: { kind: instantIn, brief: "for --fill, the first bin is that of this time" },
    to: { kind: instantIn, brief: "for --fill, the last bin begins before this time" },
  },
  examples: [
    { run: "flow-bin 5m flows.ndjson | flow-group --by bin 'sum(bytes)'", says: "bytes in each five minutes" },
    { run: "flow-bin 1h flows.ndjson | flow-group --by bin,action 'count()'", says: "flows an hour by action" },
    { run: "flow-bin 1d --tz Europe/Berlin flows.ndjson", says: "days from midnight to midnight in Berlin" },
    {
      run: "flow-bin 10s --spread flows.ndjson | flow-group --by bin 'sum(bytes)'",
      says: "bytes when they flowed, in finer bins than AWS logs",
    },
    {
      run: "flow-bin 1m flows.ndjson | flow-group --by bin 'count()' | flow-bin 1m --fill",
      says: "also the minutes without a flow",
    },
  ],
  load: () => import("./stage.ts"),
});
