// Bins by the clocks of a zone. Engines do not agree on what a bin is where clocks are set back, so they are told: between two
// changes of the clocks bins are counted as those of UTC are, and one that a change falls into is written out.
import { type Duration, formatInstant, makeBinner, type Zone } from "@flowlogs/core";
import type { PlanWindow } from "../plan.ts";

/** Times before the end of it that are in no piece before. In epoch seconds, without the end. */
type ZonedPiece =
  | { readonly end: number; readonly label: string }
  /** Clocks show UTC and so many seconds more. */
  | { readonly end: number; readonly ahead: number; readonly suffix: string };

/** There are no flow logs of times before it. */
const EARLIEST = Date.UTC(2000, 0) / 1000;
const LATEST = Date.UTC(2050, 0) / 1000;

/** The times that a question is about. */
export function timesOf({ start, end }: PlanWindow): Required<PlanWindow> {
  return {
    start: start === undefined ? EARLIEST : Math.floor(start),
    end: end === undefined ? Math.max(LATEST, start ?? 0) : Math.ceil(end),
  };
}

export function zonedPieces(size: Duration, zone: Zone, { start, end }: Required<PlanWindow>): readonly ZonedPiece[] {
  const binner = makeBinner(size, zone);
  const plain = makeBinner(size);
  const pieces: ZonedPiece[] = [];
  for (let at = start; at < end;) {
    const { low, high, label } = binner.binOf(at * 1000);
    const { offset } = zone.spanAt(at * 1000);
    const shown = plain.binOf(at * 1000 + offset).low;
    const isPlain = low === shown - offset && zone.spanAt(low).offset === offset;
    const to = isPlain ? nextChange(zone, at, end) : Math.min(end, high / 1000);
    const suffix = label.slice(formatInstant(shown / 1000).length - 1);
    pieces.push(isPlain ? { end: to, ahead: offset / 1000, suffix } : { end: to, label });
    at = to;
  }
  return pieces;
}

/** When the clocks are changed after `at`, or the end, in seconds. */
function nextChange(zone: Zone, at: number, end: number): number {
  const { to, offset } = zone.spanAt(at * 1000);
  let change = to;
  while (change < end * 1000) {
    const after = zone.spanAt(change);
    if (after.offset !== offset) break;
    change = after.to;
  }
  return Math.min(end, change / 1000);
}
