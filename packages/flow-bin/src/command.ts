// The definition of flow-bin: operands, options, help and examples.
import { choice, defineCommand } from "@flowlogs/cli";
import { adviceByLook, binSize, fieldList, instantIn, moments, timeZone } from "@flowlogs/core/kinds";

export const command = defineCommand({
  name: "flow-bin",
  brief: "put each record in a time bin",
  about:
    "Adds the field `bin` to each record: the start of the bin of SIZE that contains the record's start, in ISO " +
    "8601 and UTC, such as 2026-11-21T10:05:00Z. Sizes: 30s, 5m, 1h, 1d, 1w (from Monday), 1mo, 1q, 1y. Bins " +
    "start at whole multiples of their size. A record without a start gets null. The time is epoch seconds or " +
    "milliseconds, or ISO 8601 (2026-11-20T10:00:00Z, with a fraction or an offset, or as SQL writes it). --time " +
    "FIELD names the field that holds it, in any NDJSON. With --tz, bins start at multiples of local time, so a " +
    "day may have 23 or 25 hours, and `bin` has the offset: 2026-11-21T00:00:00+01:00.\n\n" +
    "--spread writes one record for each bin that a flow lasts, with its share of bytes and packets: whole " +
    "numbers that add up to those of the flow. count() then counts these shares, not flows. --bounds adds " +
    "`bytes_low`, `bytes_high` and the same for packets: the least and the most that each bin may have.\n\n" +
    "--fill reads records that have bins already, from flow-bin with the same SIZE and --tz and from flow-group. " +
    "For each series it writes the missing bins between the first and the last of the input, with 0 for counts " +
    "and sums and null for the rest, in order of time. For results named with `as`, --zero and --null tell which " +
    "is which. The bin is the key bin, or one like bin(5m), in epoch seconds. Records are in one series if they " +
    "have the same values of --by, or of all fields except aggregates. The record of flow-group --totals stays " +
    "last.",
  memory: "streams: memory does not grow with the input (--fill keeps all of it)",
  reads: "records",
  writes: {
    brief: "the records of the input, each with its bin",
    adds: {
      bin: { type: ["string", "null"], description: "start of the bin, in ISO 8601" },
      bytes_low: { type: "integer", description: "with --bounds: the least that the bin may have" },
      bytes_high: { type: "integer", description: "with --bounds: the most that the bin may have" },
      packets_low: { type: "integer", description: "with --bounds: the least that the bin may have" },
      packets_high: { type: "integer", description: "with --bounds: the most that the bin may have" },
    },
  },
  operands: {
    size: { kind: binSize, brief: "the length of a bin, such as 5m", required: true },
  },
  adviceFor: adviceByLook({
    size: "give SIZE once",
    number: "give SIZE once, with a unit, such as 5m",
    fields: (word) => `did you mean --by ${word}, for --fill?`,
  }),
  options: {
    tz: { kind: timeZone, config: "user", brief: "start bins by the local time of this zone, such as Europe/Berlin" },
    at: { kind: choice(...moments), brief: "which time of a record to use; default: start" },
    time: { kind: fieldList, brief: "the field with the time, such as _ts; default: start" },
    spread: { kind: "switch", brief: "divide bytes and packets over the bins that a record lasts" },
    bounds: { kind: "switch", brief: "like --spread, and add the minimum and maximum of each bin", rare: true },
    fill: { kind: "switch", brief: "write the bins that are missing in grouped records" },
    by: { kind: fieldList, brief: "for --fill: the fields whose values identify a series" },
    zero: { kind: fieldList, brief: "for --fill: more fields that are 0 in an empty bin", rare: true },
    null: { kind: fieldList, brief: "for --fill: more fields that are null in an empty bin", rare: true },
    from: { kind: instantIn, brief: "for --fill: start with the bin that contains this time", rare: true },
    to: { kind: instantIn, brief: "for --fill: stop before this time", rare: true },
  },
  examples: [
    { run: "flowlogs-read sample: | flow-bin 5m | flow-group --by bin 'sum(bytes)'", says: "bytes per five minutes" },
    {
      run: "flowlogs-read sample: | flow-bin 1h | flow-group --by bin,action 'count()'",
      says: "flows per hour and action",
    },
    { run: "flowlogs-read sample: | flow-bin 1d --tz Europe/Berlin", says: "days from midnight to midnight in Berlin" },
    {
      run: "flowlogs-read sample: | flow-bin 10s --spread | flow-group --by bin 'sum(bytes)'",
      says: "bytes when they flowed, in finer bins than AWS logs",
    },
    {
      run: "flowlogs-read sample: | flow-bin 1m | flow-group --by bin 'count()' | flow-bin 1m --fill",
      says: "also the minutes without a flow",
    },
  ],
  reference: () => import("@flowlogs/core/reference"),
  load: () => import("./stage.ts"),
});
