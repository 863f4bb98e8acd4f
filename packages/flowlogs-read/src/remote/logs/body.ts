// The bytes of one answer, put together in memory that has been used for others before: pages are of a size, and memory
// outside of the heap is dear to get and to give back.
import type { HttpResponse } from "@smithy/types";

const CLOSED = "}".charCodeAt(0);
/** What an answer of unknown size gets at first, and what one that has a size gets more, for others like it. */
const [FIRST, SPARE] = [1 << 16, 1 << 16];

export class PageBody {
  #memory: Buffer;
  #length = 0;

  constructor(memory: Buffer = Buffer.alloc(0)) {
    this.#memory = memory;
  }

  get bytes(): Buffer {
    return this.#memory.subarray(0, this.#length);
  }

  /** All of the memory, when nobody looks at the bytes any more. */
  get memory(): Buffer {
    return this.#memory;
  }

  /** Reads the body. A connection that is cut in its middle throws, and the SDK tries again. */
  async collect({ headers, body }: HttpResponse): Promise<void> {
    const stream: AsyncIterable<Buffer> = body;
    this.#length = 0;
    this.#reserve(Number(headers["content-length"] ?? FIRST));
    for await (const piece of stream) {
      this.#reserve(this.#length + piece.length);
      this.#length += piece.copy(this.#memory, this.#length);
    }
    if (this.#memory[this.#length - 1] !== CLOSED) {
      throw Object.assign(new Error("the answer was cut short"), { code: "ECONNRESET" });
    }
  }

  #reserve(size: number): void {
    if (size <= this.#memory.length) return;
    const larger = Buffer.allocUnsafe(Math.max(size + SPARE, this.#length === 0 ? 0 : 2 * this.#memory.length));
    this.#memory.copy(larger, 0, 0, this.#length);
    this.#memory = larger;
  }
}
