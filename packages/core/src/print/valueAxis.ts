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
  const unit = isBinary ? 1024 ** Math.floor(Math.log(largest) / Math.log(1024)) : 1;
  const [bottom, top] = nice(low / unit, (high === low ? low + 1 : high) / unit, count);
  return { bottom: bottom * unit, top: top * unit, marks: ticks(bottom, top, count).map((mark) => mark * unit) };
}
