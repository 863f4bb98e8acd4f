// Text that has no room in memory, until its part is compressed: pieces in one file, which has no name, so that it goes with the
// process however that ends.
import { closeSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { codeOf, OutputError, reasonOf } from "@flowlogs/cli";

/** Where a piece is in the file. */
export interface SpilledPiece {
  readonly at: number;
  readonly length: number;
}

export class SpillFile {
  readonly #newFile: () => string;
  #descriptor: number | undefined;
  /** Where the next piece goes. */
  #end = 0;
  /** Bytes of pieces that are still to be read. */
  #kept = 0;

  constructor(newFile: () => string) {
    this.#newFile = newFile;
  }

  /** Throws OutputError. */
  write(bytes: Uint8Array): SpilledPiece {
    const at = this.#end;
    try {
      const descriptor = (this.#descriptor ??= openUnlinked(this.#newFile()));
      for (let done = 0; done < bytes.length;) {
        done += writeSync(descriptor, bytes, done, bytes.length - done, at + done);
      }
    } catch (error) {
      const advice = codeOf(error) === "ENOSPC" ? "free some space" : "check the path";
      throw new OutputError(reasonOf(error), advice, "a temporary file");
    }
    this.#end += bytes.length;
    this.#kept += bytes.length;
    return { at, length: bytes.length };
  }

  /** Reads a piece for the last time. */
  take({ at, length }: SpilledPiece, into: Uint8Array): void {
    for (let done = 0; done < length;) {
      const read = readSync(this.#descriptor ?? -1, into, done, length - done, at + done);
      if (read === 0) throw new Error("the temporary file has become shorter");
      done += read;
    }
    this.#kept -= length;
    // Nothing is left in it: its space is used again.
    if (this.#kept === 0) this.#end = 0;
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}

function openUnlinked(path: string): number {
  const descriptor = openSync(path, "wx+", 0o600);
  rmSync(path);
  return descriptor;
}
