// Turns values that hyparquet decoded into JSON for records. hyparquet leaves decimals and JSON undecoded, because it would
// round them.
import type { Ready } from "@flowlogs/core/stages";
import type { ParquetParsers, SchemaElement } from "hyparquet";
import { decimalText, scaleOf } from "./decimal.ts";

/** An exact time: a count of units, of which a second has 10 to the power of `digits`. */
class ParquetTime {
  readonly #count: bigint;
  readonly #digits: number;

  constructor(count: bigint, digits: number) {
    this.#count = count;
    this.#digits = digits;
  }

  /** Epoch seconds, with the exact fraction. */
  toSeconds(): string {
    const unit = 10n ** BigInt(this.#digits);
    const isBefore = this.#count < 0n;
    const count = isBefore ? -this.#count : this.#count;
    return `${isBefore ? "-" : ""}${count / unit}${fraction(count % unit, this.#digits)}`;
  }

  /** ISO 8601, in UTC. */
  toString(): string {
    const unit = 10n ** BigInt(this.#digits);
    const rest = ((this.#count % unit) + unit) % unit;
    const seconds = new Date(Number((this.#count - rest) / unit) * 1000);
    if (Number.isNaN(seconds.getTime())) return this.toSeconds();
    return `${seconds.toISOString().slice(0, -5)}${fraction(rest, this.#digits)}Z`;
  }
}

function fraction(rest: bigint, digits: number): string {
  const text = String(rest).padStart(digits, "0").replace(/0+$/, "");
  return text === "" ? "" : `.${text}`;
}

/** How hyparquet parses the values that become text here. */
export const parsers: Partial<ParquetParsers> = {
  timestampFromMilliseconds: (count) => new ParquetTime(count, 3),
  timestampFromMicroseconds: (count) => new ParquetTime(count, 6),
  timestampFromNanoseconds: (count) => new ParquetTime(count, 9),
  dateFromDays: (days) => new Day(days),
};

/** A date without a time. */
class Day {
  readonly #days: number;
  constructor(days: number) {
    this.#days = days;
  }
  toString(): string {
    const date = new Date(this.#days * 86_400_000);
    return Number.isNaN(date.getTime()) ? String(this.#days) : date.toISOString().slice(0, 10);
  }
}

/** The element for hyparquet: without the types that are decoded here, so that it returns plain bytes or numbers. */
export function rawElement(element: SchemaElement): SchemaElement {
  if (scaleOf(element) === undefined && !isJson(element)) return element;
  const { converted_type: _converted, logical_type: _logical, ...raw } = element;
  return raw;
}

function isJson({ converted_type: converted, logical_type: logical }: SchemaElement): boolean {
  return converted === "JSON" || logical?.type === "JSON";
}

/** A function from hyparquet's values of a `rawElement` to those of records; `isTime`: times become epoch seconds. */
export function valueFormatter(element: SchemaElement, isTime: boolean): (value: unknown) => Ready {
  const scale = scaleOf(element);
  if (scale !== undefined) return (value) => (value == null ? undefined : { json: decimalText(value, scale) });
  return isJson(element) ? documentOf : (value) => ready(value, isTime);
}

function ready(value: unknown, isTime: boolean): Ready {
  if (value === null || value === undefined) return undefined;
  if (isTime && value instanceof ParquetTime) return { json: value.toSeconds() };
  const text = textOf(value);
  return text === undefined ? { json: json(value) } : { text };
}

/** JSON unchanged but on one line; a value that is not JSON becomes a text. */
function documentOf(value: unknown): Ready {
  const text = value == null ? undefined : textOf(value);
  if (text === undefined) return undefined;
  try {
    const document: unknown = JSON.parse(text);
    if (document === null) return undefined;
    return typeof document === "string" ? { text: document } : { json: text.trim().replace(/[\r\n]/g, " ") };
  } catch {
    return { text };
  }
}

/** The JSON of a value inside of lists and structures. */
export function jsonOf(element: SchemaElement, value: unknown): string {
  const made = valueFormatter(element, false)(value);
  if (made === undefined) return "null";
  return "json" in made ? made.json : JSON.stringify(made.text);
}

/** The text of a value that is a string in JSON; undefined for others. */
function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (value instanceof ParquetTime || value instanceof Day) return value.toString();
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  // JSON has no NaN and no infinity.
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : undefined;
}

/** JSON.stringify that also writes BigInts, with all digits. */
function json(value: unknown): string {
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return `[${value.map(json).join(",")}]`;
  const text = textOf(value);
  if (text !== undefined) return JSON.stringify(text);
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}:${json(member)}`);
  return `{${members.join(",")}}`;
}
