// How far the output had come when a state was saved. What a run wrote behind that, before it was killed, the next one reads
// again: it takes it back first, and so nothing is there twice.
import type { AppendedFile } from "@flowlogs/cli";

/** As it stands in a state. */
interface OutputPosition {
  readonly identity: string;
  readonly length: number;
  /** The run may have written more. */
  readonly isOpen: boolean;
}

export class OutputCheckpoint {
  readonly #file: AppendedFile;
  #marked = -1;

  constructor(file: AppendedFile) {
    this.#file = file;
  }

  /** Takes back what was written behind a mark of this file; whether there was anything. */
  takeBack(mark: unknown): boolean {
    if (!isMark(mark) || !mark.isOpen || mark.identity !== this.#file.identity) return false;
    if (this.#file.length() < mark.length) return false; // it was emptied, or is a new one
    this.#file.cut(mark.length);
    return true;
  }

  /** A mark of where it stands now; `isOpen`: more will come. */
  mark(isOpen: boolean): OutputPosition {
    this.#marked = this.#file.length();
    return { identity: this.#file.identity, length: this.#marked, isOpen };
  }

  /** Nothing was written since it was marked. */
  get isAtMark(): boolean {
    return this.#file.length() === this.#marked;
  }
}

function isMark(value: unknown): value is OutputPosition {
  if (typeof value !== "object" || value === null) return false;
  const { identity, length, isOpen } = value as Partial<Record<keyof OutputPosition, unknown>>;
  return typeof identity === "string" && Number.isSafeInteger(length) && typeof isOpen === "boolean";
}
