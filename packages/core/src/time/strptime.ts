// A text as an instant by a pattern of strptime: `%d/%b/%Y:%H:%M:%S %z`. The other way round is in format.ts. What is wrong
// is shown where it is, in the pattern or in the text.
import { isProblem, problemAt, type Problem } from "@flowlogs/base/problem";
import { days, months } from "./format.ts";
import { instantOf, parseZone, type Zone } from "./zone.ts";

/** The parts of a time that a text gives, by the letters of their signs. */
type Parts = Map<string, number>;

interface Found {
  readonly parts: Parts;
  zone: Zone | undefined;
}

/** What a sign stands for: its name for messages, what fits, and its value, undefined for what is out of range. */
interface Sign {
  readonly name: string;
  readonly fits: RegExp;
  readonly read: (word: string, found: Found) => number | undefined;
}

/** The instant in epoch seconds; `zone`: that of a text that names none. */
export function strptime(text: string, pattern: string, zone: Zone): number | Problem {
  const found: Found = { parts: new Map(), zone: undefined };
  const at = readParts(text, pattern, found);
  if (isProblem(at)) return at;
  if (at < text.length) return faulty(text, at, text.length, `"${text.slice(at)}" is left over after the format`);
  const { parts } = found;
  const fraction = parts.get("f") ?? 0;
  const epoch = parts.get("s");
  if (epoch !== undefined) return epoch + fraction;
  const civil = civilOf(parts);
  if (civil === undefined) return faulty(text, 0, text.length, `"${text}" is not in the calendar`);
  return instantOf(found.zone ?? zone, civil) / 1000 + fraction;
}

/** Why a pattern does not give a time. */
export function patternProblem(pattern: string): Problem | undefined {
  const letters = new Set<string>();
  for (const { 0: whole, 1: letter = "", index } of expanded(pattern).matchAll(directive)) {
    if (letter !== "%" && !signs.has(letter)) {
      const from = pattern.indexOf(whole, Math.min(index, pattern.length));
      return problemAt(pattern, from, from + whole.length, `"${whole}" is not a time directive`, signAdvice);
    }
    letters.add(letter);
  }
  const has = (...some: string[]): boolean => some.some((letter) => letters.has(letter));
  const fault = (problem: string, advice: string): Problem =>
    problemAt(pattern, 0, pattern.length, `"${pattern}" ${problem}`, advice);
  if (!has("Y", "y", "s")) return fault("has no year", "add %Y");
  if (has("I") !== has("p"))
    return has("I") ? fault("has %I without %p", "use %H") : fault("has %p without %I", "use %I");
  return undefined;
}

/** Position in the text when all of the pattern is read. */
function readParts(text: string, pattern: string, found: Found): number | Problem {
  let at = 0;
  for (const { 0: part, 1: letter = "%" } of expanded(pattern).matchAll(/%[-_0]?([a-zA-Z%])|\s+|[^\s%]+/g)) {
    const sign = signs.get(letter);
    const literal = part.endsWith("%") ? "%" : part;
    const next = sign === undefined ? readLiteral(text, at, literal) : readSign(text, at, part, sign, found);
    if (isProblem(next)) return next;
    at = next;
  }
  return at;
}

function readLiteral(text: string, at: number, literal: string): number | Problem {
  const found = /^\s+$/.test(literal) ? /^\s+/.exec(text.slice(at))?.[0] : literal;
  if (found !== undefined && text.startsWith(found, at)) return at + found.length;
  return unfit(text, at, `the format has ${JSON.stringify(literal)}`);
}

function readSign(text: string, at: number, part: string, { name, fits, read }: Sign, found: Found): number | Problem {
  const word = fits.exec(text.slice(at))?.[0];
  const value = word === undefined ? undefined : read(word, found);
  if (word === undefined || value === undefined) return unfit(text, at, `${part} is ${name}`, word?.length);
  found.parts.set(part.slice(-1), value);
  return at + word.length;
}

/** The text does not go on as the pattern says. */
function unfit(text: string, at: number, expected: string, length?: number): Problem {
  const word = text.slice(at, at + (length ?? /^(?:\w+|.)/.exec(text.slice(at))?.[0].length ?? 0));
  const what = at >= text.length ? `"${text}" ends too early` : `"${word}" does not fit`;
  return faulty(text, at, at + Math.max(1, word.length), `${what}: ${expected}`);
}

function faulty(text: string, from: number, to: number, problem: string): Problem {
  return problemAt(text, from, to, problem, "write it as in --time-format");
}

/** Signs that stand for several others. */
function expanded(pattern: string): string {
  return pattern.replace(/%([DFRT%])/g, (whole, letter: string) => combined.get(letter) ?? whole);
}

