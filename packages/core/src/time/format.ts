// An instant as text by a pattern of strftime: `%Y-%m-%d %H:%M`. In UTC or in any zone that the runtime knows.

/** Whether there is a time zone of this name. */
export function isZone(name: string): boolean {
  return clockOf(name) !== undefined;
}

/** The instant, in epoch seconds, as the pattern says; undefined beyond the calendar. A sign it does not know stays. */
export function formatTime(seconds: number, pattern: string, zone: string): string | undefined {
  const milliseconds = Math.floor(seconds * 1000 + 0.001);
  const local = new Date(milliseconds + (clockOf(zone)?.(milliseconds) ?? 0));
  if (Number.isNaN(local.getTime())) return undefined;
  const offset = Math.round((local.getTime() - milliseconds) / 60_000);
  return pattern.replace(/%([a-zA-Z%])/g, (whole, letter: string) => {
    if (letter === "z") return offsetText(offset);
    if (letter === "Z") return zone;
    if (letter === "s") return String(Math.floor(milliseconds / 1000));
    return signs.get(letter)?.(local) ?? whole;
  });
}

/** How much later a clock in the zone is than one in UTC, in milliseconds. */
type Clock = (milliseconds: number) => number;

const clocks = new Map<string, Clock | undefined>([["UTC", () => 0]]);

function clockOf(zone: string): Clock | undefined {
  if (!clocks.has(zone)) clocks.set(zone, makeClock(zone));
  return clocks.get(zone);
}

/** The one place where the language can only answer by throwing. */
function makeClock(timeZone: string): Clock | undefined {
  try {
    const style = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" } as const;
    const format = new Intl.DateTimeFormat("en-US", { ...style, second: "2-digit", hourCycle: "h23", timeZone });
    return (milliseconds) => {
      const date = new Date(milliseconds);
      if (Number.isNaN(date.getTime())) return Number.NaN;
      const parts = new Map(format.formatToParts(date).map(({ type, value }) => [type, Number(value)]));
      const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
      const local = Date.UTC(
        part("year"),
        part("month") - 1,
        part("day"),
        part("hour"),
        part("minute"),
        part("second"),
      );
      return local - Math.floor(milliseconds / 1000) * 1000;
    };
  } catch {
    return undefined;
  }
}

const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const months = "January February March April May June July August September October November December".split(" ");

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
