// The records of a chart: which column has the value, which the time, and which say whose value it is.
import { type Batch, ROW_LIMIT } from "../batch.ts";
import { outputKeys } from "../encode/keys.ts";
import { keyFor } from "../field.ts";
import { printKindOf } from "./printKind.ts";
import { showerOf } from "./cells.ts";
import { ByteTexts } from "./byteTexts.ts";
import { CrossSums } from "./crossSums.ts";
import type { Look } from "./look.ts";
import { NumberList } from "./numberList.ts";
import { PrintProblem } from "./printProblem.ts";
import { secondsAt } from "./secondsAt.ts";
import { type AmountKind, humanAmount } from "./units.ts";

/** Records that a chart holds: more cannot be told apart on a screen, and memory has an end. */
const LIMIT = 10_000_000;

/** In place of a column: the user named one that is not there. */
const NOWHERE = -2;

export interface ChartNeeds {
  /** Whether each record needs a time. */
  readonly time?: boolean | "ifThere";
  /** Whether --pivot has to name a column. */
  readonly pivot?: boolean;
  /** Labels are JSON, as the records have them. */
  readonly asJson?: boolean | undefined;
}

export class ChartRows {
  readonly #look: Look;
  readonly #needsTime: boolean | "ifThere";
  readonly #needsPivot: boolean;
  readonly #asJson: boolean;
  /** Of each record: epoch seconds, NaN without a time; the value, NaN for null; the number of its label. */
  readonly times = new NumberList();
  readonly values = new NumberList();
  readonly labels = new NumberList(true);
  /** The labels by their numbers: what the columns have that say whose value it is. */
  readonly labelTexts: (readonly string[])[] = [];
  /** The same of the column of --pivot, and the sums of the values for each label and each of them. */
  readonly pivotTexts: string[] = [];
  readonly sums = new CrossSums();
  /** By the numbers of their texts, whatever column they are in: unusual times, and the labels by those of two parts. */
  readonly #texts = new ByteTexts();
  readonly #times = new Map<number, number>();
  readonly #labelNumbers = new Map<number, Map<number, number>>();
  readonly #pivotNumbers = new Map<number, number>();
  #combinations = 0;
  /** The labels by their combinations. */
  readonly #places: number[] = [];
  #vector = 0;
  #keys: readonly string[] = [];
  #fields: readonly string[] | undefined;
  #value = -1;
  #time = -1;
  #pivot = -1;
  #labels: readonly number[] = [];

  constructor(look: Look, needs: ChartNeeds = {}) {
    this.#look = look;
    this.#needsTime = needs.time ?? false;
    this.#needsPivot = needs.pivot === true;
    this.#asJson = needs.asJson === true;
  }

