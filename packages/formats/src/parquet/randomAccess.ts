// What Parquet needs of a file: pieces of it from anywhere. A local file gives them, and so would ranges of an object that
// is far away; what comes through a pipe is taken into memory.
import type { Input, RandomInput } from "@flowlogs/cli";
import { InputError } from "@flowlogs/cli";
import { endedByUs } from "../content.ts";

/** The bytes from one place to another, that one not included. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/** A file as hyparquet wants it. */
export interface Access {
  readonly byteLength: number;
  /** The bytes [start, end). Throws an InputError when they cannot be had. */
  slice(start: number, end?: number): Promise<ArrayBuffer>;
  /** These ranges will be read next, each from its beginning to its end. */
  expect?(ranges: readonly ByteRange[]): void;
}

/** What is taken into memory at most. */
const MOST = 2 ** 30;

export function accessOf(file: RandomInput): Access {
  return {
    byteLength: file.size,
    async slice(start, end = file.size) {
      if ((await file.mayContinue?.()) === false) throw endedByUs();
      const bytes = new Uint8Array(Math.max(0, Math.min(end, file.size) - start));
      for (let done = 0; done < bytes.length;) {
        const length = file.readAt(bytes.subarray(done), start + done);
        if (length === 0) throw new InputError("became shorter while it was read");
        done += length;
      }
      return bytes.buffer;
    },
  };
}

/** All of an input of which the head was read already. Throws an InputError when it is too much. */
export function accessInMemory(input: Input, head: Uint8Array): Access {
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
  if (bytes.length >= MOST) {
    throw new InputError("a Parquet file of more than 1 GiB cannot be read from a pipe", "give its path");
  }
  const larger = new Uint8Array(2 * bytes.length);
  larger.set(bytes);
  return larger;
}
