// How long the output was when a state was saved. The next run reads again what a killed run wrote after that; it cuts that off
// first, so that nothing appears twice.
import type { AppendedFile } from "@flowlogs/cli";

/** As saved in a state. */
interface OutputPosition {
  readonly identity: string;
  readonly length: number;
  /** The run may have written more. */
  readonly isOpen: boolean;
}

export class OutputCheckpoint {
  readonly #file: AppendedFile;
  #savedLength = -1;

  constructor(file: AppendedFile) {
    this.#file = file;
  }

  /** Cuts off what was written after a saved position of this file; returns whether there was anything. */
  restore(saved: unknown): boolean {
    if (!isOutputPosition(saved) || !saved.isOpen || saved.identity !== this.#file.identity) return false;
    if (this.#file.length() < saved.length) return false; // it was emptied, or is a new file
    this.#file.cut(saved.length);
    return true;
  }

  /** The position of the output now; `isOpen`: the run may write more. */
  position(isOpen: boolean): OutputPosition {
    this.#savedLength = this.#file.length();
    return { identity: this.#file.identity, length: this.#savedLength, isOpen };
  }

  /** Nothing was written since the last position. */
  get isUnchanged(): boolean {
    return this.#file.length() === this.#savedLength;
  }
}

function isOutputPosition(value: unknown): value is OutputPosition {
  if (typeof value !== "object" || value === null) return false;
  const { identity, length, isOpen } = value as Partial<Record<keyof OutputPosition, unknown>>;
  return typeof identity === "string" && Number.isSafeInteger(length) && typeof isOpen === "boolean";
}
