// Reads zstd data (RFC 8878) frame by frame and block by block, so that all that is good before a fault comes out. What a
// block holds is worked out by a library: Node has zstd from version 22.15 on, and checks no less than fzstd with a checksum
// of ours, but three times as fast.
import type { Decompressor } from "./decoder.ts";
import { cutOff, damaged, trailing } from "./errors.ts";
import { BLOCK_HEADER, blockHeader, CHECKSUM, frameHeader, skippableLength, startsFrame } from "./zstdFrame.ts";
import type { ByteBuffer } from "./byteBuffer.ts";

/** Works out what blocks hold. Throws an Error when they make no sense. */
export interface Blocks {
  /** A frame begins. */
  start(header: Uint8Array): void;
  /** What a block, with its header, holds; good until the next call. */
  take(block: Uint8Array): Uint8Array;
  /** The frame ended; whether what it held has this checksum. */
  hasChecksum(checksum: Uint8Array): boolean;
}

type ZstdStep = number | "again" | "wait";

const nothing = new Uint8Array(0);

export class ZstdDecoder implements Decompressor {
  readonly #supply: ByteBuffer;
  readonly #blocks: Blocks;
  #part: "frame" | "skipped" | "block" | "checksum" = "frame";
  #output: Uint8Array = nothing;
  #hasChecksum = false;
  #toSkip = 0;

  constructor(supply: ByteBuffer, blocks: Blocks) {
    this.#supply = supply;
    this.#blocks = blocks;
  }

  read(into: Uint8Array, mayWait: boolean): number | undefined {
    for (;;) {
      if (this.#output.length > 0) return this.#give(into);
      const step = this.#step();
      if (typeof step === "number") return step;
      if (step === "again") continue;
      if (this.#supply.ended) {
        if (this.#supply.bytes.length > 0 || this.#part !== "frame") throw cutOff("zstd");
        return 0;
      }
      if (!this.#supply.more(mayWait)) return undefined;
    }
  }

  close(): void {
    this.#output = nothing;
  }

  #give(into: Uint8Array): number {
    const part = this.#output.subarray(0, into.length);
    into.set(part);
    this.#output = this.#output.subarray(part.length);
    return part.length;
  }

  #step(): ZstdStep {
    switch (this.#part) {
      case "frame":
        return this.#startFrame();
      case "skipped":
        return this.#skip();
      case "block":
        return this.#takeBlock();
      case "checksum":
        return this.#check();
    }
  }

  #startFrame(): ZstdStep {
    const { bytes, ended } = this.#supply;
    if (bytes.length < 4) return ended && bytes.length > 0 ? this.#passTrailing() : "wait";
    if (!startsFrame(bytes)) return this.#passTrailing();
    const skippable = skippableLength(bytes);
    if (skippable !== undefined) {
      if (Number.isNaN(skippable)) return "wait";
      this.#toSkip = skippable;
      this.#part = "skipped";
      return "again";
    }
    const header = frameHeader(bytes);
    if (header === undefined) return "wait";
    this.#blocks.start(bytes.slice(0, header.length));
    this.#hasChecksum = header.hasChecksum;
    this.#supply.drop(header.length);
    this.#part = "block";
    return "again";
  }

  #skip(): ZstdStep {
    const part = Math.min(this.#toSkip, this.#supply.bytes.length);
    this.#supply.drop(part);
    this.#toSkip -= part;
    if (this.#toSkip > 0) return "wait";
    this.#part = "frame";
    return "again";
  }

  #takeBlock(): ZstdStep {
    const { bytes } = this.#supply;
    const header = blockHeader(bytes);
    if (header === undefined || bytes.length < BLOCK_HEADER + header.size) return "wait";
    try {
      this.#output = this.#blocks.take(bytes.subarray(0, BLOCK_HEADER + header.size));
    } catch (error) {
      throw damaged("zstd", error instanceof Error ? error.message : String(error));
    }
    this.#supply.drop(BLOCK_HEADER + header.size);
    if (header.isLast) this.#part = this.#hasChecksum ? "checksum" : "frame";
    return "again";
  }

  #check(): ZstdStep {
    const { bytes } = this.#supply;
    if (bytes.length < CHECKSUM) return "wait";
    this.#part = "frame";
    const isRight = this.#blocks.hasChecksum(bytes.subarray(0, CHECKSUM));
    this.#supply.drop(CHECKSUM);
    if (!isRight) throw damaged("zstd", "incorrect checksum");
    return "again";
  }

  /** What is here is no zstd: counts it to the end, which is a fault. */
  #passTrailing(): never {
    throw trailing("zstd", this.#supply.countRest());
  }
}
