// The bytes of a source on their way to a worker: those that other readers may take for something else are noticed.
import { isAscii } from "node:buffer";
import { feed } from "@flowlogs/base/feed";
import type { Sink } from "@flowlogs/base/sink";
import type { PlainRows, ReadWorker } from "@flowlogs/core/stages";

export const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** Quote, backslash, the sign before a line feed, zero. */
const ODD = [34, 92, 13, 0];

export class PlainBytes implements Sink {
  readonly #worker: ReadWorker;
  readonly #rows: PlainRows;
  readonly #isText: boolean;
  #room: Uint8Array = new Uint8Array(0);

  /** `isText`: of AWS text the kernel says what is in it. */
  constructor(worker: ReadWorker, rows: PlainRows, isText: boolean) {
    this.#worker = worker;
    this.#rows = rows;
    this.#isText = isText;
  }

  feed(bytes: Uint8Array): void {
    feed(bytes, this);
  }

  room(): Uint8Array {
    this.#room = this.#worker.room();
    return this.#room;
  }

  advance(length: number): void {
    if (!this.#isText) {
      const bytes = this.#room.subarray(0, length);
      if (!isAscii(bytes) || ODD.some((byte) => bytes.includes(byte))) this.#rows.fail("it has quotes, or odd signs");
    }
    this.#worker.advance(length);
  }

  flush(): void {}

  get satisfied(): boolean {
    return this.#rows.fault !== undefined;
  }

  endSource(): void {
    this.#worker.endSource();
  }
}
