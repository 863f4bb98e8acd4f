// Reads zstd data (RFC 8878) frame by frame and block by block, so that all good data before damage comes out. A library decodes
// the blocks: Node's zstd (from version 22.15 on), or fzstd with a checksum of ours. Both check the same; Node is three times as
// fast.
import type { Decompressor } from "./decoder.ts";
import { cutOff, damaged, trailing } from "./errors.ts";
import { BLOCK_HEADER, blockHeader, CHECKSUM, frameHeader, skippableLength, startsFrame } from "./zstdFrame.ts";
import type { ByteBuffer } from "./byteBuffer.ts";

/** Decodes blocks. Throws Error when they are damaged. */
export interface BlockDecoder {
  /** A frame begins with this header. */
  start(header: Uint8Array): void;
  /** The content of a block, given with its header; valid until the next call. */
  take(block: Uint8Array): Uint8Array;
  /** The frame has ended: whether its content has this checksum. */
  hasChecksum(checksum: Uint8Array): boolean;
}

/** The bytes that a step wrote; or that the next step can follow, or needs more input. */
type ZstdStep = number | "again" | "wait";

const noBytes = new Uint8Array(0);

export class ZstdDecoder implements Decompressor {
  readonly #buffer: ByteBuffer;
  readonly #blocks: BlockDecoder;
  #part: "frame" | "skipped" | "block" | "checksum" = "frame";
  #output: Uint8Array = noBytes;
  #hasChecksum = false;
  #toSkip = 0;

  constructor(buffer: ByteBuffer, blocks: BlockDecoder) {
    this.#buffer = buffer;
    this.#blocks = blocks;
  }

  read(into: Uint8Array, mayWait: boolean): number | undefined {
    for (;;) {
      if (this.#output.length > 0) return this.#deliver(into);
      const step = this.#step();
      if (typeof step === "number") return step;
      if (step === "again") continue;
      if (this.#buffer.ended) {
        if (this.#buffer.bytes.length > 0 || this.#part !== "frame") throw cutOff("zstd");
        return 0;
      }
      if (!this.#buffer.more(mayWait)) return undefined;
    }
  }

  close(): void {
    this.#output = noBytes;
  }

  #deliver(into: Uint8Array): number {
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
    const { bytes, ended } = this.#buffer;
    if (bytes.length < 4) return ended && bytes.length > 0 ? this.#reportTrailing() : "wait";
    if (!startsFrame(bytes)) return this.#reportTrailing();
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
    this.#buffer.drop(header.length);
    this.#part = "block";
    return "again";
  }

  #skip(): ZstdStep {
    const part = Math.min(this.#toSkip, this.#buffer.bytes.length);
    this.#buffer.drop(part);
    this.#toSkip -= part;
    if (this.#toSkip > 0) return "wait";
    this.#part = "frame";
    return "again";
  }

  #takeBlock(): ZstdStep {
    const { bytes } = this.#buffer;
    const header = blockHeader(bytes);
    if (header === undefined || bytes.length < BLOCK_HEADER + header.size) return "wait";
    try {
      this.#output = this.#blocks.take(bytes.subarray(0, BLOCK_HEADER + header.size));
    } catch (error) {
      throw damaged("zstd", error instanceof Error ? error.message : String(error));
    }
    this.#buffer.drop(BLOCK_HEADER + header.size);
    if (header.isLast) this.#part = this.#hasChecksum ? "checksum" : "frame";
    return "again";
  }

  #check(): ZstdStep {
    const { bytes } = this.#buffer;
    if (bytes.length < CHECKSUM) return "wait";
    this.#part = "frame";
    const isRight = this.#blocks.hasChecksum(bytes.subarray(0, CHECKSUM));
    this.#buffer.drop(CHECKSUM);
    if (!isRight) throw damaged("zstd", "incorrect checksum");
    return "again";
  }

  /** Reports the bytes up to the end, which are not zstd data. */
  #reportTrailing(): never {
    throw trailing("zstd", this.#buffer.countRest());
  }
}
