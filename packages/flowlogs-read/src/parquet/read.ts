// Reads a Parquet file through its columns: only those that are wanted, row group by row group, and of these only those in
// which a record of the window may be. Objects are made of nothing but the footer.
import { InputError } from "@flowlogs/cli";
import { findField } from "@flowlogs/core";
import type { ReadWorker } from "@flowlogs/core/stages";
import { type FileMetaData, parquetMetadataAsync, parquetReadObjects, parquetSchema, type RowGroup } from "hyparquet";
import { getTreePath, isFlatColumn } from "hyparquet/src/schema.js";
import { compressors } from "hyparquet-compressors";
import { DamagedData } from "../decompress/damage.ts";
import { RemoteFault } from "../remote/fault.ts";
import type { Access } from "./access.ts";
import { ColumnReader } from "./column.ts";
import { extentOf } from "./pages.ts";
import { parsers, ready } from "./values.ts";

/** Which records are wanted, in epoch seconds. */
export interface Window {
  readonly start?: number | undefined;
  readonly end?: number | undefined;
}

/** Throws DamagedData behind the good records, or the file's fault. */
export async function readParquet(file: Access, worker: ReadWorker, window: Window): Promise<void> {
  worker.countBytes(file.byteLength);
  try {
    const metadata = await parquetMetadataAsync(file, { geoparquet: false });
    const names = parquetSchema(metadata).children.map(({ element }) => element.name);
    const wanted = worker.columns.start(names);
    let firstRow = 0;
    for (const group of metadata.row_groups) {
      if (worker.satisfied) break;
      const rows = Number(group.num_rows);
      if (!Number.isSafeInteger(rows) || rows < 0) throw new Error("a row group has no sensible number of rows");
      if (mayHold(group, window)) await readGroup({ file, metadata, group, firstRow, rows, names, wanted }, worker);
      else worker.passRows(rows);
      firstRow += rows;
    }
  } catch (error) {
    if (error instanceof InputError || error instanceof RemoteFault) throw error;
    const reason = error instanceof Error ? error.message.replace(/^parquet /, "") : String(error);
    throw new DamagedData(`the Parquet data is damaged (${reason})`);
  }
}

interface Group {
  readonly file: Access;
  readonly metadata: FileMetaData;
  readonly group: RowGroup;
  readonly firstRow: number;
  readonly rows: number;
  readonly names: readonly string[];
  readonly wanted: readonly boolean[];
}

async function readGroup(from: Group, worker: ReadWorker): Promise<void> {
  const { file, group, rows, names, wanted } = from;
  const places = names.map((_, place) => place).filter((place) => wanted[place]);
  const isWanted = (name: string | undefined): boolean => places.some((place) => names[place] === name);
  const chunks = group.columns.flatMap(({ meta_data: data = [] }) => data);
  file.expect?.(chunks.filter(({ path_in_schema: path }) => isWanted(path[0])).map(extentOf));
  const readers = places.map((place) => ({ place, next: readerOf(from, place, worker) }));
  for (let left = rows; left > 0 && !worker.satisfied;) {
    let now = left;
    for (const { place, next } of readers) {
      while (worker.columns.rowsLeft(place) === 0) {
        if (!(await next())) throw new Error(`the column ${names[place]} ends before its time`);
      }
      now = Math.min(now, worker.columns.rowsLeft(place));
    }
    worker.columns.makeRows(now);
    left -= now;
  }
}

/** What brings the next rows of a column; it says false when there are no more. */
function readerOf(from: Group, place: number, worker: ReadWorker): () => Promise<boolean> {
  const { file, metadata, group, names } = from;
  const name = names[place] ?? "";
  const path = getTreePath(parquetSchema(metadata), [name]);
  const data = group.columns.find(({ meta_data: column }) => column?.path_in_schema[0] === name)?.meta_data;
  if (data === undefined) throw new Error(`the column ${name} is not there`);
  if (path.at(-1)?.children.length === 0 && isFlatColumn(path)) {
    const reader = new ColumnReader(file, data, path, worker.columns, place);
    return () => reader.next();
  }
  return nested(from, place, worker);
}

/** A column of lists or structures, worked out by hyparquet, a row group at once. */
function nested({ file, metadata, firstRow, rows, names }: Group, place: number, worker: ReadWorker) {
  let isRead = false;
  return async (): Promise<boolean> => {
    if (isRead) return false;
    isRead = true;
    const name = names[place] ?? "";
    const range = { columns: [name], rowStart: firstRow, rowEnd: firstRow + rows };
    const objects = await parquetReadObjects({ file, metadata, compressors, parsers, geoparquet: false, ...range });
    worker.columns.takeReady(
      place,
      objects.map((row) => ready(row[name], false)),
    );
    return objects.length > 0;
  };
}

/** Whether a record of the window may be in a row group, as far as its statistics tell. */
function mayHold({ columns }: RowGroup, { start = Number.NEGATIVE_INFINITY, end = Number.POSITIVE_INFINITY }: Window) {
  const column = columns.find(
    ({ meta_data: data }) => findField(data?.path_in_schema.join(".") ?? "")?.name === "start",
  );
  const { statistics, type } = column?.meta_data ?? {};
  if (statistics === undefined || (type !== "INT32" && type !== "INT64")) return true;
  // Records without a time are counted apart.
  if (statistics.null_count !== 0n) return true;
  const least = seconds(statistics.min_value ?? statistics.min);
  const most = seconds(statistics.max_value ?? statistics.max);
  return least === undefined || most === undefined || (most >= start && least < end);
}

/** A bound in epoch seconds, undefined when it is none. */
function seconds(bound: unknown): number | undefined {
  if (typeof bound !== "bigint" && typeof bound !== "number") return undefined;
  const value = Number(bound);
  return value >= 1e11 ? value / 1000 : value;
}
