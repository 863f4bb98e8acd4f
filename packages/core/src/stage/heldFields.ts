// Compares records with the wanted accounts, Regions and so on by fields of the records: which are left out, and
// which values there were.
import type { Batch } from "../batch.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";

/** Records are wanted only with one of some values in a field. */
export interface HeldField {
  readonly field: string;
  readonly values: readonly string[];
  /** Records without a value are wanted too. */
  readonly keepsNull?: boolean | undefined;
}

/** What came of holding records against a field. */
export interface HeldCounts {
  /** Records that were left out because they have no value. */
  readonly without: number;
  /** Values that records had: the wanted ones and others, not all of them when `hasMore`. */
  readonly found: readonly string[];
  readonly strangers: readonly string[];
  readonly hasMore: boolean;
}

/** Other values that are remembered. */
const OTHERS = 256;
/** The parts of the kernel's table (kernel/assembly/columns/valueTable.ts), in bytes. */
const HEAD = 16;
const SLOT = 64;
const TEXT = 16;
/** Limit of the bytes of a wanted text. */
const LONGEST = 48;

const encoder = new TextEncoder();

export class HeldColumn {
  readonly field: string;
  readonly #kernel: Kernel;
  readonly #keepsNull: boolean;
  readonly #table: number;
  readonly #slots: number;
  /** The wanted values, by their slots. */
  readonly #asked = new Map<number, string>();
  /** Records that were left out because they have another value, or none. */
  others = 0;
  without = 0;
  #isMet = false;

  constructor(kernel: Kernel, { field, values, keepsNull = false }: HeldField) {
    this.field = field;
    this.#kernel = kernel;
    this.#keepsNull = keepsNull;
    const spellings = values.flatMap((value) => [...new Set([value, withoutZeros(value)])].map((it) => [it, value]));
    // At least twice as many slots as values.
    const bits = 33 - Math.clz32(spellings.length + OTHERS);
    this.#slots = 2 ** bits;
    this.#table = kernel.allocateZeros(HEAD + this.#slots * SLOT);
    kernel.openValueTable(this.#table, bits, OTHERS);
    for (const [spelling = "", value = ""] of spellings) {
      const { at, length } = kernel.place(encoder.encode(spelling));
      if (length > LONGEST) continue;
      this.#asked.set(kernel.addWantedValue(this.#table, at, at + length) >>> 0, value);
    }
  }

  /** Takes the truth from rows of `selected` that are not wanted; how many are left. */
  hold(batch: Batch, truth: number, selected: number): number {
    this.#isMet = true;
    const column = batch.columnOf(this.field);
    const without = this.#kernel.filterValues(this.#table, column, this.#keepsNull, truth);
    let left = 0;
    for (const holds of this.#kernel.bytes().subarray(truth, truth + batch.rows)) left += holds;
    const lacking = this.#keepsNull ? 0 : without;
    this.without += lacking;
    this.others += selected - left - lacking;
    return left;
  }

  /** Undefined where no record was compared. */
  counts(): HeldCounts | undefined {
    if (!this.#isMet) return undefined;
    const words = this.#kernel.words();
    const found = new Set<string>();
    const strangers: string[] = [];
    for (let i = 0; i < this.#slots; i++) {
      const slot = this.#table + HEAD + i * SLOT;
      if (words[slot / 4 + 3] !== 1) continue;
      const asked = this.#asked.get(slot);
      const length = words[slot / 4 + 1] ?? 1;
      if (asked === undefined) strangers.push(this.#kernel.text(slot + TEXT, slot + TEXT + length - 1));
      else found.add(asked);
    }
    const hasMore = words[this.#table / 4 + 2] === 1;
    return { without: this.without, found: [...found], strangers, hasMore };
  }
}

/** An account whose id was taken for a number. */
function withoutZeros(value: string): string {
  return /^0\d*[1-9]/.test(value) ? value.replace(/^0+/, "") : value;
}
