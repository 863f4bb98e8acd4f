// Ranges of numbers in the kernel's memory, laid out as kernel/compare.ts says.
import type { Kernel } from "../kernel/kernel.ts";

/** Both ends belong to the range; they are exact decimal texts. */
export interface Range {
  readonly low: string;
  readonly high: string;
}

export function placeRanges(kernel: Kernel, ranges: readonly Range[]): number {
  const placed = ranges.map(({ low, high }) => ({
    low,
    high,
    lowText: kernel.place(low),
    highText: kernel.place(high),
  }));
  const at = kernel.allocate(ranges.length * 32);
  const view = new DataView(kernel.bytes().buffer, at);
  placed.forEach(({ low, high, lowText, highText }, i) => {
    view.setFloat64(i * 32, Number(low), true);
    view.setFloat64(i * 32 + 8, Number(high), true);
    [lowText, highText].forEach((text, end) => {
      view.setUint32(i * 32 + 16 + end * 8, text.at, true);
      view.setUint32(i * 32 + 20 + end * 8, text.at + text.length, true);
    });
  });
  return at;
}
