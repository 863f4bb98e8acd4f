// Percentiles of the numbers that the kernel keeps of a group: exact, by nearest rank, from a sorted copy; or, for a list
// that grew too long, from a sketch that somebody else's library makes of it.
import type { Kernel } from "@flowlogs/kernel/kernel";
import { ReusedRegion } from "@flowlogs/kernel/reusedRegion";
import type { Result } from "./functions/definition.ts";
import { addSketch, sketchIn, sketchText, STATE_NUMBERS } from "./partial/sketchText.ts";
import { stateText } from "./partial/stateText.ts";
import type { Sketch, SketchMaker } from "./sketch.ts";

/** Of the two lists of a group. */
interface Lengths {
  readonly integers: number;
  readonly others: number;
}

/** The two lists of a group, in the order that they were brought into. */
interface HeldLists {
  readonly integers: BigInt64Array;
  readonly others: Float64Array;
}

/** Most groups have only integers: they share these. */
const noIntegers = new BigInt64Array(0);
const noOthers = new Float64Array(0);

export class Percentiles {
  readonly #kernel: Kernel;
  readonly #makeSketch: SketchMaker | undefined;
  readonly #sketches = new Map<number, Map<number, Sketch>>();
  readonly #integers: ReusedRegion;
  readonly #others: ReusedRegion;
  /** What was copied last: several percentiles are asked of one list. It stands in those regions; views of that do not last. */
  #last: { readonly word: number; readonly group: number; readonly lengths: Lengths; isSorted: boolean } | undefined;

  constructor(kernel: Kernel, makeSketch: SketchMaker | undefined) {
    this.#kernel = kernel;
    this.#makeSketch = makeSketch;
    this.#integers = new ReusedRegion(kernel);
    this.#others = new ReusedRegion(kernel);
  }

  /** How many sketches there are. */
  get sketches(): number {
    let count = 0;
    for (const byGroup of this.#sketches.values()) count += byGroup.size;
    return count;
  }

  isSketched(accumulator: number, group: number): boolean {
    return this.#sketches.get(accumulator)?.has(group) ?? false;
  }

  forget(): void {
    this.#sketches.clear();
    this.#last = undefined;
  }

  /** Makes a sketch of a list that the kernel is about to give up. */
  takeList(accumulator: number, word: number, group: number): void {
    const sketch = this.#sketchOf(word, group);
    const byGroup = this.#sketches.get(accumulator) ?? new Map<number, Sketch>();
    this.#sketches.set(accumulator, byGroup.set(group, sketch));
  }

  #sketchOf(word: number, group: number): Sketch {
    const sketch = this.#makeSketch?.();
    if (sketch === undefined) throw new Error("nobody makes sketches here");
    const { integers, others } = this.#listsOf(word, group);
    for (const value of integers) accept(sketch, Number(value));
    for (const value of others) accept(sketch, value);
    return sketch;
  }

