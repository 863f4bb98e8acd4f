// Round points of time for an axis, and their labels.
import { utcTicks } from "d3-time";
import { formatTime } from "../time/format.ts";
import { civilOf, type Zone } from "../time/zone.ts";

export interface Tick {
  /** Epoch seconds. */
  readonly at: number;
  readonly label: string;
}

const DAY = 86_400;

/** Chooses about `count` round points between two times, as the clocks of the zone show them. */
export function timeTicks(from: number, to: number, count: number, zone: Zone): Tick[] {
  // The library knows UTC only: it is asked about what the clocks show.
  const offset = (civilOf(zone, from * 1000) - from * 1000) / 1000;
  const ticks = utcTicks(new Date((from + offset) * 1000), new Date((to + offset) * 1000), Math.max(1, count));
  const times = ticks.map((tick) => tick.getTime() / 1000 - offset);
  const step = times.length > 1 ? (times[1] ?? 0) - (times[0] ?? 0) : to - from;
  const pattern = step >= DAY ? "%m-%d" : step >= 60 ? "%H:%M" : "%H:%M:%S";
  const all = times.map((at) => {
    const clock = formatTime(at, pattern, zone) ?? "";
    // Midnight says which day begins.
    return { at, label: clock === "00:00" ? (formatTime(at, "%m-%d", zone) ?? "") : clock };
  });
  // Parts of a second have its label.
  return all.filter(({ label }, i) => label !== all[i - 1]?.label);
}
