// Numbers in a row, without an object for each.

type Numbers = Float64Array | Uint32Array;

/** Numbers in a piece, and what of a place is the one in its piece: what is full is never copied to make room. */
const [BITS, SIZE, MASK] = [16, 1 << 16, (1 << 16) - 1];

export class NumberList {
  readonly #isWhole: boolean;
  /** Pieces of this size, of which the first one grows until it has it. */
  readonly #pieces: Numbers[];
  #last: Numbers;
  length = 0;

  /** `isWhole`: of 32 bits, and not doubles. `room`: for how many there is room at first. */
  constructor(isWhole = false, room = 1024) {
    this.#isWhole = isWhole;
    this.#last = this.#make(Math.min(room, SIZE));
    this.#pieces = [this.#last];
  }

  push(number: number): void {
    const at = this.length & MASK;
    if (at === this.#last.length || (at === 0 && this.length > 0)) this.#grow();
    this.#last[at] = number;
    this.length++;
  }

  at(place: number): number {
    return this.#pieces[place >>> BITS]?.[place & MASK] ?? Number.NaN;
  }

  /** The numbers from the first one on, as an array of their own. */
  first(count = this.length): Numbers {
    const numbers = this.#make(count);
    for (let i = 0; i < count; i += SIZE) {
      numbers.set(this.#pieces[i / SIZE]?.subarray(0, count - i) ?? [], i);
    }
    return numbers;
  }

  #grow(): void {
    const { length } = this.#last;
    const next = this.#make(Math.min(2 * length, SIZE));
    if (length === SIZE) this.#pieces.push(next);
    else {
      next.set(this.#last);
      this.#pieces[0] = next;
    }
    this.#last = next;
  }

  #make(room: number): Numbers {
    return this.#isWhole ? new Uint32Array(room) : new Float64Array(room);
  }
}
