// Reads a Parquet file: only the columns that are needed, row group by row group, without those groups that cannot contain
// records of the time window, and of those that the condition rules out only what counts them. Only the footer becomes objects.
import { type Expression, findField } from "@flowlogs/core";
import type { ReadWorker } from "@flowlogs/core/stages";
import { type FileMetaData, type RowGroup } from "hyparquet";
import { isFlatColumn } from "hyparquet/src/schema.js";
import type { RandomAccess, RowGroupRange } from "./randomAccess.ts";
import { ColumnReader } from "./column.ts";
import { ParquetError, within } from "./errors.ts";
import { type Chunk, chunksOf, type ThriftField, unreadableReason, readFooter } from "./footer.ts";
import { readNested } from "./nested.ts";
import { mayBeInWindow, mayPass, type RowWindow } from "./rowGroupFilter.ts";
import { prepareCodec } from "./codecs.ts";
import { columnRange, PageBuffer } from "./pages.ts";

interface ParquetRequest extends RowWindow {
  /** The condition that records are tested by. */
  readonly where?: Expression | undefined;
  /** They are tested by these too. */
  readonly held?: readonly unknown[] | undefined;
  /** Only these row groups. */
  readonly part?: RowGroupRange | undefined;
  /** Called for a column that cannot be read, whose values are null then. */
  readonly onUnreadable: (what: string, advice: string) => void;
}

/** Throws DamagedData after the good records, or the error of the file. */
export async function readParquet(
  file: RandomAccess,
  worker: ReadWorker,
  { part = whole(file), onUnreadable, where, held = [], ...window }: ParquetRequest,
): Promise<void> {
  // The first part counts for all.
  if (part.from === 0) worker.countBytes(file.byteLength);
  const { metadata, fields } = await within("its footer", () => readFooter(file));
  const wanted = worker.columns.start(fields.map(({ name }) => name));
  const lost = new Set<string>();
  const from = {
    file,
    metadata,
    columns: fields.flatMap((field, place) => (wanted[place] ? { field, place, buffer: new PageBuffer() } : [])),
    onUnreadable({ name }: ThriftField, what: string, advice: string) {
      if (!lost.has(name)) onUnreadable(`the column ${name} ${what}, and is read as null`, advice);
      lost.add(name);
    },
  };
  // Records that are compared with other fields too are counted by their values.
  const condition = held.length === 0 ? where : undefined;
  let firstRow = 0;
  let at = 0;
  for (const group of metadata.row_groups) {
    if (worker.satisfied) break;
    // A row group begins at its first column, and for this purpose not before the one before it: the parts keep the order.
    at = Math.max(at, positionOf(group));
    if (!part.isLast && at >= part.to) break;
    if (at < part.from) {
      firstRow += await within("a row group", () => rowsOf(group));
      continue;
    }
    // For a row group without rows, writers leave out columns, or give invalid positions.
    const rows = await within("a row group", () => rowsOf(group));
    const isInWindow = rows > 0 && (await within("a row group", () => mayBeInWindow(group, window)));
    const isNeeded =
      isInWindow && (condition === undefined || (await within("a row group", () => mayPass(condition, group, fields))));
    if (isInWindow) await readGroup({ ...from, group, firstRow, rows, isNeeded }, worker);
    else worker.passRows(rows);
    if (rows > 0) worker.countRowGroup(isNeeded);
    firstRow += rows;
  }
}

function whole({ byteLength }: RandomAccess): RowGroupRange {
  return { from: 0, to: byteLength, isLast: true };
}

/** Where the first column of a row group begins; 0 if that is not a position. */
function positionOf({ columns: [column] }: RowGroup): number {
  const position = column?.meta_data === undefined ? 0 : columnRange(column.meta_data).from;
  return position > 0 ? position : 0;
}

function rowsOf(group: RowGroup): number {
  const rows = Number(group.num_rows);
  if (Number.isSafeInteger(rows) && rows >= 0) return rows;
  throw new ParquetError("it has an invalid number of rows");
}

