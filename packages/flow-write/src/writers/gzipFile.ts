// A gzip file that grows by parts, each compressed by itself: the deflate blocks of the parts follow each other in one member, as
// pigz writes it, so that nothing of the compressor stays in memory between parts, and threads can work on several at once.
import { closeSync, constants as open, openSync, writeFileSync } from "node:fs";
import { constants, crc32, deflateRaw } from "node:zlib";
import { codeOf, OutputError, reasonOf } from "@flowlogs/cli";

/** Magic number, deflate, no flags, no time, so that the same text gives the same file; of an unknown system. */
const HEAD = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);
/** An empty last block. */
const LAST = Uint8Array.of(3, 0);
const TRAILER = 8;
/** To a file that is there. */
const APPEND = open.O_WRONLY | open.O_APPEND;
/** As gzip has it. */
const LEVEL = 6;
/** Bytes of output at once: flow logs shrink to a fifth. */
const SHRINKS = 4;

/** What a file takes besides its parts. */
const FRAME = HEAD.length + LAST.length + TRAILER;

/** The deflate blocks of a part; they end at a whole byte. */
export function deflatePart(text: Uint8Array): Promise<Uint8Array> {
  const chunkSize = Math.max(1024, Math.ceil(text.length / SHRINKS));
  return new Promise((resolve, reject) => {
    deflateRaw(text, { level: LEVEL, chunkSize, finishFlush: constants.Z_SYNC_FLUSH }, (error, bytes) => {
      if (error === null) resolve(bytes);
      else reject(error);
    });
  });
}

export class GzipFile {
  readonly path: string;
  size = FRAME;
  #crc = 0;
  #length = 0;
  #isBegun = false;

  constructor(path: string) {
    this.path = path;
  }

  /** Adds a part: its text, and the same compressed. Throws OutputError. */
  add(text: Uint8Array, compressed: Uint8Array): void {
    this.#crc = crc32(text, this.#crc);
    this.#length += text.length;
    this.size += compressed.length;
    this.#write(this.#isBegun ? [compressed] : [HEAD, compressed]);
    this.#isBegun = true;
  }

  /** Ends the file; the checksum of its text, in hex. */
  end(): string {
    const trailer = Buffer.alloc(TRAILER);
    trailer.writeUInt32LE(this.#crc, 0);
    trailer.writeUInt32LE(this.#length % 2 ** 32, 4);
    this.#write([LAST, trailer]);
    return this.#crc.toString(16).padStart(8, "0");
  }

  /** The file is opened each time: there may be more files than a process can have open. One that is gone is not made again. */
  #write(pieces: readonly Uint8Array[]): void {
    try {
      const descriptor = openSync(this.path, this.#isBegun ? APPEND : "ax");
      try {
        writeFileSync(descriptor, Buffer.concat(pieces));
      } finally {
        closeSync(descriptor);
      }
    } catch (error) {
      throw new OutputError(
        reasonOf(error),
        codeOf(error) === "ENOSPC" ? "free some space" : "check the path",
        this.path,
      );
    }
  }
}
