// What is in a compressed file, as far as it takes to know a log again that was compressed after it had been read.
import { closeSync, openSync, readSync } from "node:fs";
import { type Input, rawPath } from "@flowlogs/cli";
import { decompressed } from "@flowlogs/formats/compression/decompress";
import { DamagedData } from "@flowlogs/formats/compression/errors";
import { END, type FileCheckpoint, printOf } from "./checkpoint.ts";

/** What a file has once it is decompressed. */
export interface Unpacked {
  readonly size: number;
  /** It was neither cut short nor damaged. */
  readonly isWhole: boolean;
  /** The prints of so many of its first bytes. */
  readonly prints: ReadonlyMap<number, string>;
  /** The places behind which a line ends at once. */
  readonly lineEnds: ReadonlySet<number>;
}

/** What is wanted of it: the print of so many of its first bytes, and whether a line ends there. */
type WantedFile = Pick<FileCheckpoint, "length">;

const PIECE = 1 << 18;
/** Bytes after which signals are let in. */
const STRETCH = 1 << 24;

/** Undefined when it is not compressed, or cannot be read. The print of all that is in it is there in any case. */
export async function unpack(path: string, wanted: readonly WantedFile[]): Promise<Unpacked | undefined> {
  let input: Input | undefined;
  try {
    input = openInput(path);
    const head = new Uint8Array(END);
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
  const first = new Uint8Array(END);
  /** The last bytes before the piece at hand, and the piece. */
  const window = new Uint8Array(END + PIECE);
  let kept = 0;
  let size = 0;
  const printAt = (length: number): void => {
    const to = kept + length - size;
    prints.set(length, printOf(first.subarray(0, Math.min(END, length)), window.subarray(Math.max(0, to - END), to)));
  };
  const take = (count: number): void => {
    if (size < END) first.set(window.subarray(kept, kept + Math.min(count, END - size)), size);
    for (const { length } of wanted) {
      if (length > size && length <= size + count) printAt(length);
      if (length >= size && length < size + count && isLineEnd(window[kept + length - size])) lineEnds.add(length);
    }
    const end = kept + count;
    size += count;
    kept = Math.min(END, end);
    window.copyWithin(0, end - kept, end);
  };
  let isWhole = true;
  try {
    for (let count = -1, rested = 0; count !== 0;) {
      count = inside.read(window.subarray(kept));
      take(count);
      if (size - rested < STRETCH) continue;
      await new Promise(setImmediate);
      rested = size;
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
