// The parts of a file that no thread reads yet, and what is known of the file from those that were replayed.
import type { FilePart } from "./fileParts.ts";
import type { BadLine } from "@flowlogs/cli";
import type { Event, NumberedPart, PartRead } from "./messages.ts";

/** A file that is read in parts, as far as they were replayed. */
export interface CutFile {
  lines: number;
  bytes: number;
  /** Where the lines end that were read with the right columns. */
  end: number;
  /** What the columns are has changed: the parts that were read since are wrong. */
  changesColumns: boolean;
  /** The parts that come now do not count. */
  isEnded: boolean;
  /** What is wrong with the file: each part may find the same. */
  readonly told: Set<string>;
}

export class WaitingParts {
  readonly file: CutFile = { lines: 0, bytes: 0, end: 0, changesColumns: false, isEnded: false, told: new Set() };
  readonly #parts: readonly FilePart[];
  readonly #number: number;
  #taken = 0;

  /** `number`: of the reading of the file. */
  constructor(parts: readonly FilePart[], number: number) {
    this.#parts = parts;
    this.#number = number;
  }

  get hasMore(): boolean {
    return !this.file.changesColumns && !this.file.isEnded && this.#taken < this.#parts.length;
  }

  take(): NumberedPart | undefined {
    const part = this.hasMore ? this.#parts[this.#taken++] : undefined;
    return part && { ...part, file: this.#number };
  }
}

/** A part was replayed, up to `to`. */
export function addPart(file: CutFile, { counts, lines, changesColumns, endsFile }: PartRead, to: number): void {
  file.lines += lines;
  file.bytes += counts.bytes;
  file.end = to;
  file.changesColumns = changesColumns;
  file.isEnded = endsFile;
}

/** A bad line of a part, with its place in the file. */
export function movedBy({ lines, bytes }: Pick<CutFile, "lines" | "bytes">, line: BadLine): BadLine {
  return { ...line, line: line.line + lines, ...(line.byte !== undefined && { byte: line.byte + bytes }) };
}

/** Whether it is a failure of the file that a part before has reported. */
export function isTold(event: Event, file: CutFile | undefined): boolean {
  if (event.kind !== "failed" || file === undefined) return false;
  const text = JSON.stringify(event.failure);
  if (file.told.has(text)) return true;
  file.told.add(text);
  return false;
}