  /** The numbers as JSON, for another run that goes on with them: a list, or a sketch where they are many. */
  stateOf(accumulator: number, word: number, group: number): string {
    const sketch = this.#sketches.get(accumulator)?.get(group);
    if (sketch !== undefined) return sketchText(sketch);
    const { integers, others } = this.#listsOf(word, group);
    if (this.#makeSketch !== undefined && integers.length + others.length > STATE_NUMBERS) {
      return sketchText(this.#sketchOf(word, group));
    }
    return `[${[integers.join(","), Array.from(others, stateText).join(",")].filter((text) => text !== "").join(",")}]`;
  }

  /** Adds the sketch of another run. */
  takeSketch(accumulator: number, word: number, group: number, text: string): void {
    const state = sketchIn(text);
    this.#kernel.handOverList(accumulator, word, group);
    const sketch = this.#sketches.get(accumulator)?.get(group);
    if (sketch !== undefined) addSketch(sketch, state);
  }

  takeValue(accumulator: number, group: number, value: number): void {
    const sketch = this.#sketches.get(accumulator)?.get(group);
    if (sketch !== undefined) accept(sketch, value);
  }

  /** The smallest value such that so many percent of the values are no larger. */
  percentile(accumulator: number, word: number, group: number, percent: string): Result {
    const sketch = this.#sketches.get(accumulator)?.get(group);
    if (sketch !== undefined) return fromSketch(sketch, rankOf(percent, sketch.count));
    const count = this.#hold(word, group);
    return count === 0 ? undefined : this.#heldAt(rankOf(percent, count) - 1);
  }

  /** The value in the middle, or the mean of the two there. */
  median(accumulator: number, word: number, group: number): Result {
    const sketch = this.#sketches.get(accumulator)?.get(group);
    if (sketch !== undefined) return fromSketch(sketch, rankOf("50", sketch.count));
    const count = this.#hold(word, group);
    if (count === 0) return undefined;
    const upper = this.#heldAt(Math.floor(count / 2));
    return count % 2 === 1 ? upper : meanOf(this.#heldAt(count / 2 - 1), upper);
  }

  /** Has the lists of a group at hand; how many numbers they are. */
  #hold(word: number, group: number): number {
    const last = this.#last;
    if (last?.word !== word || last.group !== group) {
      const { integers, others } = this.#listsOf(word, group);
      this.#last = { word, group, lengths: { integers: integers.length, others: others.length }, isSorted: false };
    }
    const { integers = 0, others = 0 } = this.#last?.lengths ?? {};
    return integers + others;
  }

  /** The value at a place, from 0 on, of the lists at hand. Only integers need not be sorted for it. */
  #heldAt(place: number): Result {
    const last = this.#last;
    if (last === undefined) return undefined;
    const { integers, others } = last.lengths;
    const isSelected =
      last.isSorted ||
      (others === 0 && this.#kernel.selectInteger(this.#integers.of(roomFor(integers)), integers, place));
    const lists = this.#view(last.lengths);
    if (!isSelected) {
      lists.integers.sort();
      lists.others.sort();
      last.isSorted = true;
    }
    return valueAt(lists, place);
  }

  /** The lists are about to grow. */
  listen(): void {
    this.#last = undefined;
  }

  /** The lists as they stand, in regions that the next call uses again. */
  #listsOf(word: number, group: number): HeldLists {
    const kernel = this.#kernel;
    this.#last = undefined;
    const integers = Math.max(0, kernel.listLength(word, group));
    const others = Math.max(0, kernel.listLength(word + 1, group));
    if (integers > 0) kernel.copyList(word, group, this.#integers.of(roomFor(integers)));
    if (others > 0) kernel.copyList(word + 1, group, this.#others.of(roomFor(others)));
    return this.#view({ integers, others });
  }

  #view({ integers, others }: Lengths): HeldLists {
    const { buffer } = this.#kernel.bytes();
    return {
      integers: integers === 0 ? noIntegers : new BigInt64Array(buffer, this.#integers.of(roomFor(integers)), integers),
      others: others === 0 ? noOthers : new Float64Array(buffer, this.#others.of(roomFor(others)), others),
    };
  }
}

/** Bytes for a list, in steps. */
function roomFor(values: number): number {
  return Math.max(2048, values * 8);
}

/** Infinity, which 1e999 is, has no place in a sketch. */
function accept(sketch: Sketch, value: number): void {
  sketch.accept(Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value)));
}

function fromSketch(sketch: Sketch, rank: number): number {
  const value = sketch.getValueAtQuantile(sketch.count > 1 ? (rank - 1) / (sketch.count - 1) : 0);
  return Math.max(sketch.min, Math.min(sketch.max, value));
}

/** From 1 on; in whole numbers, as 99.9 % of 1,000 is 999 and no hair more. */
function rankOf(percent: string, count: number): number {
  const [whole = "", fraction = ""] = percent.split(".");
  const [parts, scale] = [Number(whole + fraction), 100 * 10 ** fraction.length];
  const product = parts * count;
  if (product > Number.MAX_SAFE_INTEGER) return largeRankOf(BigInt(whole + fraction), BigInt(scale), BigInt(count));
  const beyond = product % scale;
  return Math.max(1, (product - beyond) / scale + (beyond > 0 ? 1 : 0));
}

function largeRankOf(parts: bigint, scale: bigint, count: bigint): number {
  return Number((parts * count + scale - 1n) / scale);
}

/** The value at a place, from 0 on, of the two lists together. */
function valueAt({ integers, others }: HeldLists, place: number): Result {
  if (others.length === 0) return integers[place];
  if (integers.length === 0) return others[place];
  let i = 0;
  let j = 0;
  let value: Result;
  while (i + j <= place) {
    const integer = integers[i];
    const other = others[j];
    const isInteger = other === undefined || (integer !== undefined && integer <= other);
    value = isInteger ? integer : other;
    if (isInteger) i++;
    else j++;
  }
  return value;
}

function meanOf(lower: Result, upper: Result): Result {
  if (typeof lower !== "bigint" || typeof upper !== "bigint") return (Number(lower) + Number(upper)) / 2;
  const sum = lower + upper;
  return sum % 2n === 0n ? sum / 2n : Number(sum) / 2;
}
