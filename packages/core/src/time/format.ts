// An instant as text by a pattern of strftime: `%Y-%m-%d %H:%M`.
import type { Zone } from "./zone.ts";

/** The instant, in epoch seconds, as the pattern says; undefined beyond the calendar. A sign it does not know stays. */
export function formatTime(seconds: number, pattern: string, zone: Zone): string | undefined {
  // 0.1 has no exact binary fraction: the tolerance is more than a double's error at today's epoch.
  const instant = Math.floor(seconds * 1000 + 0.001);
  if (Number.isNaN(new Date(instant).getTime())) return undefined;
  const { offset } = zone.spanAt(instant);
  const local = new Date(instant + offset);
  return pattern.replace(/%([a-zA-Z%])/g, (whole, letter: string) => {
    if (letter === "z") return offsetText(Math.round(offset / 60_000));
    if (letter === "Z") return zone.name;
    if (letter === "s") return String(Math.floor(instant / 1000));
    return signs.get(letter)?.(local) ?? whole;
  });
}

export const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
export const months = "January February March April May June July August September October November December".split(
  " ",
);

const two = (value: number): string => String(value).padStart(2, "0");
const day = (date: Date): string => days[date.getUTCDay()] ?? "";
const month = (date: Date): string => months[date.getUTCMonth()] ?? "";
const date = (at: Date): string => `${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())}`;
const clock = (at: Date): string => `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;

/** What each sign stands for, of an instant whose UTC parts are those of the zone. */
const signs: ReadonlyMap<string, (at: Date) => string> = new Map([
  ["%", () => "%"],
  ["a", (at: Date) => day(at).slice(0, 3)],
  ["A", day],
  ["b", (at: Date) => month(at).slice(0, 3)],
  ["B", month],
  ["d", (at: Date) => two(at.getUTCDate())],
  ["D", (at: Date) => `${two(at.getUTCMonth() + 1)}/${two(at.getUTCDate())}/${two(at.getUTCFullYear() % 100)}`],
  ["e", (at: Date) => String(at.getUTCDate()).padStart(2, " ")],
  ["F", date],
  ["H", (at: Date) => two(at.getUTCHours())],
  ["I", (at: Date) => two(at.getUTCHours() % 12 || 12)],
  ["j", (at: Date) => String(dayOfYear(at)).padStart(3, "0")],
  ["L", (at: Date) => String(at.getUTCMilliseconds()).padStart(3, "0")],
  ["m", (at: Date) => two(at.getUTCMonth() + 1)],
  ["M", (at: Date) => two(at.getUTCMinutes())],
  ["p", (at: Date) => (at.getUTCHours() < 12 ? "AM" : "PM")],
  ["R", (at: Date) => clock(at).slice(0, 5)],
  ["S", (at: Date) => two(at.getUTCSeconds())],
  ["T", clock],
  ["u", (at: Date) => String(at.getUTCDay() || 7)],
  ["w", (at: Date) => String(at.getUTCDay())],
  ["y", (at: Date) => two(at.getUTCFullYear() % 100)],
  ["Y", (at: Date) => String(at.getUTCFullYear())],
]);

function dayOfYear(at: Date): number {
  return Math.floor((at.getTime() - Date.UTC(at.getUTCFullYear(), 0, 1)) / 86_400_000) + 1;
}

function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}${two(size % 60)}`;
}
