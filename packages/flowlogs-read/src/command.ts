// The definition of flowlogs-read: operands, options, help and examples.
import { choice, defineCommand, natural, path, text } from "@flowlogs/cli";
import { adoptNames, expression, fieldList, timeZone } from "@flowlogs/core/kinds";
import { sourceBeginnings, sourcePlaceholders, sourcesInWords } from "@flowlogs/sources/help";
import {
  accounts,
  columns,
  flowLogs,
  form,
  regions,
  source,
  time,
  timeFormat,
  workers,
} from "@flowlogs/sources/optionKinds";
import { awsVariables } from "@flowlogs/sources/provider/awsOptions";
import { isForSources, serviceOptions } from "@flowlogs/sources/sourceUri";

export const command = defineCommand({
  name: "flowlogs-read",
  brief: "read VPC flow logs as NDJSON records",
  about:
    `Reads flow logs from ${sourcesInWords}, and writes one JSON object per record. ` +
    "It detects the format of a source by its first bytes, " +
    "not by its name: AWS text, Parquet, CSV, TSV, NDJSON, events as the AWS CLI prints them, CloudWatch exports, " +
    "envelopes of subscriptions (also in base64) and Firehose objects; plain, gzip or zstd. A header line, at the " +
    "start or later, names the columns; without one they are those of --format, or of the default format. Numbers " +
    "are numbers, ids and addresses are strings, - is null, and times are epoch seconds. Lines that cannot be " +
    "read are reported with their place and skipped.",
  memory: "streams: memory does not grow with the input",
  reads: "sources",
  writes: { brief: "records of flow logs; with --with-source also where each comes from" },
  environment: awsVariables,
  operands: {
    sources: {
      kind: { ...source, samples: sourceBeginnings },
      brief: sourcePlaceholders,
      many: true,
    },
  },
  options: {
    format: {
      kind: columns,
      many: true,
      brief: "columns for lines without a header: '${version} ${account-id}'; repeatable",
      rare: true,
    },
    form: { kind: form, brief: "format of the sources, if their first bytes do not tell", rare: true },
    start: { kind: time, brief: "records that start at this time or later" },
    end: { kind: time, brief: "records that start before this time" },
    tz: {
      kind: timeZone,
      config: "user",
      brief: "time zone of times without one, such as Europe/Berlin; default: UTC",
      rare: true,
    },
    "time-format": {
      kind: timeFormat,
      brief: "strptime format for --start and --end, as in '%d/%m/%Y %H:%M'",
      rare: true,
    },
    account: {
      kind: accounts,
      many: true,
      brief: "only records of these accounts, by path or else by account_id",
      rare: true,
    },
    region: {
      kind: regions,
      many: true,
      brief: "only records of these regions, by path or else by the field region",
      rare: true,
    },
    "flow-log-id": {
      kind: flowLogs,
      many: true,
      brief: "only records of these flow logs, by path or else by flow_log_id",
      rare: true,
    },
    fields: { kind: fieldList, brief: "the fields to write, in this order" },
    where: { kind: expression, brief: "only records for which this expression of flow-filter holds" },
    dedupe: { kind: "switch", brief: "leave out records that repeat an earlier one in all fields" },
    "with-source": {
      kind: "switch",
      brief: "add where each record comes from: file, shard, log group and stream, event",
      rare: true,
    },
    "with-message": {
      kind: "switch",
      brief: "add the line of each record, as AWS wrote it, as message (text sources)",
      rare: true,
    },
    "bad-lines": { kind: path, brief: "write bad lines to this file, unchanged", rare: true },
    force: { kind: "switch", brief: "overwrite the file of --bad-lines if it exists", rare: true },
    workers: {
      kind: workers,
      config: "project",
      brief: "threads that read files; default: one per core, if that is faster",
      rare: true,
    },
    follow: {
      kind: choice("polling", "live"),
      bare: "polling",
      brief: "keep reading what is added to the sources; live: use the live tail of log groups",
    },
    state: { kind: path, brief: "read only what is new since the last run with this file, created if missing" },
    prepare: {
      kind: "switch",
      brief: "have flow-write --commit save the state, once its files are in place",
      rare: true,
    },
    "filter-pattern": { kind: text, brief: "only messages that match this CloudWatch Logs filter pattern", rare: true },
    ...serviceOptions,
    explain: { kind: "switch", brief: "print what would be read, and read nothing" },
    limit: { kind: natural, short: "n", brief: "stop after N records" },
  },
  examples: [
    {
      run: "flowlogs-read sample: | flow-top 5 | flow-fmt --fields srcaddr,dstaddr,bytes",
      says: "the largest flows of all logs",
    },
    {
      run: "flowlogs-read sample: --where 'action = REJECT' --fields srcaddr,bytes",
      says: "only what you need",
    },
    { run: "flowlogs-read sample: --start 2026-11-20T10:10Z --end 2026-11-20T10:20Z", says: "ten minutes of logs" },
    { run: "flowlogs-read sample: --explain", says: "what would be read" },
    {
      run: "flowlogs-read sample:answers,records=2000,seed=7 | flow-group --by kind 'count()' | flow-fmt",
      says: "what happens in a made-up log, sample:records=2000,seed=7",
    },
  ],
  reference: () => import("@flowlogs/core/reference"),
  fits: (option, { sources }) => !Array.isArray(sources) || isForSources(option, sources.map(String)),
  adopt: adoptNames,
  load: () => import("./stage.ts"),
});
