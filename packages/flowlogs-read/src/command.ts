// What flowlogs-read is called with and what it says of itself.
import { choice, defineCommand, natural, path, text } from "@flowlogs/cli";
import { expression, fieldList, timeZone } from "@flowlogs/core/kinds";
import {
  accounts,
  callCount,
  callRate,
  columns,
  consumer,
  flowLogs,
  form,
  interfaces,
  regions,
  source,
  time,
  timeFormat,
  workers,
} from "@flowlogs/sources/optionKinds";

export const command = defineCommand({
  name: "flowlogs-read",
  brief: "read VPC flow logs as NDJSON records",
  about:
    "Reads flow logs from files, folders (with all files below them, in the order of their paths), quoted globs, standard " +
    "input (-), log groups (cwl:GROUP), streams (kinesis:STREAM) and buckets (s3://BUCKET/PREFIX, read like folders), and " +
    "writes one JSON object a record. The first bytes tell what a source is, not its name: AWS text, Parquet, CSV, TSV, " +
    "NDJSON, events as the AWS CLI prints them, CloudWatch exports, envelopes of " +
    "subscriptions (also in base64) and Firehose objects, plain, gzip or zstd. " +
    "A header line, there or anywhere, says what the columns are; without one they are those of --format, or of the default format. " +
    "Numbers are numbers, ids and addresses texts, - is null; times are epoch seconds. " +
    "A line that does not fit is reported with its place and left out.",
  memory: "streams: memory does not grow with the input",
  reads: "sources",
  operands: {
    sources: {
      kind: source,
      brief: "file, folder, glob, - for stdin, cwl:GROUP, kinesis:STREAM, s3://BUCKET/PREFIX",
      many: true,
    },
  },
  options: {
    format: {
      kind: columns,
      many: true,
      brief: "columns of lines without a header, as in '${version} ${account-id}'; repeatable",
    },
    form: { kind: form, brief: "what the sources are, where their first bytes do not tell it" },
    start: { kind: time, brief: "records that start at this time or later" },
    end: { kind: time, brief: "records that start before this time" },
    tz: { kind: timeZone, brief: "the zone of times without one, such as Europe/Berlin; UTC if not given" },
    "time-format": { kind: timeFormat, brief: "how --start and --end are written, as for strptime: '%d/%m/%Y %H:%M'" },
    account: { kind: accounts, many: true, brief: "only records of these accounts, by the path or else by account_id" },
    region: {
      kind: regions,
      many: true,
      brief: "only records of these regions, by the path or else by the field region",
    },
    "flow-log-id": {
      kind: flowLogs,
      many: true,
      brief: "only records of these flow logs, by the path or else by flow_log_id",
    },
    fields: { kind: fieldList, brief: "the fields to write, in this order" },
    where: { kind: expression, brief: "only records for which this holds, as in flow-filter" },
    dedupe: { kind: "switch", brief: "leave out records that are the same in all fields as one that was read before" },
    "with-source": {
      kind: "switch",
      brief: "add where each record comes from: file, shard, log group and stream, event",
    },
    "bad-lines": { kind: path, brief: "write the bad lines to this file, as they are" },
    force: { kind: "switch", brief: "replace the file of --bad-lines if it is there" },
    workers: {
      kind: workers,
      brief: "files to read at the same time; default: as many as there are cores, if it pays",
    },
    follow: {
      kind: choice("polling", "live"),
      bare: "polling",
      brief: "go on with what is added to the sources; live: by the live tail of log groups",
    },
    state: { kind: path, brief: "read what is new since the last run with this file, which is made if needed" },
    progress: {
      kind: choice("auto", "always", "never"),
      default: "auto",
      brief: "show on stderr how far it is; auto: where a terminal waits for it",
    },
    profile: { kind: text, brief: "the AWS profile" },
    "role-arn": { kind: text, brief: "a role to assume" },
    "external-id": { kind: text, brief: "what the role asks of those who assume it" },
    "role-session-name": { kind: text, brief: "how the session of the role is called in AWS's logs" },
    "endpoint-url": { kind: text, brief: "where all services are, if not at AWS; AWS_ENDPOINT_URL_... name one each" },
    stream: { kind: text, many: true, brief: "only what comes from this log stream" },
    eni: { kind: interfaces, many: true, brief: "only the log streams and records of this network interface" },
    consumer: { kind: consumer, brief: "read a stream by enhanced fan-out, by this consumer, registered if needed" },
    "filter-pattern": { kind: text, brief: "only messages that this filter pattern of CloudWatch Logs matches" },
    "no-pushdown": { kind: "switch", brief: "test --where here only, not at the service too" },
    concurrency: { kind: callCount, brief: "calls to a service at once; default: 16 at most" },
    rate: { kind: callRate, brief: "calls to a service a second; default: what AWS allows in the region" },
    "requester-pays": { kind: "switch", brief: "whoever asks pays for the calls to the bucket, and for what it sends" },
    "max-objects": { kind: natural, brief: "stop where a bucket lists more objects and folders; default: 10000000" },
    explain: { kind: "switch", brief: "say what would be read, and read nothing" },
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
    { run: "flowlogs-read AWSLogs/ --state read.state", says: "what is new since the last time, for cron" },
    { run: "flowlogs-read AWSLogs/ --start 2026-11-20T10:10Z --end 2026-11-20T10:20Z", says: "ten minutes of it" },
  ],
  load: () => import("./stage.ts"),
});
