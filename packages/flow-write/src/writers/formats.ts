// The formats of files. What is rarely needed is loaded when it is.
import type { FileFormat } from "./recordWriter.ts";

const formats = {
  text: async () => (await import("./text.ts")).textFormat,
} as const satisfies Readonly<Record<string, () => Promise<FileFormat>>>;

export type FileFormatName = keyof typeof formats;
export const fileFormatNames = ["text"] as const satisfies readonly FileFormatName[];

/** The endings of files in any format. */
export const extensions: readonly string[] = ["log.gz", "log.parquet"];

export async function loadFormat(name: FileFormatName): Promise<FileFormat> {
  return await formats[name]();
}
