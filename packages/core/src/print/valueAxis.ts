// The vertical axis of a chart: from where to where, and round numbers on it.
import { nice, ticks } from "d3-array";

export interface ValueAxis {
  readonly bottom: number;
  readonly top: number;
  readonly marks: readonly number[];
}

/** An axis with about so many marks that holds zero and both values. `isBinary`: round in powers of 1,024. */
export function valueAxis(least: number, most: number, count: number, isBinary: boolean): ValueAxis {
  const [low, high] = [Math.min(0, least), Math.max(0, most)];
  const largest = Math.max(Math.abs(low), Math.abs(high)) || 1;
  // Near the end of all doubles the axis is computed in a large unit: their differences would be infinite.
  const unit = isBinary ? 1024 ** Math.floor(Math.log(largest) / Math.log(1024)) : largest > NEAR_THE_END ? 1e300 : 1;
  const [bottom, top] = nice(low / unit, (high === low ? low + 1 : high) / unit, count);
  const marks = ticks(bottom, top, count).map((mark) => mark * unit);
  return { bottom: finite(bottom * unit), top: finite(top * unit), marks: marks.filter(Number.isFinite) };
}

const NEAR_THE_END = 1e300;

function finite(value: number): number {
  return Math.max(-Number.MAX_VALUE, Math.min(value, Number.MAX_VALUE));
}

/** Where a value is between the top of an axis, 0, and its bottom, 1. */
export function fromTop({ bottom, top }: ValueAxis, value: number): number {
  // Halves, because the difference of two doubles may be beyond all doubles.
  return (top / 2 - value / 2) / (top / 2 - bottom / 2);
}
