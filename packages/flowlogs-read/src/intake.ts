// Compressed bytes in order, whatever pieces they are read in: a header or a trailer may lie across two of them.
import { cutOff } from "./damage.ts";

const nothing = new Uint8Array(0);

export class Intake {
  readonly #pull: () => Promise<Uint8Array | undefined>;
  readonly #grain: (position: number) => number;
  #piece: Uint8Array = nothing;
  #position = 0;
  #ended = false;

  /**
   * `pull` brings the next piece, undefined at the end; the piece before it is done with by then. `grain` says how many
   * bytes may be seen at once from a position on.
   */
  constructor(pull: () => Promise<Uint8Array | undefined>, grain: (position: number) => number) {
    this.#pull = pull;
    this.#grain = grain;
  }

  /** How many bytes were dropped so far. */
  get position(): number {
    return this.#position;
  }

  /** Bytes that come next, at least one; undefined at the end. */
  async peek(): Promise<Uint8Array | undefined> {
    while (this.#piece.length === 0 && !this.#ended) {
      const piece = await this.#pull();
      if (piece === undefined) this.#ended = true;
      else this.#piece = piece;
    }
    if (this.#piece.length === 0) return undefined;
    return this.#piece.subarray(0, this.#grain(this.#position));
  }

  /** That many of the bytes that were peeked at are done with. */
  drop(length: number): void {
    this.#piece = this.#piece.subarray(length);
    this.#position += length;
  }

  /** Exactly that many bytes, or a fault. */
  async take(length: number): Promise<Uint8Array> {
    const taken = new Uint8Array(length);
    for (let done = 0; done < length;) {
      const piece = await this.peek();
      if (piece === undefined) throw cutOff();
      const part = piece.subarray(0, length - done);
      taken.set(part, done);
      this.drop(part.length);
      done += part.length;
    }
    return taken;
  }
}
