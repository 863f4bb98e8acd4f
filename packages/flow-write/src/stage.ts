// The stage of flow-write: checks that its options agree, and makes its worker, which brings records to the files of their slots.
import { resolve } from "node:path";
import { type Context, idle, UsageError, type Worker } from "@flowlogs/cli";
import { defaultFormat } from "@flowlogs/core";
import { identityOf, unplacedRecords, writeWorker } from "@flowlogs/core/write";
import { compressionProblem, type PageCompression } from "@flowlogs/formats/parquet/compression";
import type { BucketValues } from "./destinations/bucket.ts";
import type { CompactOptions } from "./compaction/compact.ts";
import type { Compaction } from "./compaction/names.ts";
import { bucketOptionsOf, openDestination } from "./destinations/destinations.ts";
import { isBucketName } from "./destinations/names.ts";
import { Ending } from "./ending.ts";
import type { LayoutName } from "./layout/layouts.ts";
import { type GivenOrigin, originFields, Origins } from "./origins.ts";
import { RecordFiles } from "./recordFiles.ts";
import type { EngineName } from "./tables/names.ts";
import type { TableOptions } from "./tables/table.ts";
import { tellOutcome, unwrittenFields } from "./remarks.ts";
import type { FileLimits } from "./writers/recordWriter.ts";
import { extensions, type FileFormatName, loadFormat } from "./writers/formats.ts";

export interface WriteValues extends GivenOrigin, BucketValues {
  readonly destination: string;
  readonly layout: LayoutName;
  readonly format?: FileFormatName | undefined;
  readonly compression?: PageCompression | undefined;
  readonly fields?: readonly string[] | undefined;
  readonly "log-format"?: readonly string[] | undefined;
  /** Milliseconds. */
  readonly "roll-time": number;
  readonly "roll-size": number;
  readonly "roll-records"?: number | undefined;
  /** Milliseconds. */
  readonly wait: number;
  readonly list: boolean;
  readonly ddl?: EngineName | undefined;
  readonly compact?: Compaction | undefined;
  /** Where the files are that are merged, if not in the destination. */
  readonly from?: string | undefined;
  readonly "remove-source": boolean;
  /** The state that the reader prepares. */
  readonly commit?: string | undefined;
  /** Milliseconds. */
  readonly retain?: number | undefined;
  readonly "dry-run": boolean;
  readonly "skip-unplaced": boolean;
}

const MINUTE = 60;
/** Bytes: with a heading and as much as is compressed at once, few files are smaller. */
const SMALLEST_FILE = 4000;

export default async function stage(values: WriteValues, context: Context): Promise<Worker> {
  const fields = fieldsOf(values);
  assertAboveLogs(values);
  const { format: formatName = "text" } = values;
  if (values.ddl !== undefined) return await printTable(values.ddl, { ...values, format: formatName, fields }, context);
  const slotSeconds = slotSecondsOf(values["roll-time"]);
  const { layout, wait, list } = values;
  const limits = limitsOf(values);
  const write = (text: string): void => context.write(new TextEncoder().encode(text));
  if (values.compact !== undefined) {
    await compactFiles(values.compact, values, { slotSeconds, limits, write }, context);
    return idle;
  }
  assertNotCompact(values);
  const destination = await openDestination(values.destination, values, context);
  const ending = await Ending.open({ ...values, extensions }, destination, context);
  if (values["dry-run"]) {
    await ending.list();
    return idle;
  }
  const format = await loadFormat(formatName, compressionOf(values) ?? "gzip");
  const origins = new Origins(values, layout === "flat");
  const made: { files?: RecordFiles } = {};
  const worker = writeWorker(
    {
      fields,
      originFields,
      originOf: (of) => origins.originOf(of),
      slotSeconds,
      takesTextTimes: layout === "flat",
      keepsTimes: formatName === "text" && fields.some((name) => name === "start" || name === "end"),
      needs: [
        { demand: { any: fields }, isVital: true },
        { demand: { all: fields }, isVital: false },
      ],
      openFiles(kernel) {
        return (made.files = new RecordFiles(kernel, {
          destination,
          layout,
          format,
          fields,
          limits,
          slotSeconds,
          wait,
          origins,
          list: list ? write : undefined,
        }));
      },
    },
    context,
  );
  return Object.assign(worker, {
    pending: () => made.files?.pending(),
    async settle() {
      await made.files?.settle();
      await destination.finish?.();
      if (made.files === undefined) return;
      for (const problem of made.files.losses) context.missing(problem, false);
      const unplaced = worker.counts().dropped[unplacedRecords] ?? 0;
      const unwritten = isChosen(values) ? [] : unwrittenFields(worker.keys, fields);
      tellOutcome({ ...made.files.counts, unplaced, unwritten }, values["skip-unplaced"], context);
    },
    conclude: (isGood: boolean) => ending.conclude(isGood, worker.completed),
  });
}

interface CompactionParts extends Pick<CompactOptions, "limits" | "slotSeconds"> {
  readonly write: (text: string) => void;
}