/** What a clock on the wall shows, in milliseconds as if it were UTC; undefined for what is not in the calendar. */
function civilOf(parts: Parts): number | undefined {
  const year = parts.get("Y") ?? parts.get("y") ?? 0;
  const dayOfYear = parts.get("j");
  const month = parts.get("b") ?? parts.get("B") ?? parts.get("h") ?? parts.get("m") ?? 1;
  const day = parts.get("d") ?? parts.get("e") ?? 1;
  const date = dayOfYear === undefined ? Date.UTC(year, month - 1, day) : Date.UTC(year, 0, dayOfYear);
  const isDate =
    dayOfYear === undefined ? new Date(date).getUTCDate() === day : new Date(date).getUTCFullYear() === year;
  const weekday = parts.get("a") ?? parts.get("A");
  if (!isDate || (weekday !== undefined && new Date(date).getUTCDay() !== weekday)) return undefined;
  const half = parts.get("p");
  const hour = parts.get("H") ?? ((parts.get("I") ?? 0) % 12) + (half ?? 0);
  return date + hour * 3_600_000 + (parts.get("M") ?? 0) * 60_000 + (parts.get("S") ?? 0) * 1000;
}

const directive = /%[-_0]?([a-zA-Z%]?)/g;
const combined: ReadonlyMap<string, string> = new Map([
  ["D", "%m/%d/%y"],
  ["F", "%Y-%m-%d"],
  ["R", "%H:%M"],
  ["T", "%H:%M:%S"],
]);

function digits(name: string, from: number, to: number, places = 2): Sign {
  const read = (word: string): number | undefined => {
    const value = Number(word);
    return value >= from && value <= to ? value : undefined;
  };
  return { name: `${name} from ${from} to ${to}`, fits: new RegExp(`^ ?\\d{1,${places}}`), read };
}

function names(name: string, all: readonly string[], length: number | undefined, first: number): Sign {
  const words = all.map((word) => word.slice(0, length).toLowerCase());
  return {
    name: `${name}, such as ${all[0]?.slice(0, length)}`,
    fits: new RegExp(`^(?:${words.join("|")})`, "i"),
    read: (word) => words.indexOf(word.toLowerCase()) + first,
  };
}

function zoned(name: string, fits: RegExp): Sign {
  return {
    name,
    fits,
    read(word, found) {
      const zone = parseZone(/^(?:gmt|utc|z)$/i.test(word) ? "UTC" : word);
      if (isProblem(zone)) return undefined;
      found.zone = zone;
      return 0;
    },
  };
}

const fraction: Sign = { name: "a fraction of a second", fits: /^\d{1,9}/, read: (word) => Number(`0.${word}`) };

const signs: ReadonlyMap<string, Sign> = new Map<string, Sign>([
  ["Y", { name: "a year of four digits", fits: /^\d{4}/, read: Number }],
  // As in POSIX: 69 is 1969, and 68 is 2068.
  [
    "y",
    { name: "a year of two digits", fits: /^\d\d/, read: (word) => Number(word) + (Number(word) < 69 ? 2000 : 1900) },
  ],
  ["m", digits("a month", 1, 12)],
  ["b", names("a short name of a month", months, 3, 1)],
  ["h", names("a short name of a month", months, 3, 1)],
  ["B", names("the name of a month", months, undefined, 1)],
  ["d", digits("a day", 1, 31)],
  ["e", digits("a day", 1, 31)],
  ["j", digits("a day of the year", 1, 366, 3)],
  ["a", names("a short name of a weekday", days, 3, 0)],
  ["A", names("the name of a weekday", days, undefined, 0)],
  ["H", digits("an hour", 0, 23)],
  ["I", digits("an hour", 1, 12)],
  ["p", { name: "AM or PM", fits: /^[ap]m/i, read: (word) => (/^p/i.test(word) ? 12 : 0) }],
  ["M", digits("a minute", 0, 59)],
  ["S", digits("a second", 0, 59)],
  ["f", fraction],
  ["L", fraction],
  ["s", { name: "epoch seconds", fits: /^\d{1,12}/, read: Number }],
  ["z", zoned("an offset, such as +0100 or Z", /^(?:[+-]\d\d:?\d\d|Z)/i)],
  ["Z", zoned("a time zone, such as UTC or Europe/Berlin", /^(?:[+-]\d\d:?\d\d|[a-z][\w/+-]*)/i)],
]);
const signAdvice = `there are ${[...signs.keys(), ...combined.keys()].map((letter) => `%${letter}`).join(" ")} %%`;
