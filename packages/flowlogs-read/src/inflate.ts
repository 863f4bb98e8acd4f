// Gzip to bytes, on the thread pool: while one piece is decoded into records, the next ones are decompressed. All members
// of a file are read, and what comes before a fault in the data is kept.
import { createGunzip, type Gunzip } from "node:zlib";
import type { Input } from "@flowlogs/cli";

/** Compressed bytes a read. */
const PIECE = 262_144;
/** Three times as fast as zlib's default of 16 KiB. */
const CHUNK = 1 << 20;

/** The data ends too early, or is damaged. */
export class DamagedGzip extends Error {}

export class Inflater {
  readonly #input: Input;
  readonly #gunzip: Gunzip;
  readonly #ahead: number;
  readonly #ready: Uint8Array[] = [];
  #readyBytes = 0;
  #wake: (() => void) | undefined;
  #ended = false;
  #fault: unknown;

  /** `head`: bytes of the input that were read already; `ahead`: bytes that may wait decompressed before more is read. */
  constructor(input: Input, head: Uint8Array, ahead: number) {
    this.#input = input;
    this.#ahead = ahead;
    this.#gunzip = createGunzip({ chunkSize: CHUNK });
    this.#gunzip.on("data", (chunk: Uint8Array) => {
      this.#ready.push(chunk);
      this.#readyBytes += chunk.length;
      this.#notify();
    });
    void this.#drive(head);
  }

  /** Nothing is decompressed yet: whoever asks for the next bytes will wait. */
  get isEmpty(): boolean {
    return this.#ready.length === 0;
  }

  /** The next decompressed bytes, undefined at the end. Throws DamagedGzip, or the input's fault, behind the good bytes. */
  async next(): Promise<Uint8Array | undefined> {
    // Lets the thread pool's results in, of the files ahead too: promises alone would keep them waiting.
    await new Promise(setImmediate);
    for (;;) {
      const chunk = this.#ready.shift();
      if (chunk !== undefined) {
        this.#readyBytes -= chunk.length;
        this.#notify();
        return chunk;
      }
      if (this.#fault !== undefined) throw this.#fault;
      if (this.#ended) return undefined;
      await this.#change();
    }
  }

  /** Nothing more is wanted. */
  close(): void {
    this.#gunzip.destroy();
    this.#input.close();
  }

  async #drive(head: Uint8Array): Promise<void> {
    try {
      await this.#write(head);
      for (;;) {
        while (this.#readyBytes > this.#ahead) await this.#change();
        const piece = new Uint8Array(PIECE);
        const length = this.#input.read(piece);
        if (length === 0) break;
        await this.#write(piece.subarray(0, length));
      }
      // Only now is a missing end a fault: bytes that came with it would have been dropped.
      await new Promise<void>((resolve, reject) => {
        this.#gunzip.once("error", (error) => reject(new DamagedGzip(faultOf(error))));
        this.#gunzip.once("end", resolve).end();
      });
    } catch (error) {
      this.#fault = error;
    }
    this.#ended = true;
    this.#notify();
  }

  #write(piece: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (error: Error): void => reject(new DamagedGzip(faultOf(error)));
      this.#gunzip.once("error", fail);
      this.#gunzip.write(piece, () => {
        this.#gunzip.off("error", fail);
        resolve();
      });
    });
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      const before = this.#wake;
      this.#wake = () => {
        before?.();
        resolve();
      };
    });
  }

  #notify(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}

function faultOf(error: Error): string {
  if (error.message === "unexpected end of file") return "the gzip data ends in the middle";
  return `the gzip data is damaged (${error.message})`;
}