async function compactFiles(
  by: Compaction,
  values: WriteValues,
  { write, ...parts }: CompactionParts,
  context: Context,
): Promise<void> {
  assertCompact(values);
  const { destination, from: source, list: isListed, format, "remove-source": removesSource } = values;
  const compression = compressionOf(values);
  const own = bucketOptionsOf(source === undefined ? [destination] : [destination, source], values);
  const [{ compact }, { openStore }] = await Promise.all([
    import("./compaction/compact.ts"),
    import("./compaction/stores.ts"),
  ]);
  const store = await openStore(destination, { isSource: source === undefined, isWritten: true }, own, context);
  const from =
    source === undefined
      ? undefined
      : await openStore(source, { isSource: true, isWritten: removesSource }, own, context);
  const list = isListed ? (path: string) => write(`${path}\n`) : undefined;
  const scope = { ...values, ...parts, by, extensions, format, compression, removesSource };
  await compact({ ...scope, store, from, stage: context, list });
}

/** The layouts of AWS begin with AWSLogs, and AWS never has it twice: who reads its layout would not find such files. */
function assertAboveLogs({ destination, layout }: WriteValues): void {
  if (layout === "flat") return;
  const path = isBucketName(destination) ? destination : resolve(destination);
  if (!/\/AWSLogs\/*$/.test(path)) return;
  const advice = "name the folder above it, or give --layout flat";
  throw new UsageError({ problem: `--layout ${layout} adds a folder AWSLogs of its own`, advice }, destination);
}

function assertCompact(values: WriteValues): void {
  const { fields, "log-format": format, from, "remove-source": removesSource } = values;
  for (const option of ["retain", "commit", "failed-uploads"] as const) {
    if (values[option] !== undefined)
      throw new UsageError({ problem: "--compact does nothing else", advice: "run it by itself" }, `--${option}`);
  }
  if (removesSource && from === undefined) {
    const problem = "files in DEST are always replaced";
    throw new UsageError({ problem, advice: "leave it out, or add --from" }, "--remove-source");
  }
  if (fields === undefined && format === undefined) return;
  const option = fields === undefined ? "--log-format" : "--fields";
  throw new UsageError({ problem: "--compact keeps the fields of the files", advice: "leave it out" }, option);
}

function assertNotCompact({ from, "remove-source": removesSource }: WriteValues): void {
  if (from === undefined && !removesSource) return;
  const option = from === undefined ? "--remove-source" : "--from";
  throw new UsageError({ problem: "goes with --compact", advice: "add it, or leave this out" }, option);
}

async function printTable(engine: EngineName, options: TableOptions, context: Context): Promise<Worker> {
  const { tableStatement } = await import("./tables/engines.ts");
  const statement = tableStatement(engine, options);
  if (typeof statement !== "string") throw new UsageError(statement, "--ddl");
  context.write(new TextEncoder().encode(statement));
  return idle;
}

function compressionOf({ format, compression }: WriteValues): PageCompression | undefined {
  if (compression === undefined) return undefined;
  const problem =
    format === "parquet"
      ? compressionProblem(compression)
      : { problem: "text is always compressed with gzip", advice: "add --format parquet, or leave it out" };
  if (problem !== undefined) throw new UsageError(problem, "--compression");
  return compression;
}

/** Whether the user chose the fields. */
function isChosen({ fields, "log-format": format }: WriteValues): boolean {
  return fields !== undefined || format !== undefined;
}

function fieldsOf({ fields, "log-format": format }: WriteValues): readonly string[] {
  if (fields !== undefined && format !== undefined) {
    throw new UsageError({ problem: "--log-format names fields too", advice: "leave one of them out" }, "--fields");
  }
  const chosen = fields ?? format ?? defaultFormat;
  const identities = chosen.map(identityOf);
  const again = chosen.findIndex((_, i) => identities.indexOf(identities[i] ?? "") < i);
  if (again < 0) return chosen;
  // Readers hardly tell them apart, and Athena and Trino not at all.
  const problem = `${chosen[again]} is the same field as ${chosen[identities.indexOf(identities[again] ?? "")]}`;
  throw new UsageError(
    { problem, advice: "leave one of them out" },
    fields === undefined ? "--log-format" : "--fields",
  );
}

function limitsOf({ "roll-size": bytes, "roll-records": records = Number.MAX_SAFE_INTEGER }: WriteValues): FileLimits {
  if (records === 0)
    throw new UsageError({ problem: "a file has a record at least", advice: "give 1 or more" }, "--roll-records");
  if (bytes >= SMALLEST_FILE) return { bytes, records };
  throw new UsageError({ problem: "is less than a file can be kept to", advice: "give 4k or more" }, "--roll-size");
}

function slotSecondsOf(milliseconds: number): number {
  const seconds = milliseconds / 1000;
  if (seconds >= MINUTE && seconds % MINUTE === 0) return seconds;
  throw new UsageError(
    { problem: "names of files have times in whole minutes", advice: "give a multiple of 1m" },
    "--roll-time",
  );
}
