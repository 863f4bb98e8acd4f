// Run before the command: starts a thread at once where a word of the call, or of its pipeline, names a large file that threads
// will read. If they do not, the thread has started in vain, on a processor that had nothing to do.
import { statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { LEAST_SHARERS } from "@flowlogs/sources/options";
import { startEarly } from "@flowlogs/sources/threads/early";

/** Bytes of a file that is read in parts. */
const LEAST_BYTES = 24 << 20;

// More threads than these may run commands too, with a program of their own.
const mayHaveOne = availableParallelism() === LEAST_SHARERS - 1;
if (mayHaveOne && process.argv.slice(2).some((text) => text.split(/[\s'"]+/).some(isLargeFile))) startEarly();

/** A file of lines, by its name. */
function isLargeFile(word: string): boolean {
  if (word === "" || word.startsWith("-") || /\.(gz|zst|parquet)$/.test(word)) return false;
  try {
    const found = statSync(word);
    return found.isFile() && found.size >= LEAST_BYTES;
  } catch {
    return false;
  }
}
