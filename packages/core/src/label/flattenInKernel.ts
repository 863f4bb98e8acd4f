// Sorts the ranges of a table in the kernel, and makes ranges of them there that do not overlap. Where they are in force for a time, or
// something is wrong with them, JavaScript does the latter: it knows times, and what to say.
import type { Kernel } from "@flowlogs/kernel/kernel";
import type { AddressRanges } from "./addressRanges.ts";
import { type PlacedRanges, placeRanges, roomForRanges } from "./addressTable.ts";
import type { KeyOwner } from "./keyOwner.ts";

const CROSSING = 0xffff_ffff;
const WORD = 4;

/** Sorted ranges in the kernel's memory. */
interface KernelRanges {
  readonly at: number;
  readonly count: number;
  /** Room of the same size. */
  readonly spare: number;
}

/** Puts the ranges into the kernel's memory as its table has them. `flat`: does that for sorted ones, where the kernel cannot. */
export function placeFlat(
  kernel: Kernel,
  ranges: AddressRanges,
  owner: KeyOwner,
  flat: (sorted: Uint32Array) => Uint32Array,
): PlacedRanges {
  const temporary = kernel.allocate(0);
  const sorted = sortInKernel(kernel, ranges, temporary);
  const isSimple = !owner.isDated && !hasRivals(kernel, ranges, sorted, owner);
  const count = isSimple ? flatIn(kernel, ranges, sorted, []) : CROSSING;
  const placed =
    count === CROSSING
      ? placeRanges(kernel, ranges.family, flat(wordsOf(kernel, ranges, sorted)))
      : roomForRanges(kernel, ranges.family, count);
  if (count !== CROSSING) flatIn(kernel, ranges, sorted, placed.places);
  kernel.release(temporary);
  return placed;
}

function sortInKernel(kernel: Kernel, ranges: AddressRanges, temporary: number): KernelRanges {
  const { count, size, width } = ranges;
  const given = kernel.allocate(count * size * WORD, temporary);
  const other = kernel.allocate(count * size * WORD, temporary);
  ranges.copyTo(kernel.words(), given / WORD);
  const at = kernel.sortLabels(given, count, other, width * WORD) >>> 0;
  return { at, count, spare: at === given ? other : given };
}

/** Whether the same range has rows that do not say the same. */
function hasRivals(kernel: Kernel, ranges: AddressRanges, { at, count }: KernelRanges, owner: KeyOwner): boolean {
  const { size, width } = ranges;
  const entryOf = (place: number): number => kernel.words()[at / WORD + (place + 1) * size - 1] ?? 0;
  const sameAfter = (place: number): number => kernel.sameLabels(at, count, place, width * WORD) >>> 0;
  for (let place = sameAfter(0); place < count; place = sameAfter(place)) {
    if (!owner.isSame(entryOf(place - 1), entryOf(place))) return true;
  }
  return false;
}

/** Makes flat ranges, at these places; without places it only counts them. */
function flatIn(
  kernel: Kernel,
  { width }: AddressRanges,
  { at, count, spare }: KernelRanges,
  [first = 0, second = 0]: readonly number[],
): number {
  return kernel.flattenLabels(at, count, spare, first, second, width * WORD) >>> 0;
}

function wordsOf(kernel: Kernel, { size }: AddressRanges, { at, count }: KernelRanges): Uint32Array {
  return kernel.words().slice(at / WORD, at / WORD + count * size);
}
