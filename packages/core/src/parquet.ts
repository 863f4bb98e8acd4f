// Columns for the writer of Parquet files, apart from the barrel: for those who write such files.
export type { Batch } from "./batch.ts";
export { type EncodedColumn, ColumnEncoder, type Page } from "./encode/columnEncoder.ts";
export { type ColumnType, columnType, BufferedColumn, PlainRoom } from "./encode/bufferedColumn.ts";
