// Reads gzip data (RFC 1952) member by member. Node's createGunzip is not used: at any error, even a wrong checksum or trailing
// bytes, it drops the data that it has just inflated, and with it good lines.
import { crc32, createInflateRaw } from "node:zlib";
import type { Decompressor } from "./decoder.ts";
import { cutOff, damagedPiece, trailing } from "./errors.ts";
import { NodeDecompressor } from "./nodeZlib.ts";
import { checkTrailer, headerLength, startsMember, TRAILER } from "./gzipMember.ts";
import type { ByteBuffer } from "./byteBuffer.ts";

/** The part that comes next. */
type GzipSection = "first member" | "member" | "data" | "trailer";

/** The bytes that a step wrote; or that the next step can follow, or needs more input. */
type GzipStep = number | "again" | "wait";

export class GzipDecoder implements Decompressor {
  readonly #buffer: ByteBuffer;
  readonly #chunkLimit: (position: number) => number;
  readonly #began: (at: number, made: number) => void;
  readonly #stream = createInflateRaw();
  readonly #inflater = NodeDecompressor.of(this.#stream);
  #part: GzipSection = "first member";
  /** The output was full: zlib may have more output without more input. */
  #isFull = false;
  #crc = 0;
  #size = 0;
  /** Bytes that were decompressed, of all members. */
  #made = 0;

  /** `began`: told where in the compressed data each member begins, and how many decompressed bytes come before it. */
  constructor(
    buffer: ByteBuffer,
    chunkLimit: (position: number) => number,
    began: (at: number, made: number) => void = () => {},
  ) {
    this.#buffer = buffer;
    this.#chunkLimit = chunkLimit;
    this.#began = began;
  }

  read(into: Uint8Array, mayWait: boolean): number | undefined {
    for (;;) {
      const step = this.#step(into);
      if (typeof step === "number") return step;
      if (step === "wait" && !this.#buffer.more(mayWait)) return undefined;
    }
  }

  close(): void {
    this.#stream.close();
  }

  #step(into: Uint8Array): GzipStep {
    switch (this.#part) {
      case "data":
        return this.#inflate(into);
      case "trailer":
        return this.#takeTrailer();
      default:
        return this.#startMember();
    }
  }

  #startMember(): GzipStep {
    const buffer = this.#buffer;
    if (this.#part === "member") dropZeros(buffer);
    const { bytes, ended } = buffer;
    if (bytes.length === 0) return ended ? 0 : "wait";
    if (!startsMember(bytes) || (bytes.length === 1 && ended)) return this.#reportTrailing();
    const length = bytes.length === 1 ? undefined : headerLength(bytes);
    if (length === undefined) {
      if (ended) throw cutOff("gzip");
      return "wait";
    }
    this.#began(buffer.position, this.#made);
    buffer.drop(length);
    this.#inflater?.restart();
    this.#crc = 0;
    this.#size = 0;
    this.#part = "data";
    return "again";
  }

  #inflate(into: Uint8Array): GzipStep {
    const inflater = this.#inflater;
    if (inflater === undefined) throw new Error("this version of Node inflates differently; use an older one");
    const { position, bytes, ended } = this.#buffer;
    if (bytes.length === 0 && !this.#isFull) {
      if (ended) throw cutOff("gzip");
      return "wait";
    }
    const input = bytes.subarray(0, this.#chunkLimit(position));
    inflater.run(input, into);
    if (inflater.error !== undefined) throw damagedPiece("gzip", inflater.error, position);
    const { used, made } = inflater;
    this.#buffer.drop(used);
    this.#isFull = made === into.length;
    // zlib leaves input unused, while there is room for output, only at the end of the data. If that end is also the end of
    // the chunk, the next chunk shows it.
    if (used < input.length && !this.#isFull) this.#part = "trailer";
    if (made === 0) return "again";
    const output = into.subarray(0, made);
    this.#crc = crc32(output, this.#crc);
    this.#size += made;
    this.#made += made;
    return made;
  }

  #takeTrailer(): GzipStep {
    const { bytes, ended } = this.#buffer;
    if (bytes.length < TRAILER) {
      if (ended) throw cutOff("gzip");
      return "wait";
    }
    this.#buffer.drop(TRAILER);
    this.#part = "member";
    checkTrailer(bytes, this.#crc, this.#size);
    return "again";
  }

  /** Reports the bytes up to the end, which are not gzip data. */
  #reportTrailing(): never {
    throw trailing("gzip", this.#buffer.countRest());
  }
}

/** Zeros after a member are padding of a block, as on tapes. */
function dropZeros(buffer: ByteBuffer): void {
  const { bytes } = buffer;
  const zeros = bytes.findIndex((byte) => byte !== 0);
  buffer.drop(zeros === -1 ? bytes.length : zeros);
}
