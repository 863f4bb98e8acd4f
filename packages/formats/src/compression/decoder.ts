// A compressed source that is open, and how damage in it is approached: the piece in which a decompressor stumbles is lost
// to it, so the data is read again up to that piece, and from there on in ever smaller pieces, for the good bytes there.
import { type Arrival, type Input, InputError } from "@flowlogs/cli";
import { DamagedPiece } from "./errors.ts";
import { waitingFor } from "./rewindableInput.ts";
import { ByteBuffer } from "./byteBuffer.ts";

export interface Archive {
  readonly input: Input;
  /** Bytes of the input that were read already. */
  readonly head: Uint8Array;
  /** All bytes again, from the first one on. Throws an InputError if they cannot be had. */
  again(): Input;
}

/** What is in an archive: bytes from its beginning on, through `read` as an Input has it. */
export interface Decompressor {
  /** Bytes put into `into`, 0 at the end, undefined when it would have to wait and must not. Throws DamagedData. */
  read(into: Uint8Array, mayWait: boolean): number | undefined;
  close(): void;
}

/** Makes a decoder; it is to see no more than `grain(position)` bytes at once. */
export type Open = (supply: ByteBuffer, grain: (position: number) => number) => Decompressor;

const all = (): number => Number.POSITIVE_INFINITY;

/** Bytes seen at once where data is damaged: first so many, then one. */
const STEPS = [512, 1];

/** The decompressed bytes of an archive. Behind the last good one it throws DamagedData. */
export class ArchiveInput implements Input {
  readonly wait?: () => Promise<Arrival>;
  readonly mayContinue?: () => Promise<boolean>;
  readonly #archive: Archive;
  readonly #open: Open;
  readonly #steps = [...STEPS];
  #input: Input;
  #decoder: Decompressor;
  #delivered = 0;
  /** Bytes that were delivered in an earlier reading. */
  #known = 0;

  /** `first`: makes the decoder that sees everything, until it finds damage. */
  constructor(
    archive: Archive,
    open: Open,
    first: (supply: ByteBuffer) => Decompressor = (supply) => open(supply, all),
  ) {
    this.#archive = archive;
    this.#open = open;
    this.#input = archive.input;
    Object.assign(this, waitingFor(archive.input));
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
      const fresh = length - Math.min(this.#known, length);
      this.#known -= length - fresh;
      if (fresh === 0) continue;
      if (fresh < length) into.copyWithin(0, length - fresh, length);
      this.#delivered += fresh;
      return fresh;
    }
  }

  /** Reads on, after a stumble from the beginning; undefined also means that there was one. */
  #attempt(into: Uint8Array, mayWait: boolean): number | undefined {
    for (;;) {
      try {
        return this.#decoder.read(into, mayWait);
      } catch (error) {
        if (!(error instanceof DamagedPiece) || !this.#startAgain(error.position)) throw error;
      }
    }
  }

  /** Whether the bytes could be had once more. */
  #startAgain(position: number): boolean {
    const step = this.#steps.shift();
    if (step === undefined) return false;
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
    this.#known = this.#delivered;
    const supply = new ByteBuffer(input, new Uint8Array(0));
    this.#decoder = this.#open(supply, (from) => (from < position ? position - from : step));
    return true;
  }
}
