// What the values of one field are: how many of each kind, from what to what, and how many different ones.
import { isProblem } from "@flowlogs/base/problem";
import { membersOf } from "../../text/member.ts";
import { parseAbsoluteInstant } from "../../time/instant.ts";
import { ByteTexts } from "../byteTexts.ts";
import { AddressBounds, NumberBounds, TextBounds } from "./ranges.ts";

/** The kinds of values, in the order in which they are shown. */
export const kinds = ["number", "text", "address", "time", "boolean", "object", "list"] as const;
const [NUMBER, TEXT, ADDRESS, TIME, BOOLEAN, OBJECT, LIST] = [0, 1, 2, 3, 4, 5, 6] as const;

/** Different values of a field that are counted; more are "more than that". */
export const DISTINCT_LIMIT = 1000;
/** A longer value is not kept. */
const VALUE_LIMIT = 512;
/** Objects in objects in objects: fields of deeper ones are not described. */
const DEPTH_LIMIT = 32;
/** Bytes of different values that all fields keep together. */
const MEMORY = 2 ** 25;

/** What all fields of a description share. */
export class SharedRoom {
  /** Fields there may be: keys may be data, such as ids. */
  fields: number;
  /** Objects of which a field was left out. */
  leftOut = 0;
  bytes = MEMORY;

  constructor(fields: number) {
    this.fields = fields;
  }
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();
const QUOTE = 34;
const DASH = 45;
const OPEN_BRACKET = 91;
const SMALL_F = 102;
const SMALL_T = 116;
const OPEN_BRACE = 123;

export class FieldSummary {
  /** Values of each kind. */
  readonly counts = new Float64Array(kinds.length);
  nulls = 0;
  readonly numbers = new NumberBounds();
  readonly texts = new TextBounds();
  readonly addresses = new AddressBounds();
  /** Of texts that are times, in epoch seconds. */
  readonly times = { least: Number.POSITIVE_INFINITY, most: Number.NEGATIVE_INFINITY };
  /** The fields of its objects. */
  readonly inner = new Map<string, FieldSummary>();
  /** Some different values are not among those that are kept. */
  hasMore = false;
  readonly #room: SharedRoom;
  readonly #depth: number;
  /** The different values that are kept: texts, with the kind of each by its number, and those that are none. */
  readonly #texts = new ByteTexts(16);
  readonly #textKinds: number[] = [];
  readonly #others = new ByteTexts(16);

  constructor(room: SharedRoom, depth = 0) {
    this.#room = room;
    this.#depth = depth;
  }

  /** Values that are not null. */
  get values(): number {
    return this.counts.reduce((sum, count) => sum + count, 0);
  }

  /** Different values that are kept. */
  get distinct(): number {
    return this.#texts.count + this.#others.count;
  }

  /** Takes the value at [start, end). */
  take(bytes: Uint8Array, start: number, end: number, isText: boolean): void {
    const kind = isText ? this.#takeText(bytes, start, end) : this.#takeOther(bytes, start, end);
    this.counts[kind] = (this.counts[kind] ?? 0) + 1;
  }

  /** The first different values, as JSON. */
  examples(count: number): string[] {
    const [texts, others] = [this.#texts, this.#others].map((values) =>
      Array.from({ length: Math.min(count, values.count) }, (_, i) => values.text(i + 1) ?? ""),
    );
    return [...(texts ?? []).map((text) => JSON.stringify(text)), ...(others ?? [])].slice(0, count);
  }

  /** Of a text that is kept the kind is known, and whether it is in the range: it is. */
  #takeText(bytes: Uint8Array, start: number, end: number): number {
    const before = this.#texts.count;
    const number = this.#keep(this.#texts, bytes, start, end);
    if (number > 0 && number <= before) return this.#textKinds[number] ?? TEXT;
    const kind = this.#kindOfText(bytes, start, end);
    if (number > 0) this.#textKinds[number] = kind;
    return kind;
  }

  #kindOfText(bytes: Uint8Array, start: number, end: number): number {
    if (this.addresses.take(bytes, start, end)) return ADDRESS;
    const time = timeOf(bytes, start, end);
    if (time === undefined) {
      this.texts.take(bytes, start, end);
      return TEXT;
    }
    if (time < this.times.least) this.times.least = time;
    if (time > this.times.most) this.times.most = time;
    return TIME;
  }

  #takeOther(bytes: Uint8Array, start: number, end: number): number {
    switch (bytes[start]) {
      case OPEN_BRACE:
        this.#takeObject(decoder.decode(bytes.subarray(start, end)));
        return OBJECT;
      case OPEN_BRACKET:
        return LIST;
      case SMALL_T:
      case SMALL_F:
        this.#keep(this.#others, bytes, start, end);
        return BOOLEAN;
      default:
        this.numbers.take(bytes, start, end);
        this.#keep(this.#others, bytes, start, end);
        return NUMBER;
    }
  }

  /** The number of the value among those that are kept, -1 where it is not. */
  #keep(values: ByteTexts, bytes: Uint8Array, start: number, end: number): number {
    // There are more than are counted: looking for it among those that are kept costs more than it tells.
    if (this.hasMore) return -1;
    const room = this.#room;
    const { count } = values;
    const isOpen = this.distinct < DISTINCT_LIMIT && end - start <= VALUE_LIMIT && room.bytes > 0;
    const number = values.numberOf(bytes, start, end, isOpen);
    if (number < 0) this.hasMore = true;
    else if (values.count > count) room.bytes -= end - start + 16;
    return number;
  }

  #takeObject(text: string): void {
    if (this.#depth === DEPTH_LIMIT) {
      this.#room.leftOut++;
      return;
    }
    // Of a key that comes twice the last one counts.
    const members = new Map((membersOf(text) ?? []).map(({ key, valueFrom, to }) => [key, text.slice(valueFrom, to)]));
    let isWhole = true;
    for (const [key, value] of members) {
      const field = this.#innerField(key);
      if (field === undefined) isWhole = false;
      else field.#takeJson(value);
    }
    if (!isWhole) this.#room.leftOut++;
  }

  #innerField(key: string): FieldSummary | undefined {
    const known = this.inner.get(key);
    if (known !== undefined || this.#room.fields === 0) return known;
    this.#room.fields--;
    const made = new FieldSummary(this.#room, this.#depth + 1);
    this.inner.set(key, made);
    return made;
  }

  #takeJson(json: string): void {
    if (json === "null") {
      this.nulls++;
      return;
    }
    const isText = json.charCodeAt(0) === QUOTE;
    // A blank before it: what starts at 0 would be null.
    const bytes = encoder.encode(` ${isText ? String(JSON.parse(json)) : json}`);
    this.take(bytes, 1, bytes.length, isText);
  }
}

/** Epoch seconds of a text that is a day or a time as ISO 8601 writes them. */
function timeOf(bytes: Uint8Array, start: number, end: number): number | undefined {
  const isLike = end - start >= 10 && end - start <= 40 && bytes[start + 4] === DASH && bytes[start + 7] === DASH;
  const time = isLike ? parseAbsoluteInstant(decoder.decode(bytes.subarray(start, end))) : undefined;
  return time === undefined || isProblem(time) ? undefined : time;
}
