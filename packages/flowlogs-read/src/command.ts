// What flowlogs-read is called with and what it says of itself.
import { defineCommand, natural } from "@flowlogs/cli";
import { expression, fieldList, instantIn, timeZone } from "@flowlogs/core/kinds";
import { accounts, columns, flowLogs, regions, source, workers } from "./kinds.ts";

export const command = defineCommand({
  name: "flowlogs-read",
  brief: "read VPC flow logs as NDJSON records",
  about:
    "Reads AWS flow log lines, plain or gzip, from files, folders (with all files below them, in the order of their " +
    "paths), quoted globs and standard input (-), and writes one JSON object a record. A header line, there or anywhere, " +
    "says what the columns are; without one they are those of --format, or of the default format. " +
    "Numbers are numbers, ids and addresses texts, - is null; times are epoch seconds. " +
    "A line that does not fit is reported with its place and left out.",
  memory: "streams: memory does not grow with the input",
  reads: "sources",
  operands: {
    sources: { kind: source, brief: "a file, a folder, a glob, or - for standard input", many: true },
  },
  options: {
    format: { kind: columns, brief: "columns of logs without a header, as in '${version} ${account-id} ...'" },
    start: { kind: instantIn, brief: "records that start at this time or later" },
    end: { kind: instantIn, brief: "records that start before this time" },
    tz: { kind: timeZone, brief: "the zone of times without one, such as Europe/Berlin; UTC if not given" },
    account: { kind: accounts, many: true, brief: "only logs of these accounts, as far as their paths tell" },
    region: { kind: regions, many: true, brief: "only logs of these regions" },
    "flow-log-id": { kind: flowLogs, many: true, brief: "only logs of these flow logs" },
    fields: { kind: fieldList, brief: "the fields to write, in this order" },
    where: { kind: expression, brief: "only records for which this holds, as in flow-filter" },
    workers: {
      kind: workers,
      brief: "files to read at the same time; default: as many as there are cores, if it pays",
    },
    limit: { kind: natural, short: "n", brief: "stop after so many records" },
  },
  examples: [
    {
      run: "flowlogs-read AWSLogs/ | flow-top 5 | flow-fmt --fields srcaddr,dstaddr,bytes",
      says: "the largest flows of all logs",
    },
    {
      run: "flowlogs-read AWSLogs/ --where 'action = REJECT' --fields srcaddr,bytes",
      says: "only what is needed",
    },
    { run: "flowlogs-read AWSLogs/ --start 2026-11-20T10:10Z --end 2026-11-20T10:20Z", says: "ten minutes of it" },
  ],
  load: () => import("./read.ts"),
});
