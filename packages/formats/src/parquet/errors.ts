// The errors of damaged Parquet files. Messages of this folder and of hyparquet help a user; those of the language ("Cannot
// read properties of undefined", "Offset is outside the bounds") do not, and are replaced.
import { InputError } from "@flowlogs/cli";
import { DamagedPage } from "@flowlogs/core/stages";
import { DamagedData } from "../compression/errors.ts";
import { isAbort, RemoteError } from "@flowlogs/base/errors";

/** The file is damaged; the message says where. */
export class ParquetError extends Error {}

/** Runs `read`; turns its errors into DamagedData that names the part of the file. */
export async function within<T>(part: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof InputError || error instanceof RemoteError || error instanceof DamagedData || isAbort(error)) {
      throw error;
    }
    throw new DamagedData(`the Parquet data is damaged (${part}: ${reasonOf(error)})`);
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof ParquetError || error instanceof DamagedPage) return error.message;
  // hyparquet's messages begin with "parquet"; those with "undefined" or "NaN" come from data that it does not know.
  const words = error instanceof Error && /^parquet (?!.*\b(?:undefined|NaN)\b)(.+)/s.exec(error.message)?.[1];
  return words || "its bytes are invalid";
}
