// Sorts the ranges of a table in the kernel, and makes ranges of them there that do not overlap. Where they are in force for a time, or
// the table is not in order, JavaScript does the latter: it knows times, and what to say.
import type { Kernel } from "@flowlogs/kernel/kernel";
import type { AddressRanges } from "./addressRanges.ts";
import { type PlacedRanges, placeRanges, roomForRanges } from "./addressTable.ts";
import type { KeyOwner } from "./keyOwner.ts";

const CROSSING = 0xffff_ffff;
/** Where the entry of a range is, from its end. */
const ENTRY = -1;

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
  const count =
    owner.isDated || hasRivals(kernel, ranges, sorted, owner) ? CROSSING : countFlat(kernel, ranges, sorted);
  const placed =
    count === CROSSING
      ? placeRanges(kernel, ranges.family, flat(wordsOf(kernel, ranges, sorted)))
      : writeFlat(kernel, ranges, sorted, count);
  kernel.release(temporary);
  return placed;
}

function sortInKernel(kernel: Kernel, ranges: AddressRanges, temporary: number): KernelRanges {
  const { count, family, size } = ranges;
  const given = kernel.allocate(count * size * 4, temporary);
  const other = kernel.allocate(count * size * 4, temporary);
  ranges.copyTo(kernel.words(), given / 4);
  const sort = family === 4 ? kernel.sortLabels4 : kernel.sortLabels6;
  const at = sort(given, count, other) >>> 0;
  return { at, count, spare: at === given ? other : given };
}

/** Whether the same range has rows that do not say the same. */
function hasRivals(
  kernel: Kernel,
  { family, size }: AddressRanges,
  { at, count }: KernelRanges,
  owner: KeyOwner,
): boolean {
  const same = family === 4 ? kernel.sameLabels4 : kernel.sameLabels6;
  const entryOf = (place: number): number => kernel.words()[at / 4 + (place + 1) * size + ENTRY] ?? 0;
  for (let place = same(at, count, 0) >>> 0; place < count; place = same(at, count, place) >>> 0) {
    if (!owner.isSame(entryOf(place - 1), entryOf(place))) return true;
  }
  return false;
}

function countFlat(kernel: Kernel, { family }: AddressRanges, { at, count, spare }: KernelRanges): number {
  const flat =
    family === 4 ? kernel.flattenLabels4(at, count, spare, 0, 0) : kernel.flattenLabels6(at, count, spare, 0);
  return flat >>> 0;
}

function writeFlat(
  kernel: Kernel,
  { family }: AddressRanges,
  { at, count, spare }: KernelRanges,
  length: number,
): PlacedRanges {
  const placed = roomForRanges(kernel, family, length);
  const [first = 0, second = 0] = placed.places;
  if (family === 4) kernel.flattenLabels4(at, count, spare, first, second);
  else kernel.flattenLabels6(at, count, spare, first);
  return placed;
}

function wordsOf(kernel: Kernel, { size }: AddressRanges, { at, count }: KernelRanges): Uint32Array {
  return kernel.words().slice(at / 4, at / 4 + count * size);
}
