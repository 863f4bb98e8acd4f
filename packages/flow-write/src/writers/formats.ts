// The formats of files. What is rarely needed is loaded when it is.
import type { PageCompression } from "@flowlogs/formats/parquet/compression";
import type { FileFormat } from "./recordWriter.ts";

const formats = {
  text: async () => (await import("./text.ts")).textFormat,
  parquet: async (compression) => (await import("./parquet.ts")).parquetFormat(compression),
} as const satisfies Readonly<Record<string, (compression: PageCompression) => Promise<FileFormat>>>;

export type FileFormatName = keyof typeof formats;
export const fileFormatNames = ["text", "parquet"] as const satisfies readonly FileFormatName[];

/** The endings of files in any format. */
export const extensions: readonly string[] = ["log.gz", "log.parquet"];

export async function loadFormat(name: FileFormatName, compression: PageCompression): Promise<FileFormat> {
  return await formats[name](compression);
}
