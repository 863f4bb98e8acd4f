// Bytes that arrive over the network, as a content that is read like that of a file: waits are in the event loop.
import { feed, type Input, InputError } from "@flowlogs/cli";
import type { Content } from "@flowlogs/formats/content";
import { decompressed } from "@flowlogs/formats/compression/decompress";
import type { Sink } from "@flowlogs/base/sink";

/** Bytes per piece, where they have to be copied. */
const PIECE_SIZE = 1 << 16;
/** Bytes after which the event loop gets a turn: for what is fetched ahead, and for signals. */
const YIELD_BYTES = 1 << 20;

export class ArrivingContent implements Content {
  readonly #input: Input;
  readonly #arrival: () => Promise<void>;
  #head: Uint8Array | undefined;
  #sinceYield = YIELD_BYTES;
  #piece = new Uint8Array(0);

  /**
   * `input`: only its readNow is used; `arrival`: waits until there may be more; `head`: what was read of the input already,
   * if anything was.
   */
  constructor(input: Input, arrival: () => Promise<void>, head?: Uint8Array) {
    this.#input = input;
    this.#arrival = arrival;
    this.#head = head;
  }

  async next(idle: () => void): Promise<Uint8Array | undefined> {
    const head = this.#takeHead();
    if (head !== undefined) return head;
    if (this.#piece.length === 0) this.#piece = new Uint8Array(PIECE_SIZE);
    for (;;) {
      await this.#yieldIfDue();
      const length = this.#input.readNow(this.#piece);
      if (length === 0) return undefined;
      if (length === undefined) {
        idle();
        await this.#arrival();
      } else {
        this.#sinceYield += length;
        return this.#piece.subarray(0, length);
      }
    }
  }

  async pour(sink: Sink): Promise<void> {
    const head = this.#takeHead();
    if (head !== undefined) feed(head, sink);
    while (!sink.satisfied) {
      await this.#yieldIfDue();
      const length = this.#input.readNow(sink.room());
      if (length === 0) return;
      if (length === undefined) {
        sink.flush();
        await this.#arrival();
      } else {
        sink.advance(length);
        this.#sinceYield += length;
      }
    }
  }

  async unpacked(head: Uint8Array): Promise<Content | undefined> {
    const inside = await decompressed({ input: this.#input, head, again: notAgain });
    return inside === undefined ? undefined : new ArrivingContent(inside, this.#arrival);
  }

  close(): void {
    this.#input.close();
  }

  async #yieldIfDue(): Promise<void> {
    if (this.#sinceYield < YIELD_BYTES) return;
    this.#sinceYield = 0;
    await new Promise(setImmediate);
  }

  #takeHead(): Uint8Array | undefined {
    const head = this.#head;
    this.#head = undefined;
    return head?.length === 0 ? undefined : head;
  }
}

/** A content that is made when it is first read: its bytes may be taken in another way before. */
export class LaterContent implements Content {
  readonly #make: () => Promise<Content>;
  readonly #onUnused: () => void;
  #content: Promise<Content> | undefined;

  /** `onUnused`: called on closing when the content was never made. */
  constructor(make: () => Promise<Content>, onUnused: () => void) {
    this.#make = make;
    this.#onUnused = onUnused;
  }

  async next(idle: () => void): Promise<Uint8Array | undefined> {
    return await (await this.#get()).next(idle);
  }

  async pour(sink: Sink): Promise<void> {
    await (await this.#get()).pour(sink);
  }

  async unpacked(head: Uint8Array): Promise<Content | undefined> {
    return await (await this.#get()).unpacked?.(head);
  }

  close(): void {
    if (this.#content === undefined) this.#onUnused();
    else void this.#content.then((content) => content.close());
  }

  #get(): Promise<Content> {
    this.#content ??= this.#make();
    return this.#content;
  }
}

function notAgain(): never {
  throw new InputError("cannot be read again");
}
