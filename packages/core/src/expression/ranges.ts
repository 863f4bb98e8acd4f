// Sets of ranges of numbers in the kernel's memory, laid out as kernel/compare.ts says: sorted, overlaps joined.
import type { Kernel } from "../kernel/kernel.ts";
import { compareDecimals } from "./decimal.ts";

/** Both ends belong to the range; they are exact decimal texts. */
export interface Range {
  readonly low: string;
  readonly high: string;
}

/** Where the ranges stand, and how many they are. */
export interface RangeSet {
  readonly at: number;
  readonly count: number;
}

export function placeRanges(kernel: Kernel, ranges: readonly Range[]): RangeSet {
  const placed = joined(ranges).map(({ low, high }) => ({
    low,
    high,
    lowText: kernel.place(low),
    highText: kernel.place(high),
  }));
  const at = kernel.allocate(placed.length * 32);
  const view = new DataView(kernel.bytes().buffer, at);
  placed.forEach(({ low, high, lowText, highText }, i) => {
    view.setFloat64(i * 32, Number(low), true);
    view.setFloat64(i * 32 + 8, Number(high), true);
    [lowText, highText].forEach((text, end) => {
      view.setUint32(i * 32 + 16 + end * 8, text.at, true);
      view.setUint32(i * 32 + 20 + end * 8, text.at + text.length, true);
    });
  });
  return { at, count: placed.length };
}

function joined(ranges: readonly Range[]): Range[] {
  const result: Range[] = [];
  for (const range of ranges.toSorted((a, b) => order(a.low, b.low))) {
    const last = result.at(-1);
    if (last === undefined || order(range.low, last.high) > 0) result.push(range);
    else if (order(range.high, last.high) > 0) result[result.length - 1] = { low: last.low, high: range.high };
  }
  return result;
}

/** Most numbers differ as doubles; the digits of the others decide. */
function order(left: string, right: string): number {
  return Number(left) - Number(right) || compareDecimals(left, right);
}
