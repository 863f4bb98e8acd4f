// Reads a compressed source, and recovers as much as possible of a damaged one. A decompressor loses the whole chunk in which it
// finds damage, so the data is read again up to that chunk, and from there on in smaller and smaller chunks.
import { type Arrival, type Input, InputError } from "@flowlogs/cli";
import { DamagedPiece } from "./errors.ts";
import { waitMethods } from "./rewindableInput.ts";
import { ByteBuffer } from "./byteBuffer.ts";

export interface Archive {
  readonly input: Input;
  /** The bytes that were already read from the input. */
  readonly head: Uint8Array;
  /** Opens the input again, from its first byte on. Throws InputError when that is not possible. */
  again(): Input;
}

/** Decompresses an archive from its beginning on. */
export interface Decompressor {
  /** Returns how many bytes it wrote, 0 at the end, undefined when it must not wait but would have to. Throws DamagedData. */
  read(into: Uint8Array, mayWait: boolean): number | undefined;
  close(): void;
}

/** Makes a decompressor, which must not use more than `chunkLimit(position)` bytes at once. */
export type OpenDecoder = (buffer: ByteBuffer, chunkLimit: (position: number) => number) => Decompressor;

const unlimited = (): number => Number.POSITIVE_INFINITY;

/** Bytes that a decompressor uses at once near damage: in the second reading, and in the third. */
const CHUNK_LIMITS = [512, 1];

/** The decompressed bytes of an archive. Throws DamagedData after the last good byte. */
export class ArchiveInput implements Input {
  readonly wait?: () => Promise<Arrival>;
  readonly mayContinue?: () => Promise<boolean>;
  readonly #archive: Archive;
  readonly #open: OpenDecoder;
  readonly #limits = [...CHUNK_LIMITS];
  #input: Input;
  #decoder: Decompressor;
  #delivered = 0;
  /** Bytes still to skip, because an earlier reading delivered them. */
  #toSkip = 0;

  /** `first`: makes the decompressor of the first reading. */
  constructor(
    archive: Archive,
    open: OpenDecoder,
    first: (buffer: ByteBuffer) => Decompressor = (buffer) => open(buffer, unlimited),
  ) {
    this.#archive = archive;
    this.#open = open;
    this.#input = archive.input;
    Object.assign(this, waitMethods(archive.input));
    this.#decoder = first(new ByteBuffer(archive.input, archive.head));
  }

  read(into: Uint8Array): number {
    return this.#read(into, true) ?? 0;
  }

  readNow(into: Uint8Array): number | undefined {
    return this.#read(into, false);
  }

  close(): void {
    this.#decoder.close();
    this.#input.close();
    if (this.#input !== this.#archive.input) this.#archive.input.close();
  }

  #read(into: Uint8Array, mayWait: boolean): number | undefined {
    for (;;) {
      const length = this.#attempt(into, mayWait);
      if (length === undefined || length === 0) return length;
      const fresh = length - Math.min(this.#toSkip, length);
      this.#toSkip -= length - fresh;
      if (fresh === 0) continue;
      if (fresh < length) into.copyWithin(0, length - fresh, length);
      this.#delivered += fresh;
      return fresh;
    }
  }

  /** Reads on; after damage, starts again from the beginning with a smaller limit. */
  #attempt(into: Uint8Array, mayWait: boolean): number | undefined {
    for (;;) {
      try {
        return this.#decoder.read(into, mayWait);
      } catch (error) {
        if (!(error instanceof DamagedPiece) || !this.#startAgain(error.position)) throw error;
      }
    }
  }

  /** False when the bytes cannot be read again, or the smallest limit was used. */
  #startAgain(position: number): boolean {
    const limit = this.#limits.shift();
    if (limit === undefined) return false;
    let input: Input;
    try {
      input = this.#archive.again();
    } catch (error) {
      if (error instanceof InputError) return false;
      throw error;
    }
    this.#decoder.close();
    if (this.#input !== this.#archive.input) this.#input.close();
    this.#input = input;
    this.#toSkip = this.#delivered;
    const buffer = new ByteBuffer(input, new Uint8Array(0));
    this.#decoder = this.#open(buffer, (from) => (from < position ? position - from : limit));
    return true;
  }
}
