// Rows that memory has no room for, in temporary files: those of one key go to one file. Written and read in the kernel's
// own form of rows (kernel/assembly/group/spillRows.ts); what a row is for is left to its owner.
import { type Batch, ROW_LIMIT } from "../batch.ts";
import { Output } from "../encode/output.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import type { TemporaryFile } from "@flowlogs/base/contracts";

/** As many as the kernel numbers. */
const PARTITIONS = 16;
const CHUNK = 1 << 18;

/** Which rows, and with which numbers, f64 each. */
export interface Missed {
  /** Where the kernel listed them, { u32 place; u32 partition } each. */
  readonly misses: number;
  readonly count: number;
  /** The rows at the places; 0: a place is a row. */
  readonly list: number;
  /** The number of the row at a place. */
  readonly numbers: number;
  /** The only column to be written; -1: all. */
  readonly column: number;
}

export class Partitions {
  readonly #kernel: Kernel;
  readonly #open: () => TemporaryFile;
  #outputs: readonly Output[] | undefined;
  #files: (TemporaryFile | undefined)[] = [];
  /** Bytes written so far. */
  bytes = 0;

  constructor(kernel: Kernel, open: () => TemporaryFile) {
    this.#kernel = kernel;
    this.#open = open;
  }

  write({ misses, count, list, numbers, column }: Missed): void {
    const kernel = this.#kernel;
    this.#outputs ??= Array.from({ length: PARTITIONS }, (_, place) => new Output(kernel, this.#sinkOf(place)));
    this.#outputs.forEach((output, partition) => {
      output.write(
        count,
        (from, out, limit) => kernel.writeRows(misses, from, count, partition, list, numbers, column, out, limit),
        () => kernel.rowsWritten.value,
      );
    });
  }

  /** The files that have rows, ready to be read; the next rows go to new ones. */
  take(): TemporaryFile[] {
    for (const output of this.#outputs ?? []) output.flush();
    const files = this.#files.filter((file) => file !== undefined);
    this.#files = [];
    for (const file of files) file.rewind();
    return files;
  }

  #sinkOf(place: number): (bytes: Uint8Array) => void {
    return (bytes) => {
      const file = (this.#files[place] ??= this.#open());
      file.write(bytes);
      this.bytes += bytes.length;
    };
  }
}

/** Reads such files into a batch. */
export class RowReader {
  readonly #kernel: Kernel;
  /** Bytes that the rows of a batch may have, about. */
  readonly chunk = CHUNK;
  /** The numbers of the batch's rows. */
  readonly numbers: number;
  #start = 0;
  #capacity = 0;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.numbers = kernel.allocate(ROW_LIMIT * 8);
  }

  /** Hands over all rows of the file, batch by batch, and closes it. */
  read(file: TemporaryFile, batch: Batch, accept: () => void): void {
    const kernel = this.#kernel;
    if (this.#capacity === 0) this.#grow(2 * CHUNK, 0);
    let held = 0;
    for (;;) {
      if (this.#capacity - held < CHUNK) this.#grow(2 * this.#capacity, held);
      const read = file.read(kernel.bytes().subarray(this.#start + held, this.#start + held + CHUNK));
      if (read === 0) break;
      const end = this.#start + held + read;
      const position = this.#readRows(end, batch, accept);
      held = end - position;
      kernel.bytes().copyWithin(this.#start, position, end);
    }
    file.close();
  }

  #readRows(end: number, batch: Batch, accept: () => void): number {
    const kernel = this.#kernel;
    let position = this.#start;
    for (;;) {
      batch.reattach();
      kernel.readRows(position, end, this.numbers);
      position = kernel.position.value >>> 0;
      if (kernel.rows.value === 0) return position;
      batch.take(true);
      accept();
    }
  }

  #grow(capacity: number, held: number): void {
    const start = this.#kernel.allocate(capacity);
    this.#kernel.bytes().copyWithin(start, this.#start, this.#start + held);
    this.#start = start;
    this.#capacity = capacity;
  }
}
