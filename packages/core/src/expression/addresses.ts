// Sets of address ranges in the kernel's memory: sorted, overlaps joined, so that one binary search answers.
import type { Address, AddressRange } from "../address.ts";
import type { Kernel } from "../kernel/kernel.ts";

/** An address as one number, within its family. */
function numberOf({ high, low }: Address): bigint {
  return (high << 64n) | low;
}

/** Sorted ranges that neither overlap nor touch. */
function joined(ranges: readonly AddressRange[], family: 4 | 6): [bigint, bigint][] {
  const bounds = ranges
    .filter(({ low }) => low.family === family)
    .map(({ low, high }): [bigint, bigint] => [numberOf(low), numberOf(high)])
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const result: [bigint, bigint][] = [];
  for (const [low, high] of bounds) {
    const last = result.at(-1);
    if (last === undefined || low > last[1] + 1n) result.push([low, high]);
    else if (high > last[1]) last[1] = high;
  }
  return result;
}

/** Puts the set into the kernel's memory, laid out as kernel/address.ts says, and returns its position. */
export function placeAddressSet(kernel: Kernel, ranges: readonly AddressRange[]): number {
  const four = joined(ranges, 4);
  const six = joined(ranges, 6);
  const fourAt = kernel.allocate(four.length * 8);
  const sixAt = kernel.allocate(six.length * 32);
  const set = kernel.allocate(16);
  const view = new DataView(kernel.bytes().buffer);
  four.forEach((bounds, i) =>
    bounds.forEach((bound, j) => view.setUint32(fourAt + i * 8 + j * 4, Number(bound), true)),
  );
  six.forEach((bounds, i) =>
    bounds.forEach((bound, j) => {
      view.setBigUint64(sixAt + i * 32 + j * 16, bound >> 64n, true);
      view.setBigUint64(sixAt + i * 32 + j * 16 + 8, bound & 0xffff_ffff_ffff_ffffn, true);
    }),
  );
  kernel.words().set([four.length, fourAt, six.length, sixAt], set / 4);
  return set;
}
