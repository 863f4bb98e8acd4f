// Whether the rows of a source are plain, so that every other reader of rows with separators makes the same of them as we do:
// all have the same columns, whole numbers of up to 18 digits, and texts without quotes, escapes or odd spacing.
import type { Batch } from "../batch.ts";
import { findField } from "../field.ts";

/** A column as databases call its type. */
export interface PlainColumn {
  readonly name: string;
  readonly type: "BIGINT" | "VARCHAR";
}

const DASH = 45;
const ZERO = 48;
const NINE = 57;
/** Digits up to which a number is what it says: a time of more is in milliseconds, an integer of more may not fit 64 bits. */
const DIGITS = { integer: 18, time: 11 } as const;
/** The lines of a batch have more bytes only where one of them is very long. */
const LONG = 1 << 20;
const SEPARATORS = ["\t", ",", ";", "|"];

/** Of an unknown field: values that are numbers, and values that are texts. */
const NUMBERS = 1;
const TEXTS = 2;

export class PlainRows {
  /** Why another reader might make something else of them. */
  fault: string | undefined;
  /** Header lines, all before the first row. */
  headers = 0;
  rows = 0;
  separator = " ";
  readonly #isText: boolean;
  #first: Batch | undefined;
  #fields: readonly string[] = [];
  #found: number[] = [];

  /** `isText`: lines of AWS text, with spaces between the values; else CSV or TSV. */
  constructor(isText: boolean) {
    this.#isText = isText;
  }

  get columns(): readonly PlainColumn[] {
    return this.#fields.map((name, i) => ({ name, type: this.#typeOf(name, this.#found[i] ?? 0) }));
  }

  header(): void {
    this.headers++;
    if (this.rows > 0 || this.headers > 1) this.fail("it has a header between its lines");
  }

  bad(): void {
    this.fail("it has bad lines");
  }

  fail(why: string): void {
    this.fault ??= why;
  }

  accept(batch: Batch): void {
    if (this.fault !== undefined) return;
    if (this.rows === 0) this.#begin(batch);
    else if (batch !== this.#first) this.fail("its lines have several formats");
    this.rows += batch.rows;
    if (batch.size > LONG) this.fail("it has long lines");
    if (!this.#isText) this.#checkValues(batch);
    // The kernel's quick path has taken all lines, and they have no byte that some reader might take for another one.
    else if (batch.escapes) this.fail("it has values, spaces or signs that are not the usual ones");
  }

  #begin(batch: Batch): void {
    this.#first = batch;
    // The stage may want others, which come after those of the lines.
    const fields = batch.fields.filter((name) => batch.given?.has(name) === true);
    const line = new TextDecoder().decode(batch.line(batch.rowAt(0)));
    const fitting = (this.#isText ? [" "] : SEPARATORS).filter((it) => line.split(it).length === fields.length);
    const [separator] = fitting;
    this.#fields = fields;
    this.#found = fields.map(() => 0);
    if (separator === undefined || fitting.length > 1) this.fail("its columns are not those of its lines");
    else this.separator = separator;
    const names = new Set(fields.map((name) => name.toLowerCase()));
    if (names.size < fields.length) this.fail("two columns have the same name");
  }

  #typeOf(name: string, found: number): PlainColumn["type"] {
    const kind = findField(name)?.kind;
    if (kind === undefined) return found === NUMBERS ? "BIGINT" : "VARCHAR";
    return kind === "integer" || kind === "time" ? "BIGINT" : "VARCHAR";
  }

  #checkValues(batch: Batch): void {
    for (const [column, name] of this.#fields.entries()) {
      const kind = findField(name)?.kind;
      if (kind === "text" || kind === "address") continue;
      if (kind !== undefined) this.#checkNumbers(batch, column, DIGITS[kind]);
      else this.#checkUnknown(batch, column);
    }
  }

  /** Fails if a value of the column is not a whole number, or has more digits than `digits`. */
  #checkNumbers(batch: Batch, column: number, digits: number): void {
    const words = batch.kernel.words();
    const bytes = batch.kernel.bytes();
    const step = (batch.fields.length + 1) * 2;
    const end = batch.spanAt(batch.rows, column);
    for (let at = batch.spanAt(0, column); at < end; at += step) {
      const start = words[at] ?? 0;
      if (start !== 0 && !isWhole(bytes, start, (words[at + 1] ?? 0) & 0x7fff_ffff, digits)) {
        this.fail(`${this.#fields[column]} has numbers that are not whole, or large`);
        return;
      }
    }
  }

  #checkUnknown(batch: Batch, column: number): void {
    const bytes = batch.kernel.bytes();
    const name = this.#fields[column];
    let found = this.#found[column] ?? 0;
    for (let row = 0; row < batch.rows; row++) {
      const value = batch.value(row, column);
      if (value === undefined) continue;
      found |= value.text ? TEXTS : NUMBERS;
      const isOdd = value.text
        ? value.end - value.start === 1 && bytes[value.start] === DASH
        : !isWhole(bytes, value.start, value.end, DIGITS.integer);
      if (isOdd) this.fail(`${name} has values that readers take for different ones`);
    }
    this.#found[column] = found;
    if (found === (NUMBERS | TEXTS)) this.fail(`${name} has numbers and texts`);
  }
}

function isWhole(bytes: Uint8Array, start: number, end: number, digits: number): boolean {
  const from = bytes[start] === DASH ? start + 1 : start;
  if (end === from || end - from > digits) return false;
  for (let at = from; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte < ZERO || byte > NINE) return false;
  }
  return true;
}
