// Reads a Parquet file: only the columns that are needed, row group by row group, without those groups that cannot contain
// records of the time window, and of those that the condition rules out only what counts them. Only the footer becomes objects.
import { availableParallelism } from "node:os";
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
import { ColumnPages, columnRange, PageBuffer } from "./pages.ts";
import { PagesAhead, type PageSource } from "./pagesAhead.ts";

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
    columns: fields.flatMap((field, place) =>
      wanted[place] ? { field, place, buffers: [new PageBuffer(), new PageBuffer()] as const } : [],
    ),
    onUnreadable({ name }: ThriftField, what: string, advice: string) {
      if (!lost.has(name)) onUnreadable(`the column ${name} ${what}, and is read as null`, advice);
      lost.add(name);
    },
  };
  // Records that are compared with other fields too are counted by their values.
  const condition = held.length === 0 ? where : undefined;
  const mayHaveRecords = (group: RowGroup): boolean => rowsOf(group) > 0 && mayBeInWindow(group, window);
  const mayBeNeeded = (group: RowGroup): boolean => condition === undefined || mayPass(condition, group, fields);
  const ahead = (group: RowGroup | undefined, turn: number): PagesAhead | undefined => {
    if (group === undefined || (!part.isLast && positionOf(group) >= part.to)) return undefined;
    return pagesAhead(from, group, turn, () => mayHaveRecords(group) && mayBeNeeded(group));
  };
  let firstRow = 0;
  let at = 0;
  let next: PagesAhead | undefined;
  for (const [turn, group] of metadata.row_groups.entries()) {
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
    const isInWindow = await within("a row group", () => mayHaveRecords(group));
    const isNeeded = isInWindow && (await within("a row group", () => mayBeNeeded(group)));
    const read = next;
    next = isNeeded ? ahead(metadata.row_groups[turn + 1], turn + 1) : undefined;
    try {
      if (isInWindow) await readGroup({ ...from, group, turn, ahead: read, firstRow, rows, isNeeded }, worker);
      else worker.passRows(rows);
    } finally {
      // The file may be closed then.
      await Promise.all([read?.settle(), next?.settle()]);
    }
    if (rows > 0) worker.countRowGroup(isNeeded);
    firstRow += rows;
  }
}

/** Begins to read the columns of a row group whose turn is the next one; nothing where that does not help. */
function pagesAhead(
  { file, columns }: Pick<PlacedRowGroup, "file" | "columns">,
  group: RowGroup,
  turn: number,
  isNeeded: () => boolean,
): PagesAhead | undefined {
  if (availableParallelism() === 1) return undefined;
  const ahead = new PagesAhead();
  try {
    if (!isNeeded()) return undefined;
    for (const { field, place, buffers } of columns) {
      const chunks = chunksOf(group, field);
      const data = chunks[0]?.meta_data;
      const isReadable = isFlatColumn([field.root, field.tree]) && unreadableReason(field, chunks) === undefined;
      if (data !== undefined && isReadable) ahead.begin(place, file, data, bufferOf(buffers, turn));
    }
  } catch {
    // Its own turn tells what is wrong with it.
  }
  return ahead;
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
  /** For the row group that is read, and the next one. */
  readonly buffers: readonly [PageBuffer, PageBuffer];
}

function bufferOf([even, odd]: WantedColumn["buffers"], turn: number): PageBuffer {
  return turn % 2 === 0 ? even : odd;
}

interface PlacedRowGroup {
  readonly file: RandomAccess;
  readonly metadata: FileMetaData;
  /** The columns that are needed. */
  readonly columns: readonly WantedColumn[];
  readonly group: RowGroup;
  /** Its number in the file. */
  readonly turn: number;
  readonly ahead: PagesAhead | undefined;
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
    const pages = await from.ahead?.take(column.place);
    readers.push({ place: column.place, part, next: await within(part, () => readerOf(from, column, pages, worker)) });
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
  { field, place, buffers, chunks }: WantedColumn & { chunks: readonly Chunk[] },
  pagesRead: PageSource | undefined,
  worker: ReadWorker,
): Next {
  const { file, metadata, rows, turn, isNeeded } = from;
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
    const pages = pagesRead ?? new ColumnPages(file, data, bufferOf(buffers, turn));
    const reader = new ColumnReader(pages, data, path, worker.columns, place);
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
