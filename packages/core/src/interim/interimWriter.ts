// Writes interim results: what a stage writes between `open` and `close` is a set.
import type { WriteBytes } from "../encode/output.ts";
import { controlLine, END, FINAL, markedLines } from "./marks.ts";

export class InterimWriter {
  readonly #write: WriteBytes;
  #sets = 0;
  #isOpen = false;

  constructor(write: WriteBytes) {
    this.#write = write;
  }

  /** Takes whole lines while a set is open, and any bytes otherwise. */
  write(bytes: Uint8Array): void {
    this.#write(this.#isOpen ? markedLines(bytes, this.#sets) : bytes);
  }

  open(): void {
    this.#sets++;
    this.#isOpen = true;
  }

  close(): void {
    this.#isOpen = false;
    this.#write(controlLine(END));
  }

  /** What comes now is final. */
  end(): void {
    if (this.#sets > 0) this.#write(controlLine(FINAL));
  }
}
