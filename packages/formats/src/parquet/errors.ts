// What is wrong with a Parquet file, in words that a person can use: those of this folder and of the library are, those
// of the language ("Cannot read properties of undefined", "Offset is outside the bounds") are not.
import { InputError } from "@flowlogs/cli";
import { DamagedPage } from "@flowlogs/core/stages";
import { DamagedData } from "../compression/errors.ts";
import { isAbort, RemoteError } from "@flowlogs/base/errors";

/** The file makes no sense; the message says where. */
export class ParquetError extends Error {}

/** Does `read`; what goes wrong in it is thrown as DamagedData that names the part of the file. */
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
  // The library's own messages begin so; where it met what it does not know, "undefined" stands in them.
  const words = error instanceof Error && /^parquet (?!.*\b(?:undefined|NaN)\b)(.+)/s.exec(error.message)?.[1];
  return words || "its bytes are invalid";
}
