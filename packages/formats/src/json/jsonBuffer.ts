// The bytes of JSON text on their way through pieces.ts: what has come and is still needed.

/** Bytes asked for in one read. */
const CHUNK = 262_144;

export class JsonBuffer {
  bytes = Buffer.alloc(2 * CHUNK);
  /** So many of them are there. */
  end = 0;

  /** Where the next ones go. */
  room(): Uint8Array {
    if (this.bytes.length - this.end < CHUNK) {
      const larger = Buffer.alloc(2 * this.bytes.length);
      this.bytes.copy(larger, 0, 0, this.end);
      this.bytes = larger;
    }
    return this.bytes.subarray(this.end, this.end + CHUNK);
  }

  /** The first such byte from `from` on, or the end. */
  find(byte: number, from: number): number {
    const found = this.bytes.subarray(0, this.end).indexOf(byte, from);
    return found < 0 ? this.end : found;
  }

  /** The first ones are not needed any more. */
  drop(count: number): void {
    this.bytes.copyWithin(0, count, this.end);
    this.end -= count;
  }
}
