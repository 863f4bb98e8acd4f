// Values of several fields that belong together, such as connections: which records have one of these tuples. The kernel compares
// them (kernel/assembly/columns/tupleSet.ts): addresses by their bits, numbers by their value, however they are spelt.
import type { Batch } from "../batch.ts";
import { findField } from "../field.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { KIND_ADDRESS, KIND_INTEGER, KIND_TEXT } from "@flowlogs/kernel/opcodes";
import { placeWords } from "../label/numberedTexts.ts";
import type { RecordMatch } from "./filter.ts";

/** What the values of a field are compared as. */
export function tupleKindOf(name: string): "address" | "number" | "text" {
  const kind = findField(name)?.kind;
  return kind === "address" ? "address" : kind === "integer" || kind === "time" ? "number" : "text";
}

const KINDS = { address: KIND_ADDRESS, number: KIND_INTEGER, text: KIND_TEXT } as const;

/** A value that a tuple cannot have: null, or not of its column's kind. */
export interface BadTuple {
  readonly place: number;
  readonly column: number;
}

/** Sizes of a column of tuples and of a set of them, in the kernel's memory. */
const TUPLE_COLUMN = 8;
const TUPLE_SET = 28;
/** Room for tuples of a short list, and a part of that of a long one. */
const FIRST_ROOM = 65_536;
const ROOM = 2 ** 20;
/** Room for the tuples of rows that are looked up together. */
const ROWS_ROOM = 16_384;

/** Tuples in the memory of the kernel that has read them. */
interface TuplePart {
  readonly kernel: Kernel;
  readonly start: number;
  end: number;
  readonly limit: number;
}

/** Gathers tuples from the rows of a file. They stay where the kernel has written them: there may be a million. */
export class TupleReader {
  readonly #kinds: readonly number[];
  readonly #parts: TuplePart[] = [];
  #part: TuplePart | undefined;
  #columns = 0;
  count = 0;

  constructor(names: readonly string[]) {
    this.#kinds = names.map((name) => KINDS[tupleKindOf(name)]);
  }

  /** Takes the tuples of all selected rows; `columns`: where their values are. The first value that cannot be one, if there is one. */
  add(batch: Batch, columns: readonly number[], trims: boolean): BadTuple | undefined {
    const { kernel, list, selected } = batch;
    let part = this.#partIn(kernel);
    const words = columns.flatMap((column, i) => [column, this.#kinds[i] ?? KIND_TEXT]);
    kernel.words().set(words, this.#columns / 4);
    for (let done = 0; done < selected;) {
      const { end, limit } = part;
      part.end = kernel.writeTuples(this.#columns, columns.length, trims, list, done, selected, end, limit) >>> 0;
      const now = kernel.written.value >>> 0;
      if (kernel.badValue.value >= 0) return { place: now, column: kernel.badValue.value };
      this.count += now - done;
      done = now;
      if (done < selected) part = this.#nextPart(part);
    }
    return undefined;
  }

  #partIn(kernel: Kernel): TuplePart {
    if (this.#part?.kernel === kernel) return this.#part;
    this.#columns = kernel.allocate(this.#kinds.length * TUPLE_COLUMN);
    return this.#openPart(kernel, FIRST_ROOM);
  }

  /** A part after one that has no room for the next tuple; a larger one where even that is too long for all of it. */
  #nextPart({ kernel, start, end, limit }: TuplePart): TuplePart {
    return this.#openPart(kernel, start === end ? 4 * (limit - start) : ROOM);
  }

  #openPart(kernel: Kernel, room: number): TuplePart {
    const start = kernel.allocate(room);
    this.#part = { kernel, start, end: start, limit: start + room };
    this.#parts.push(this.#part);
    return this.#part;
  }

  /** Copies all tuples, one after the other, into a kernel's memory. Returns where they begin and end. */
  place(kernel: Kernel): { readonly start: number; readonly end: number } {
    const start = kernel.allocate(this.#parts.reduce((sum, part) => sum + part.end - part.start, 0));
    let end = start;
    for (const part of this.#parts) {
      kernel.bytes().set(part.kernel.bytes().subarray(part.start, part.end), end);
      end += part.end - part.start;
    }
    return { start, end };
  }
}

/** Where a set of tuples is in a kernel's memory, and there the columns that a batch has for it. */
interface PlacedTuples {
  readonly set: number;
  readonly columns: number;
}

export class MatchTuples implements RecordMatch {
  readonly columns: readonly string[];
  /** The fields of each direction. */
  readonly #directions: readonly (readonly string[])[];
  readonly #tuples: TupleReader;
  readonly #placed = new WeakMap<Kernel, PlacedTuples>();

  /** `directions`: the fields in the order of the values of a tuple, and in which others it may be too. */
  constructor(directions: readonly (readonly string[])[], tuples: TupleReader) {
    this.#directions = directions;
    this.columns = directions.flat();
    this.#tuples = tuples;
  }

  narrow(batch: Batch, truth: number): void {
    const { kernel } = batch;
    const { set, columns } = this.#placedIn(kernel);
    const words = kernel.words();
    for (const [i, name] of this.columns.entries()) words[columns / 4 + i * 2] = batch.columnOf(name);
    const { length } = this.#directions;
    kernel.inTuples(set, columns, this.columns.length / length, length, truth);
  }

  #placedIn(kernel: Kernel): PlacedTuples {
    const known = this.#placed.get(kernel);
    if (known !== undefined) return known;
    const kinds = this.columns.flatMap((name) => [0, KINDS[tupleKindOf(name)]]);
    const placed = { set: this.#place(kernel), columns: placeWords(kernel, Uint32Array.from(kinds)) };
    this.#placed.set(kernel, placed);
    return placed;
  }

  #place(kernel: Kernel): number {
    // At least twice as many slots as tuples, and eight times as many bits as slots, so that most are found at once.
    const bits = 33 - Math.clz32(this.#tuples.count);
    const slots = kernel.allocateZeros(2 ** bits * 8);
    const filterBits = bits + 3;
    const filter = kernel.allocateZeros(2 ** filterBits / 8);
    const set = kernel.allocateZeros(TUPLE_SET);
    const { start, end } = this.#tuples.place(kernel);
    const temporary = kernel.allocate(0);
    const parted = kernel.allocate(this.#tuples.count * 8, temporary);
    const least = kernel.openTuples(set, slots, bits, filter, filterBits, start, end, parted) >>> 0;
    kernel.release(temporary);
    // Behind the tuples, so that the kernel may read a little beyond the last one.
    const room = Math.max(least, ROWS_ROOM);
    kernel.setTupleRoom(set, kernel.allocate(room), room);
    return set;
  }
}
