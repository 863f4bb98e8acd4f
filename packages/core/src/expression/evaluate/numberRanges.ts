// Sets of ranges of numbers in the kernel's memory, in the layout of packages/kernel/assembly/columns/compare.ts: sorted, overlaps joined.
import type { Kernel } from "@flowlogs/kernel/kernel";
import { compareDecimals } from "../decimal.ts";

/** Both ends belong to the range; they are exact decimal texts. */
export interface Range {
  readonly low: string;
  readonly high: string;
}

/** Position and number of the ranges. */
export interface RangeSet {
  readonly at: number;
  readonly count: number;
}

export function placeRanges(kernel: Kernel, ranges: readonly Range[]): RangeSet {
  const placed = joined(ranges);
  // All texts at once: a list may have a million. They are ASCII, so that characters are bytes.
  const texts = kernel.place(placed.map(({ low, high }) => low + high).join(""));
  const at = kernel.allocate(placed.length * 32);
  const view = new DataView(kernel.bytes().buffer, at);
  let text = texts.at;
  for (const [i, { low, high }] of placed.entries()) {
    view.setFloat64(i * 32, Number(low), true);
    view.setFloat64(i * 32 + 8, Number(high), true);
    for (const [end, { length }] of [low, high].entries()) {
      view.setUint32(i * 32 + 16 + end * 8, text, true);
      view.setUint32(i * 32 + 20 + end * 8, text + length, true);
      text += length;
    }
  }
  return { at, count: placed.length };
}

function joined(ranges: readonly Range[]): Range[] {
  const result: Range[] = [];
  const numbered = ranges.map((range) => ({ range, number: Number(range.low) }));
  numbered.sort((a, b) => a.number - b.number || compareDecimals(a.range.low, b.range.low));
  for (const { range } of numbered) {
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
