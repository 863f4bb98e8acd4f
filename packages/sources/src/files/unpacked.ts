// Reads a compressed file as far as needed to recognise a log that was compressed after it had been read.
import { closeSync, openSync, readSync } from "node:fs";
import { type Input, rawPath } from "@flowlogs/cli";
import { decompressed } from "@flowlogs/formats/compression/decompress";
import { DamagedData } from "@flowlogs/formats/compression/errors";
import { END_SIZE, type FileCheckpoint, fingerprintOf } from "./checkpoint.ts";

/** The decompressed content of a file. */
export interface Unpacked {
  readonly size: number;
  /** The file is neither cut short nor damaged. */
  readonly isWhole: boolean;
  /** Fingerprints of its first bytes, by their number. */
  readonly prints: ReadonlyMap<number, string>;
  /** The offsets at which a line ends. */
  readonly lineEnds: ReadonlySet<number>;
}

/** For which number of first bytes a fingerprint is wanted, and whether a line ends there. */
type WantedFile = Pick<FileCheckpoint, "length">;

const PIECE_SIZE = 1 << 18;
/** Bytes after which signals are handled. */
const YIELD_BYTES = 1 << 24;

/** Undefined when the file is not compressed, or cannot be read. The fingerprint of all its content is always included. */
export async function unpack(path: string, wanted: readonly WantedFile[]): Promise<Unpacked | undefined> {
  let input: Input | undefined;
  try {
    input = openInput(path);
    const head = new Uint8Array(END_SIZE);
    const inside = await decompressed({
      input,
      head: head.subarray(0, input.read(head)),
      again: () => openInput(path),
    });
    return inside === undefined ? undefined : await printAll(inside, wanted);
  } catch {
    return undefined;
  } finally {
    input?.close();
  }
}

async function printAll(inside: Input, wanted: readonly WantedFile[]): Promise<Unpacked> {
  const prints = new Map<number, string>();
  const lineEnds = new Set<number>();
  const first = new Uint8Array(END_SIZE);
  /** The last bytes before the current piece, and the piece. */
  const window = new Uint8Array(END_SIZE + PIECE_SIZE);
  let carried = 0;
  let size = 0;
  const printAt = (length: number): void => {
    const to = carried + length - size;
    prints.set(
      length,
      fingerprintOf(first.subarray(0, Math.min(END_SIZE, length)), window.subarray(Math.max(0, to - END_SIZE), to)),
    );
  };
  const take = (count: number): void => {
    if (size < END_SIZE) first.set(window.subarray(carried, carried + Math.min(count, END_SIZE - size)), size);
    for (const { length } of wanted) {
      if (length > size && length <= size + count) printAt(length);
      if (length >= size && length < size + count && isLineEnd(window[carried + length - size])) lineEnds.add(length);
    }
    const end = carried + count;
    size += count;
    carried = Math.min(END_SIZE, end);
    window.copyWithin(0, end - carried, end);
  };
  let isWhole = true;
  try {
    for (let count = -1, yielded = 0; count !== 0;) {
      count = inside.read(window.subarray(carried));
      take(count);
      if (size - yielded < YIELD_BYTES) continue;
      await new Promise(setImmediate);
      yielded = size;
    }
  } catch (error) {
    if (!(error instanceof DamagedData)) throw error;
    isWhole = false;
  }
  printAt(size);
  return { size, isWhole, prints, lineEnds };
}

function isLineEnd(byte: number | undefined): boolean {
  return byte === 10 || byte === 13;
}

function openInput(path: string): Input {
  const descriptor = openSync(rawPath(path), "r");
  const read = (into: Uint8Array): number => readSync(descriptor, into);
  return { read, readNow: read, close: () => closeSync(descriptor) };
}
