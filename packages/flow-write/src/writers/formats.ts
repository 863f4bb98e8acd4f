// The formats of files. What is rarely needed is loaded when it is.
import type { PageCompression } from "@flowlogs/formats/parquet/compression";
import type { FileFormat } from "./recordWriter.ts";

const formats = {
  text: async () => (await import("./text.ts")).textFormat,
  parquet: async (compression) => (await import("./parquet.ts")).parquetFormat(compression),
} as const satisfies Readonly<Record<string, (compression: PageCompression) => Promise<FileFormat>>>;

export type FileFormatName = keyof typeof formats;
export const fileFormatNames = ["text", "parquet"] as const satisfies readonly FileFormatName[];

/** The formats by the endings of files. */
const formatByExtension: ReadonlyMap<string, FileFormatName> = new Map([
  ["log.gz", "text"],
  ["log.parquet", "parquet"],
]);

/** The endings of files in any format. */
export const extensions: readonly string[] = [...formatByExtension.keys()];

/** The format of files with this ending. */
export function formatOf(extension: string): FileFormatName {
  return formatByExtension.get(extension) ?? "text";
}

export async function loadFormat(name: FileFormatName, compression: PageCompression): Promise<FileFormat> {
  return await formats[name](compression);
}
