// Random access to a Parquet file: ranges of a local file or of a remote object; a pipe is read into memory first.
import type { Input, RandomInput } from "@flowlogs/cli";
import { InputError } from "@flowlogs/cli";
import { endedByUs } from "../content.ts";

/** A range of bytes; its end is exclusive. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/** A part of a file: the row groups that begin in it. */
export interface RowGroupRange extends ByteRange {
  readonly isLast: boolean;
}

/** A file with the interface that hyparquet expects. */
export interface RandomAccess {
  readonly byteLength: number;
  /** The bytes [start, end). Throws InputError. */
  slice(start: number, end?: number): Promise<ArrayBuffer>;
  /** Fills the memory with the bytes that begin at `start`, all of which there are. Throws InputError. */
  readInto?(into: Uint8Array, start: number): Promise<void>;
  /** Announces ranges that will be read next, each from its beginning to its end. */
  expect?(ranges: readonly ByteRange[]): void;
}

/** The most bytes that are read into memory. */
const MAX_IN_MEMORY = 2 ** 30;

export function accessOf(file: RandomInput): RandomAccess {
  const readInto = async (into: Uint8Array, start: number): Promise<void> => {
    if ((await file.mayContinue?.()) === false) throw endedByUs();
    for (let done = 0; done < into.length;) {
      const length = file.readAt(into.subarray(done), start + done);
      if (length === 0) throw new InputError("became shorter while it was read");
      done += length;
    }
  };
  return {
    byteLength: file.size,
    readInto,
    async slice(start, end = file.size) {
      const bytes = new Uint8Array(Math.max(0, Math.min(end, file.size) - start));
      await readInto(bytes, start);
      return bytes.buffer;
    },
  };
}

/** Reads an input into memory; `head` was already read from it. Throws InputError when it is too large. */
export function accessInMemory(input: Input, head: Uint8Array): RandomAccess {
  let bytes = new Uint8Array(Math.max(1 << 20, 2 * head.length));
  bytes.set(head);
  let size = head.length;
  for (let length = 1; length > 0; size += length) {
    if (size === bytes.length) bytes = doubled(bytes);
    length = input.read(bytes.subarray(size));
  }
  return { byteLength: size, slice: async (start, end = size) => bytes.slice(start, Math.min(end, size)).buffer };
}

function doubled(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  if (bytes.length >= MAX_IN_MEMORY) {
    throw new InputError("a Parquet file of more than 1 GiB cannot be read from a pipe", "give its path");
  }
  const larger = new Uint8Array(2 * bytes.length);
  larger.set(bytes);
  return larger;
}
