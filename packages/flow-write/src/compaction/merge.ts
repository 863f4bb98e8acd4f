// Merges files into new ones in the work folder: all records of all files, in their order, with all of their fields.
import { crc32 } from "node:zlib";
import { codeOf, feed, InputError, OutputError, reasonOf } from "@flowlogs/cli";
import type { Problem } from "@flowlogs/base/problem";
import type { StageContext } from "@flowlogs/core/stages";
import { writeWorker } from "@flowlogs/core/write";
import { DamagedData } from "@flowlogs/formats/compression/errors";
import { Background } from "../slots/background.ts";
import type { FileFormat, FileLimits, FinishedFile } from "../writers/recordWriter.ts";
import { type FileOutline, outlineOf, readRecords } from "./readFile.ts";

/** Bytes that the writer may hold, and that may be on their way to files. */
const MEMORY = 32e6;
const UNDER_WAY = 16e6;

export interface MergeContext {
  readonly limits: FileLimits;
  readonly stage: StageContext;
  readonly newFile: () => string;
}

/** A file to merge. */
export interface OldFile {
  /** For the user. */
  readonly name: string;
  /** Where it can be read on this machine. */
  readonly file: string;
}

/** What files are merged into. */
export interface MergeTarget {
  readonly fields: readonly string[];
  readonly format: FileFormat;
}

/** Records that were read: how many, and a checksum of them as NDJSON. */
interface RecordSum {
  records: number;
  checksum: number;
}

const ADVICE = "mend or remove the file";

/** Throws InputError for a file that is not a flow log, or that cannot be read. */
export async function readOutline({ name, file }: OldFile): Promise<FileOutline> {
  const outline = await readable(name, () => outlineOf(file));
  if (outline === undefined)
    throw new InputError(`${name}: not a flow log`, "remove it, or read it with flowlogs-read");
  return outline;
}

/** All files have the fields of the target. Throws InputError where a record cannot be read, or is not the same in the new files. */
export async function mergeFiles(
  old: readonly OldFile[],
  target: MergeTarget,
  context: MergeContext,
): Promise<readonly FinishedFile[]> {
  const { files, sum, losses } = await write(old, target, context);
  const [first = { name: "" }] = old;
  const [loss] = losses;
  if (loss !== undefined) throw new InputError(`${first.name}: to Parquet: ${loss.problem}`, "leave it as text");
  const kept = newSum();
  for (const { file } of files) await addRecords({ name: file, file }, kept, context, () => undefined);
  if (kept.records !== sum.records) {
    throw new InputError(
      `${first.name}: ${kept.records} of ${sum.records} records are in the merged file`,
      "report this",
    );
  }
  if (kept.checksum !== sum.checksum) {
    const problem = "not all values of it, or of those with it, would be in the merged file";
    throw new InputError(`${first.name}: ${problem}`, "leave them as they are");
  }
  return files;
}

async function write(
  old: readonly OldFile[],
  { fields, format }: MergeTarget,
  context: MergeContext,
): Promise<{ readonly files: readonly FinishedFile[]; readonly sum: RecordSum; readonly losses: readonly Problem[] }> {
  const { limits, stage, newFile } = context;
  const background = new Background(UNDER_WAY);
  const files: FinishedFile[] = [];
  let losses: (() => readonly Problem[]) | undefined;
  const target = writeWorker(
    {
      fields,
      originFields: [],
      originOf: () => 0,
      slotSeconds: 0,
      takesTextTimes: true,
      keepsTimes: false,
      needs: [],
      openFiles(kernel) {
        const opened = format.open({ kernel, fields, limits, background, newFile });
        losses = opened.losses;
        const writer = opened.writer((file) => files.push(file));
        return {
          append: (_origin, _slot, rows) => writer.append(rows),
          trim: () => void (writer.held > MEMORY && writer.spill()),
          tick: () => undefined,
          idle: () => undefined,
          end: () => writer.close(),
        };
      },
    },
    { ...stage, note: () => undefined, missing: () => undefined },
  );
  const sum = newSum();
  for (const file of old) {
    const take = (bytes: Uint8Array): void => feed(bytes, target);
    await addRecords(file, sum, context, take, () => background.pending());
  }
  target.endSource();
  target.finish();
  await background.settle();
  return { files, sum, losses: losses?.() ?? [] };
}

function newSum(): RecordSum {
  return { records: 0, checksum: 0 };
}

/** Reads the records of a file, which `take` gets as NDJSON. A line that cannot be read is an error: it must stay where it is. */
async function addRecords(
  { name, file }: OldFile,
  sum: RecordSum,
  { stage }: MergeContext,
  take: (bytes: Uint8Array) => void,
  pause: () => Promise<void> | undefined = () => undefined,
): Promise<void> {
  const strict: StageContext = {
    ...stage,
    write(bytes) {
      sum.checksum = crc32(bytes, sum.checksum);
      take(bytes);
    },
    bad: ({ line, reason }) => {
      throw new InputError(`${name}: line ${line}: ${reason}`, ADVICE);
    },
  };
  sum.records += await readable(name, () => readRecords(file, strict, pause));
}

/** Throws InputError for a file that cannot be read. */
async function readable<T>(name: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof DamagedData) throw new InputError(`${name}: ${error.message}`, ADVICE);
    const code = codeOf(error);
    if (code === undefined || error instanceof OutputError || error instanceof InputError) throw error;
    throw new InputError(`${name}: ${code.startsWith("Z_") ? "the gzip data is damaged" : reasonOf(error)}`, ADVICE);
  }
}