interface WantedColumn {
  readonly field: ThriftField;
  readonly place: number;
  readonly buffer: PageBuffer;
}

interface PlacedRowGroup {
  readonly file: RandomAccess;
  readonly metadata: FileMetaData;
  /** The columns that are needed. */
  readonly columns: readonly WantedColumn[];
  readonly group: RowGroup;
  readonly firstRow: number;
  readonly rows: number;
  /** Some of its records may pass the condition. */
  readonly isNeeded: boolean;
  onUnreadable(field: ThriftField, what: string, advice: string): void;
}

/** Decodes the next rows of a column; false when there are no more. */
type Next = () => Promise<boolean>;

async function readGroup(from: PlacedRowGroup, worker: ReadWorker): Promise<void> {
  const columns = await within("a row group", () => {
    const found = from.columns.map((column) => ({ ...column, chunks: chunksOf(from.group, column.field) }));
    from.file.expect?.(
      found.flatMap(({ chunks }) => chunks.flatMap(({ meta_data: data = [] }) => data)).map(columnRange),
    );
    return found;
  });
  const readers: { readonly place: number; readonly part: string; readonly next: Next }[] = [];
  for (const column of columns) {
    const part = `column ${column.field.name}`;
    for (const { meta_data: data } of column.chunks) if (data !== undefined) await prepareCodec(data.codec);
    readers.push({ place: column.place, part, next: await within(part, () => readerOf(from, column, worker)) });
  }
  for (let left = from.rows; left > 0 && !worker.satisfied;) {
    let now = left;
    for (const { place, part, next } of readers) {
      while (worker.columns.rowsLeft(place) === 0) {
        await within(part, async () => {
          if (!(await next())) throw new ParquetError("it ends early");
        });
      }
      now = Math.min(now, worker.columns.rowsLeft(place));
    }
    worker.columns.makeRows(now);
    left -= now;
  }
  if (worker.satisfied) return;
  for (const { place, part } of readers) await within(part, () => checkEnd(worker.columns.rowsLeft(place)));
}

/** Throws if a column has too many rows, which would become rows of the next row group. */
function checkEnd(rows: number): void {
  if (rows > 0) throw new ParquetError("it has more rows than its row group");
}

function readerOf(
  from: PlacedRowGroup,
  { field, place, buffer, chunks }: WantedColumn & { chunks: readonly Chunk[] },
  worker: ReadWorker,
): Next {
  const { file, metadata, rows, isNeeded } = from;
  const obstacle = unreadableReason(field, chunks);
  if (obstacle !== undefined) {
    from.onUnreadable(field, obstacle.what, obstacle.advice);
    return nulls(rows, place, worker);
  }
  if (!isNeeded && !COUNTING.has(findField(field.name)?.name ?? "")) return nulls(rows, place, worker);
  const path = [field.root, field.tree];
  const data = chunks[0]?.meta_data;
  if (data === undefined) throw new ParquetError("it is missing");
  if (isFlatColumn(path)) {
    const reader = new ColumnReader(file, data, path, worker.columns, place, buffer);
    return () => reader.next();
  }
  let isRead = false;
  return async () => {
    if (isRead) return false;
    isRead = true;
    const values = await readNested(file, metadata, field.tree, from);
    worker.columns.takeReady(place, values);
    return values.length > 0;
  };
}

/** The fields by which records are counted that are not written; the condition is not true for nulls. */
const COUNTING: ReadonlySet<string> = new Set(["start", "log_status"]);

/** Rows of nulls that are made at once. */
const NULLS = 1 << 16;

function nulls(rows: number, place: number, worker: ReadWorker): Next {
  let left = rows;
  return async () => {
    const now = Math.min(left, NULLS);
    worker.columns.takeNulls(place, now);
    left -= now;
    return now > 0;
  };
}
