// The definition of flow-write: operands, options, help and examples.
import { choice, defineCommand, natural, path, size } from "@flowlogs/cli";
import { adviceByLook, fieldList, interval, logFormat } from "@flowlogs/core/kinds";
import { awsOptions, awsVariables } from "@flowlogs/sources/provider/awsOptions";
import { bucketOptionNames, isBucketName } from "./destinations/names.ts";
import { compressions } from "@flowlogs/formats/parquet/compression";
import { accountId, flowLogId, folder, otherFolder, regionName } from "./kinds.ts";
import { layoutNames } from "./layout/layouts.ts";
import { compactions } from "./compaction/names.ts";
import { engineNames } from "./tables/names.ts";
import { fileFormatNames } from "./writers/formats.ts";

export const command = defineCommand({
  name: "flow-write",
  brief: "write records to files as AWS delivers flow logs",
  about:
    "Writes the records of a pipe to gzip files in DEST, a folder or a bucket, as AWS lays them out: in folders of the account, the " +
    "Region and the day, under names that also say the flow log and the time. What reads flow logs in S3 reads these. The account, " +
    "region and flow log of a record are given by --account, --region and --flow-log-id, else by the path of its source (flowlogs-read --with-source), else " +
    "by its fields account_id and region. A file has the records that ended in five minutes, and its hash is of its content: the same " +
    "records give the same names. A file appears under its name when it is whole, and never replaces another one. Records without " +
    "a time or an account are left out, told with their lines, and make the exit code 3. With --commit, the state that flowlogs-read " +
    "--prepare hands over moves only when all files are in place, so that no record is lost, whatever is killed.",
  memory: "streams: 32 MB for files that are being written, however many",
  reads: "records",
  writes: { brief: "nothing; with --list the path of each file", mediaTypes: ["text/plain"] },
  operands: {
    destination: { kind: folder, brief: "the folder, or s3://BUCKET/PREFIX, to write to", required: true },
  },
  adviceFor: adviceByLook({
    fields: (word) => `did you mean --fields ${word}?`,
  }),
  options: {
    account: { kind: accountId, brief: "the account of all records, in place of account_id" },
    region: { kind: regionName, brief: "the Region of all records, in place of their own" },
    "flow-log-id": { kind: flowLogId, brief: "the flow log of all records" },
    layout: { kind: choice(...layoutNames), default: "aws", brief: "folders and names of files; flat: no folders" },
    format: {
      kind: choice(...fileFormatNames),
      brief: "text: lines with a heading, gzip (the default); parquet: columns, .log.parquet",
    },
    compression: { kind: choice(...compressions), brief: "of the pages of Parquet; default: gzip", rare: true },
    fields: { kind: fieldList, brief: "the fields to write, in this order; default: the 14 of version 2" },
    "log-format": { kind: logFormat, brief: "the same as AWS writes it: '${version} ${account-id} ...'", rare: true },
    "roll-time": { kind: interval, default: "5m", brief: "how much time the records of a file span" },
    "roll-size": { kind: size, default: "75M", brief: "size of a file at most", rare: true },
    "roll-records": { kind: natural, brief: "records in a file at most", rare: true },
    wait: {
      kind: interval,
      default: "10m",
      brief: "how long a file waits for late records of a pipe that goes on",
      rare: true,
    },
    commit: { kind: path, brief: "save the --state of flowlogs-read --prepare at the end" },
    retain: { kind: interval, brief: "then remove files of this layout that are older" },
    "dry-run": { kind: "switch", brief: "print what --retain would remove, and do nothing", rare: true },
    ...awsOptions,
    "failed-uploads": {
      kind: path,
      brief: "where files go that cannot be uploaded; default: flow-write-failed",
      rare: true,
    },
    compact: {
      kind: choice(...compactions),
      brief: "merge the files that DEST has of a slot or of a day, and do nothing else",
      rare: true,
    },
    from: {
      kind: otherFolder,
      brief: "with --compact: merge the files of this folder or bucket into DEST",
      rare: true,
    },
    "remove-source": {
      kind: "switch",
      brief: "with --from: remove its files once their records are in DEST",
      rare: true,
    },
    ddl: {
      kind: choice(...engineNames),
      brief: "print the CREATE TABLE for such files, and do nothing",
      rare: true,
    },
    "skip-unplaced": {
      kind: "switch",
      brief: "exit with 0 though records without time or account are left out",
      rare: true,
    },
    list: { kind: "switch", brief: "print the path of each file once it is in place" },
  },
  examples: [
    {
      run: "flowlogs-read sample: --where 'version = 2' | flow-write flows --account 123456789012 --region eu-west-1 --flow-log-id fl-0a1b2c3d --list",
      says: "a copy as AWS would have written it",
    },
    {
      run: "flowlogs-read sample: --where 'action = REJECT' | flow-write refused --layout flat --fields start,end,srcaddr,dstaddr --list",
      says: "what was refused, in one folder",
    },
    {
      run: "flowlogs-read sample: --where 'version = 2' | flow-write hours --account 123456789012 --region eu-west-1 --flow-log-id fl-0a1b2c3d --layout hive --format parquet --roll-time 1h --list",
      says: "columns, a file an hour, in folders for Athena",
    },
  ],
  environment: awsVariables,
  endsPipeline: true,
  standalone: ["ddl", "compact", "dry-run"],
  fits: (option, { destination, from }) =>
    !bucketOptionNames.includes(option) ||
    [destination, from].some((name) => typeof name === "string" && isBucketName(name)),
  reference: () => import("@flowlogs/core/reference"),
  load: () => import("./stage.ts"),
});
