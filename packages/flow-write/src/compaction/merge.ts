// Merges files into new ones in the work folder: all records of all files, in their order, with all of their fields.
import { codeOf, feed, InputError, OutputError, reasonOf } from "@flowlogs/cli";
import type { StageContext } from "@flowlogs/core/stages";
import { writeWorker } from "@flowlogs/core/write";
import { DamagedData } from "@flowlogs/formats/compression/errors";
import { Background } from "../slots/background.ts";
import type { FileFormat, FileLimits, FinishedFile } from "../writers/recordWriter.ts";
import { fieldsOfFile, readRecords } from "./readFile.ts";

/** Bytes that the writer may hold, and that may be on their way to files. */
const MEMORY = 32e6;
const UNDER_WAY = 16e6;

export interface MergeContext {
  readonly format: FileFormat;
  readonly limits: FileLimits;
  readonly stage: StageContext;
  readonly newFile: () => string;
}

const ADVICE = "mend or remove the file";

/** Throws InputError where a record of a file cannot be read, or is not in the new files. */
export async function mergeFiles(paths: readonly string[], context: MergeContext): Promise<readonly FinishedFile[]> {
  const fields = new Set<string>();
  for (const path of paths) {
    const found = await readable(path, () => fieldsOfFile(path));
    if (found === undefined)
      throw new InputError(`${path}: not a flow log`, "remove it, or read it with flowlogs-read");
    for (const field of found) fields.add(field);
  }
  const { files, records } = await write(paths, [...fields], context);
  let kept = 0;
  for (const { file } of files)
    kept += await readRecords(
      file,
      strict(file, context, () => undefined),
      () => undefined,
    );
  if (kept !== records) {
    throw new InputError(`${paths[0]}: ${kept} of ${records} records are in the merged file`, "report this");
  }
  return files;
}

async function write(
  paths: readonly string[],
  fields: readonly string[],
  { format, limits, stage, newFile, ...context }: MergeContext,
): Promise<{ readonly files: readonly FinishedFile[]; readonly records: number }> {
  const background = new Background(UNDER_WAY);
  const files: FinishedFile[] = [];
  const target = writeWorker(
    {
      fields,
      originFields: [],
      originOf: () => 0,
      slotSeconds: 0,
      takesTextTimes: true,
      needs: [],
      openFiles(kernel) {
        const opened = format.open({ kernel, fields, limits, background, newFile });
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
  let records = 0;
  for (const path of paths) {
    const take = strict(path, { format, limits, stage, newFile, ...context }, (bytes) => feed(bytes, target));
    records += await readable(path, () => readRecords(path, take, () => background.pending()));
  }
  target.endSource();
  target.finish();
  await background.settle();
  return { files, records };
}

/** Throws InputError for a file that cannot be read. */
async function readable<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof DamagedData) throw new InputError(`${path}: ${error.message}`, ADVICE);
    const code = codeOf(error);
    if (code === undefined || error instanceof OutputError || error instanceof InputError) throw error;
    throw new InputError(`${path}: ${code.startsWith("Z_") ? "the gzip data is damaged" : reasonOf(error)}`, ADVICE);
  }
}

/** A line that cannot be read is an error: what is not in the new file must stay in the old one. */
function strict(path: string, { stage }: MergeContext, take: (bytes: Uint8Array) => void): StageContext {
  return {
    ...stage,
    write: take,
    bad: ({ line, reason }) => {
      throw new InputError(`${path}: line ${line}: ${reason}`, ADVICE);
    },
  };
}
