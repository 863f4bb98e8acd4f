// Output that waits until somebody reads it. A stage cannot be stopped in the middle of its work, and a few bytes in may be
// many out: what does not fit into memory waits in a temporary file.

import { temporaryFile } from "../temporaryFile.ts";
import type { TemporaryFile } from "@flowlogs/base/contracts";

/** Bytes that wait in memory. */
const LIMIT = 8 << 20;
/** Bytes that are handed out at once. */
const PIECE = 65_536;

/** First all is added, then all is taken, and so on. */
export class WaitingOutput {
  #pieces: Uint8Array[] = [];
  #next = 0;
  #bytes = 0;
  #file: TemporaryFile | undefined;
  #isRead = false;

  add(bytes: Uint8Array): void {
    this.#bytes += bytes.length;
    if (this.#bytes <= LIMIT) {
      this.#pieces.push(Uint8Array.from(bytes));
      return;
    }
    this.#file ??= temporaryFile();
    this.#file.write(bytes);
  }

  /** The next bytes in order; undefined when there are none. */
  take(): Uint8Array | undefined {
    const piece = this.#pieces[this.#next++];
    if (piece !== undefined) return piece;
    this.#pieces = [];
    this.#next = 0;
    const rest = this.#takeFromFile();
    if (rest === undefined) this.#bytes = 0;
    return rest;
  }

  #takeFromFile(): Uint8Array | undefined {
    if (this.#file === undefined) return undefined;
    if (!this.#isRead) this.#file.rewind();
    this.#isRead = true;
    const piece = new Uint8Array(PIECE);
    const length = this.#file.read(piece);
    if (length > 0) return piece.subarray(0, length);
    this.close();
    return undefined;
  }

  close(): void {
    this.#file?.close();
    this.#file = undefined;
    this.#isRead = false;
  }
}
