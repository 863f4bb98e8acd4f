// The buffer of the JSON splitter: the bytes that it still needs.

/** Bytes of one read. */
const CHUNK = 262_144;

export class JsonBuffer {
  bytes = Buffer.alloc(2 * CHUNK);
  /** The number of bytes in use. */
  end = 0;

  /** Where the next bytes go. */
  room(): Uint8Array {
    if (this.bytes.length - this.end < CHUNK) {
      const larger = Buffer.alloc(2 * this.bytes.length);
      this.bytes.copy(larger, 0, 0, this.end);
      this.bytes = larger;
    }
    return this.bytes.subarray(this.end, this.end + CHUNK);
  }

  /** The position of the first such byte from `from` on, or the end. */
  find(byte: number, from: number): number {
    const found = this.bytes.subarray(0, this.end).indexOf(byte, from);
    return found < 0 ? this.end : found;
  }

  /** Removes the first `count` bytes. */
  drop(count: number): void {
    this.bytes.copyWithin(0, count, this.end);
    this.end -= count;
  }
}