  take(batch: Batch): void {
    if (batch.fields !== this.#fields) this.#choose(batch);
    if (this.#value === NOWHERE || this.#pivot === NOWHERE) return;
    if (this.values.length + batch.selected > LIMIT) {
      throw new ChartProblem(
        `a chart cannot show more than ${LIMIT.toLocaleString("en-US")} records`,
        "group them first",
      );
    }
    this.#takeValues(batch);
    this.#takeTimes(batch);
    this.#takeLabels(batch);
  }

  #takeValues(batch: Batch): void {
    const { kernel } = batch;
    this.#vector ||= kernel.allocate(ROW_LIMIT * 8);
    kernel.numberColumn(this.#value, this.#vector);
    const numbers = kernel.doubles();
    const from = this.#vector / 8;
    for (let place = 0; place < batch.selected; place++) {
      const number = numbers[from + batch.rowAt(place)] ?? Number.NaN;
      // 1e400 is infinite, and no place on an axis.
      this.values.push(Number.isFinite(number) ? number : Number.NaN);
    }
  }

  #takeTimes(batch: Batch): void {
    const words = batch.kernel.words();
    const bytes = batch.kernel.bytes();
    for (let place = 0; place < batch.selected; place++) {
      const at = this.#time < 0 ? -1 : batch.spanAt(batch.rowAt(place), this.#time);
      const start = words[at] ?? 0;
      this.times.push(start === 0 ? Number.NaN : this.#timeAt(bytes, start, (words[at + 1] ?? 0) & 0x7fff_ffff));
    }
  }

  #takeLabels(batch: Batch): void {
    for (let place = 0; place < batch.selected; place++) {
      const row = batch.rowAt(place);
      let label = 0;
      // Parts one after the other: each combination has a number.
      for (const column of this.#labels) label = this.#combined(label, this.#textOf(batch, row, column));
      const line = this.#labelOf(label, batch, row);
      this.labels.push(line);
      if (this.#pivot >= 0) this.#addToCell(batch, place, line);
    }
  }

  /** Adds the value at a place of the selection to the cross table. */
  #addToCell(batch: Batch, place: number, label: number): void {
    const row = batch.rowAt(place);
    const words = batch.kernel.words();
    const at = batch.spanAt(row, this.#value);
    const length = ((words[at + 1] ?? 0) & 0x7fff_ffff) - (words[at] ?? 0);
    const column = this.#pivotOf(this.#textOf(batch, row, this.#pivot), batch, row);
    const value = this.values.at(this.values.length - batch.selected + place);
    this.sums.add(label, column, value, length, () => this.#textAt(batch, row));
  }

  /** The number of the text of a value. */
  #textOf(batch: Batch, row: number, column: number): number {
    const words = batch.kernel.words();
    const at = batch.spanAt(row, column);
    return this.#texts.numberOf(batch.kernel.bytes(), words[at] ?? 0, (words[at + 1] ?? 0) & 0x7fff_ffff);
  }

  /** What is to be said of records that are not shown, or not exactly; undefined when all are. */
  get omissions(): string | undefined {
    let [timeless, valueless] = [0, 0];
    for (let i = 0; i < this.values.length; i++) {
      if (this.hasTime && Number.isNaN(this.times.at(i))) timeless++;
      else if (Number.isNaN(this.values.at(i))) valueless++;
    }
    const name = this.#look.visible(this.valueName);
    const { rounded } = this.sums;
    const said = [
      ...(timeless > 0 ? [`without a time: ${timeless}`] : []),
      ...(valueless > 0 ? [`without a number in ${name}: ${valueless}`] : []),
    ];
    const records = said.length === 0 ? [] : [`records ${said.join("; ")}`];
    const sums = rounded === 0 ? [] : [`sums of numbers with an exponent, which are rounded: ${rounded}`];
    return [...records, ...sums].join("; ") || undefined;
  }

  /** What the column of the values is called, and has. */
  get valueName(): string {
    return this.#keys[this.#value] ?? "";
  }

  get isBytes(): boolean {
    return this.amountKind.kind === "bytes";
  }

  /** What its values are amounts of; everything else is counted. */
  get amountKind(): AmountKind {
    const kind = printKindOf(this.valueName);
    if (kind.kind === "rate") return { kind: "rate", unit: kind.unit };
    return { kind: kind.kind === "bytes" ? "bytes" : "count" };
  }

  /** Whether records have times. */
  get hasTime(): boolean {
    return this.#time >= 0;
  }

  /** The names of the columns that say whose value it is. */
  get labelNames(): readonly string[] {
    return this.#labels.map((column) => this.#keys[column] ?? "");
  }

  /** The text of a value. */
  show(value: number): string {
    return humanAmount(this.amountKind, value);
  }

  #choose(batch: Batch): void {
    const keys = outputKeys(batch, batch.fields);
    this.#fields = batch.fields;
    this.#keys = keys;
    const { value, pivot } = this.#look;
    this.#time = this.#needsTime === false ? -1 : keys.findIndex((key) => printKindOf(key).kind === "time");
    if (this.#needsTime === true && this.#time < 0) {
      throw new ChartProblem("no column has times", "make one with flow-bin 5m | flow-group --by bin");
    }
    if (this.#needsPivot && pivot === undefined) {
      throw new ChartProblem("a cross table needs a field for its columns", "name it with --pivot");
    }
    this.#pivot = pivot === undefined ? -1 : namedColumn(keys, pivot);
    this.#value = value === undefined ? this.#lastNumber(batch) : namedColumn(keys, value);
    if (this.#value === -1) throw new ChartProblem("no column has numbers", "name the column with --value");
    const isLabel = (column: number): boolean => {
      if ([this.#value, this.#time, this.#pivot].includes(column)) return false;
      // Of aggregates only one is shown.
      return !/\(.*\)$/s.test(keys[column] ?? "");
    };
    this.#labels = keys.map((_, column) => column).filter(isLabel);
  }

  /** Ports and protocols are numbers that say whose value it is. */
  #lastNumber(batch: Batch): number {
    return this.#keys.findLastIndex((key, column) => {
      const { kind } = printKindOf(key);
      if (kind === "time" || kind === "named") return false;
      if (kind === "bytes" || kind === "count" || kind === "rate") return true;
      for (let place = 0; place < batch.selected; place++) {
        const span = batch.value(batch.rowAt(place), column);
        if (span !== undefined) return !span.text;
      }
      return false;
    });
  }

  #timeAt(bytes: Uint8Array, start: number, end: number): number {
    const usual = secondsAt(bytes, start, end);
    if (!Number.isNaN(usual)) return usual;
    const text = this.#texts.numberOf(bytes, start, end);
    let seconds = this.#times.get(text);
    if (seconds === undefined) this.#times.set(text, (seconds = secondsOf(this.#texts.text(text))));
    return seconds;
  }

  /** The number of a combination of parts and one more. */
  #combined(before: number, text: number): number {
    let next = this.#labelNumbers.get(before);
    if (next === undefined) this.#labelNumbers.set(before, (next = new Map()));
    let number = next.get(text);
    if (number === undefined) next.set(text, (number = ++this.#combinations));
    return number;
  }

  #labelOf(combination: number, batch: Batch, row: number): number {
    let number = this.#places[combination];
    if (number === undefined) {
      number = this.labelTexts.length;
      this.#places[combination] = number;
      const textOf = (column: number): string =>
        this.#asJson ? jsonOf(batch, row, column) : this.#labelText(batch, row, column);
      this.labelTexts.push(this.#labels.map(textOf));
    }
    return number;
  }

  #pivotOf(text: number, batch: Batch, row: number): number {
    let number = this.#pivotNumbers.get(text);
    if (number === undefined) {
      number = this.pivotTexts.length;
      this.#pivotNumbers.set(text, number);
      this.pivotTexts.push(this.#labelText(batch, row, this.#pivot));
    }
    return number;
  }

  /** The text of the value. */
  #textAt(batch: Batch, row: number): string {
    const span = batch.value(row, this.#value);
    return span === undefined ? "" : batch.kernel.text(span.start, span.end);
  }

  #labelText(batch: Batch, row: number, column: number): string {
    const span = batch.value(row, column);
    if (span === undefined) return this.#look.null ?? "-";
    return showerOf(this.#keys[column] ?? "", this.#look)(batch.kernel.text(span.start, span.end), span.text).text;
  }
}

/** The records cannot be shown like that: the user can ask for another chart. */
export class ChartProblem extends PrintProblem {}

/** A value as JSON has it. */
function jsonOf(batch: Batch, row: number, column: number): string {
  const span = batch.value(row, column);
  if (span === undefined) return "null";
  const text = batch.kernel.text(span.start, span.end);
  return span.text ? JSON.stringify(text) : text;
}

/** The column that the user named; the stage reports a name that no record has. */
function namedColumn(keys: readonly string[], name: string): number {
  const key = keyFor(name, keys);
  return key === undefined ? NOWHERE : keys.indexOf(key);
}

/** Epoch seconds, or NaN. */
function secondsOf(text: string | undefined): number {
  if (text === undefined) return Number.NaN;
  return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : Date.parse(text) / 1000;
}
