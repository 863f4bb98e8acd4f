// Reads gzip data (RFC 1952) member by member. Node's own createGunzip is not used: when something is wrong, with the
// checksum or behind the data too, it drops what it has just inflated, and with it lines that are good.
import { crc32, createInflateRaw } from "node:zlib";
import type { Decompressor } from "./decoder.ts";
import { cutOff, damagedPiece, trailing } from "./errors.ts";
import { Engine } from "./nodeZlib.ts";
import { checkTrailer, headerLength, startsMember, TRAILER } from "./gzipMember.ts";
import type { ByteBuffer } from "./byteBuffer.ts";

/** What comes next. */
type GzipPart = "first member" | "member" | "data" | "trailer";

/** How far a step came: bytes made, or that there is more to do at once, or that it would have to wait. */
type GzipStep = number | "again" | "wait";

export class GzipDecoder implements Decompressor {
  readonly #supply: ByteBuffer;
  readonly #grain: (position: number) => number;
  readonly #stream = createInflateRaw();
  readonly #engine = Engine.of(this.#stream);
  #part: GzipPart = "first member";
  /** More output may wait inside, without any more input. */
  #isFull = false;
  #crc = 0;
  #size = 0;

  constructor(supply: ByteBuffer, grain: (position: number) => number) {
    this.#supply = supply;
    this.#grain = grain;
  }

  read(into: Uint8Array, mayWait: boolean): number | undefined {
    for (;;) {
      const step = this.#step(into);
      if (typeof step === "number") return step;
      if (step === "wait" && !this.#supply.more(mayWait)) return undefined;
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
    const supply = this.#supply;
    if (this.#part === "member") dropZeros(supply);
    const { bytes, ended } = supply;
    if (bytes.length === 0) return ended ? 0 : "wait";
    if (!startsMember(bytes) || (bytes.length === 1 && ended)) return this.#passTrailing();
    const length = bytes.length === 1 ? undefined : headerLength(bytes);
    if (length === undefined) {
      if (ended) throw cutOff("gzip");
      return "wait";
    }
    supply.drop(length);
    this.#engine?.restart();
    this.#crc = 0;
    this.#size = 0;
    this.#part = "data";
    return "again";
  }

  #inflate(into: Uint8Array): GzipStep {
    const engine = this.#engine;
    if (engine === undefined) throw new Error("this version of Node inflates differently; use an older one");
    const { position, bytes, ended } = this.#supply;
    if (bytes.length === 0 && !this.#isFull) {
      if (ended) throw cutOff("gzip");
      return "wait";
    }
    const input = bytes.subarray(0, this.#grain(position));
    engine.run(input, into);
    if (engine.fault !== undefined) throw damagedPiece("gzip", engine.fault, position);
    const { used, made } = engine;
    this.#supply.drop(used);
    this.#isFull = made === into.length;
    // Only the end of the data makes zlib leave bytes while there is room; an end that meets that of a piece shows with
    // the next one.
    if (used < input.length && !this.#isFull) this.#part = "trailer";
    if (made === 0) return "again";
    const output = into.subarray(0, made);
    this.#crc = crc32(output, this.#crc);
    this.#size += made;
    return made;
  }

  #takeTrailer(): GzipStep {
    const { bytes, ended } = this.#supply;
    if (bytes.length < TRAILER) {
      if (ended) throw cutOff("gzip");
      return "wait";
    }
    this.#supply.drop(TRAILER);
    this.#part = "member";
    checkTrailer(bytes, this.#crc, this.#size);
    return "again";
  }

  /** What is here is no gzip: counts it to the end, which is a fault. */
  #passTrailing(): never {
    throw trailing("gzip", this.#supply.countRest());
  }
}

/** Zeros behind a member fill up a block, as on tapes. */
function dropZeros(supply: ByteBuffer): void {
  const { bytes } = supply;
  const zeros = bytes.findIndex((byte) => byte !== 0);
  supply.drop(zeros === -1 ? bytes.length : zeros);
}
