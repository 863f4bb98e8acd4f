// The deflate data of gzip members, inflated on the thread pool, each up to its own end and no byte further.
import type { TransformOptions } from "node:stream";
import { createInflateRaw, type InflateRaw, type ZlibOptions } from "node:zlib";
import { cutOff, DamagedDeflate } from "./damage.ts";
import type { Intake } from "./intake.ts";

/** Three times as fast as zlib's default of 16 KiB. */
const CHUNK = 1 << 20;

/** Node's raw inflater as it is needed here: one for all members of a file, and nothing good is lost at a fault. */
export class Deflate {
  readonly #stream: InflateRaw;
  #fault: Error | undefined;
  #wake: () => void = () => {};

  constructor() {
    // One byte that waits is enough to stop it: no more than a chunk is inflated before it is asked for, and none is
    // in the stream, where a fault would drop it, when the next piece is written.
    const options: ZlibOptions & TransformOptions = { chunkSize: CHUNK, readableHighWaterMark: 1 };
    const stream = createInflateRaw(options);
    // Where the data ends before the piece does, zlib's stream ends itself; kept from that it serves the next member
    // too. To make one a member takes four times as long as to inflate a small one.
    const push = stream.push.bind(stream);
    stream.push = (chunk, encoding) => chunk === null || push(chunk, encoding);
    stream.on("readable", () => this.#wake());
    stream.on("error", (error) => {
      this.#fault = error;
      this.#wake();
    });
    this.#stream = stream;
  }

  /** Inflates the data of one member; what stands behind it is left in the intake. */
  async *inflate(intake: Intake): AsyncGenerator<Uint8Array, void, undefined> {
    this.#stream.reset();
    for (;;) {
      const piece = await intake.peek();
      if (piece === undefined) throw cutOff();
      const before = this.#stream.bytesWritten;
      yield* this.#write(piece, intake.position);
      const used = this.#stream.bytesWritten - before;
      intake.drop(used);
      // Only the end of the data makes zlib leave bytes; an end that meets that of a piece shows with the next one.
      if (used < piece.length) return;
    }
  }

  close(): void {
    this.#stream.destroy();
  }

  async *#write(piece: Uint8Array, position: number): AsyncGenerator<Uint8Array, void, undefined> {
    let isDone = false;
    this.#stream.write(piece, () => {
      isDone = true;
      this.#wake();
    });
    for (;;) {
      const chunk: Uint8Array | null = this.#stream.read();
      if (chunk !== null) yield chunk;
      else if (this.#fault !== undefined) throw new DamagedDeflate(this.#fault.message, position);
      else if (isDone) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
