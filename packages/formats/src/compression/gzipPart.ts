// Reads a part of a gzip file that has several members: where a member begins, reading can begin. Members need not end with a
// line, so the first line that ends behind a cut belongs to the part before.
import type { Input, RandomInput } from "@flowlogs/cli";
import { bytesInput } from "../unpack.ts";
import { ByteBuffer } from "./byteBuffer.ts";
import { ArchiveInput } from "./decoder.ts";
import { CutOff, DamagedData } from "./errors.ts";
import { GzipDecoder } from "./gzip.ts";

type FileBytes = Pick<RandomInput, "readAt">;

/** The first bytes of a member: its method, the third, is always deflate. */
const MEMBER = Buffer.from([0x1f, 0x8b, 8]);
/** Bytes that are searched at once. */
const PIECE = 1 << 20;
/** Bytes of a member that have to be good before it counts as one. */
const PROOF = 4096;
const NEWLINE = 10;

/**
 * Where the first member begins from `from` on, before `to`. It only seems to be one: compressed data may look like it, and
 * who reads the member before it finds that out.
 */
export function findMember(file: FileBytes, from: number, to: number): number | undefined {
  const piece = Buffer.alloc(Math.min(PIECE, Math.max(0, to - from) + MEMBER.length));
  for (let at = from; at < to;) {
    const length = file.readAt(piece, at);
    const bytes = piece.subarray(0, length);
    for (let found = bytes.indexOf(MEMBER); found >= 0; found = bytes.indexOf(MEMBER, found + 1)) {
      if (at + found >= to) return undefined;
      if (isMember(file, at + found)) return at + found;
    }
    if (length < MEMBER.length) return undefined;
    at += length - MEMBER.length + 1;
  }
  return undefined;
}

/** Whether data begins here that can be inflated for a while. */
function isMember(file: FileBytes, at: number): boolean {
  const bytes = Buffer.alloc(PROOF);
  const buffer = new ByteBuffer(bytesInput(bytes.subarray(0, file.readAt(bytes, at))), new Uint8Array(0));
  let members = 0;
  let made = 0;
  const decoder = new GzipDecoder(buffer, unlimited, () => members++);
  try {
    const into = new Uint8Array(16 * PROOF);
    for (let more = decoder.read(into, true); more !== undefined && more > 0; more = decoder.read(into, true)) {
      made += more;
    }
    return true;
  } catch (error) {
    if (!(error instanceof DamagedData)) throw error;
    // They are only the first bytes of it.
    return error instanceof CutOff && (made > 0 || members > 1);
  } finally {
    decoder.close();
  }
}

const unlimited = (): number => Number.POSITIVE_INFINITY;

/** Bytes of a file; without `to`, up to its end. */
export interface FileRange {
  readonly from: number;
  readonly to: number | undefined;
}

/** The lines from the member at `from` up to the one at `to`. Throws DamagedData after the last good byte, as for a whole file. */
export class GzipPart implements Input {
  readonly #file: RandomInput;
  readonly #to: number;
  readonly #archive: ArchiveInput;
  /** Decompressed bytes of the part, as far as it was read. */
  #position = 0;
  /** Where the member at `to` begins in them. */
  #end: number | undefined;
  /** What comes belongs to the part before. */
  #isBefore: boolean;
  #isOver = false;
  #isUncut = false;

  /** Closes the file when it is closed. */
  constructor(file: RandomInput, { from, to }: FileRange) {
    this.#file = file;
    this.#to = to === undefined ? Number.POSITIVE_INFINITY : to - from;
    this.#isBefore = from > 0;
    const again = (): Input => inputFrom(file, from);
    const began = (at: number, position: number): void => {
      if (at === this.#to) this.#end = position;
      else if (at > this.#to && this.#end === undefined) this.#isUncut = true;
    };
    this.#archive = new ArchiveInput(
      { input: again(), head: new Uint8Array(0), again },
      (buffer, chunkLimit) => new GzipDecoder(buffer, chunkLimit, began),
    );
  }

  /** No member begins at `to`, so the file was read up to its end. */
  get isUncut(): boolean {
    return this.#isUncut;
  }

  read(into: Uint8Array): number {
    while (!this.#isOver) {
      const length = this.#archive.read(into);
      if (length === 0) {
        this.#isOver = true;
        this.#isUncut ||= this.#end === undefined && this.#to !== Number.POSITIVE_INFINITY;
        break;
      }
      const lines = this.#linesIn(into.subarray(0, length));
      this.#position += length;
      if (lines.length === 0) continue;
      if (lines.byteOffset > into.byteOffset) into.set(lines);
      return lines.length;
    }
    return 0;
  }

  readNow(into: Uint8Array): number {
    return this.read(into);
  }

  close(): void {
    this.#archive.close();
    this.#file.close();
  }

  /** What of these bytes, which come next, belongs to the part. */
  #linesIn(bytes: Uint8Array): Uint8Array {
    let begin = 0;
    if (this.#isBefore) {
      const newline = bytes.indexOf(NEWLINE);
      if (newline < 0) return bytes.subarray(0, 0);
      begin = newline + 1;
      this.#isBefore = false;
      this.#isOver = this.#end !== undefined && this.#position + newline >= this.#end;
    }
    if (this.#isOver) return bytes.subarray(0, 0);
    if (this.#end === undefined) return bytes.subarray(begin);
    const newline = bytes.indexOf(NEWLINE, Math.max(begin, this.#end - this.#position));
    if (newline < 0) return bytes.subarray(begin);
    this.#isOver = true;
    return bytes.subarray(begin, newline + 1);
  }
}

function inputFrom(file: FileBytes, from: number): Input {
  let at = from;
  const read = (into: Uint8Array): number => {
    const length = file.readAt(into, at);
    at += length;
    return length;
  };
  return { read, readNow: read, close: () => {} };
}
