// Whose value it is: the texts of some columns of a record together, each combination by a number.
import type { Batch } from "../batch.ts";
import { ByteTexts } from "./byteTexts.ts";
import { showerOf } from "./cells.ts";
import type { Look } from "./look.ts";

/** The number of null among texts. */
const NULL = 0;

export class ChartLabels {
  readonly #look: Look;
  readonly #asJson: boolean;
  readonly #keys: readonly string[];
  #columns: readonly number[];
  /** A column that turned out not to be one of them, and was null until then. */
  #left = -1;
  /** What the columns have, by the numbers of the labels, in the order in which these came first. */
  readonly texts: (readonly string[])[] = [];
  /** Texts of any column; combinations of one more text with those before; the labels of combinations. */
  readonly #parts = new ByteTexts();
  readonly #combinations = new Map<number, Map<number, number>>();
  #count = 0;
  readonly #numbers: number[] = [];

  /** `asJson`: the texts are JSON, as the records have them. */
  constructor(keys: readonly string[], columns: readonly number[], look: Look, asJson: boolean) {
    this.#keys = keys;
    this.#columns = columns;
    this.#look = look;
    this.#asJson = asJson;
  }

  /** The names of the columns. */
  get names(): readonly string[] {
    return this.#shown.map((column) => this.#keys[column] ?? "");
  }

  /** Leaves out a column that was null in all records so far. */
  leaveOut(column: number): void {
    const place = this.#columns.indexOf(column);
    if (place < 0) return;
    // The combinations with null keep their numbers.
    this.#left = column;
    for (const [number, parts] of this.texts.entries()) this.texts[number] = parts.toSpliced(place, 1);
  }

  /** The number of a record's label. */
  numberOf(batch: Batch, row: number): number {
    let combination = 0;
    for (const column of this.#columns) {
      combination = this.#combined(combination, column === this.#left ? NULL : this.#partOf(batch, row, column));
    }
    let number = this.#numbers[combination];
    if (number === undefined) {
      number = this.texts.length;
      this.#numbers[combination] = number;
      this.texts.push(this.#shown.map((column) => this.#textOf(batch, row, column)));
    }
    return number;
  }

  get #shown(): readonly number[] {
    return this.#columns.filter((column) => column !== this.#left);
  }

  #partOf(batch: Batch, row: number, column: number): number {
    const words = batch.kernel.words();
    const at = batch.spanAt(row, column);
    return this.#parts.numberOf(batch.kernel.bytes(), words[at] ?? 0, (words[at + 1] ?? 0) & 0x7fff_ffff);
  }

  /** The number of a combination of parts and one more. */
  #combined(before: number, part: number): number {
    let next = this.#combinations.get(before);
    if (next === undefined) this.#combinations.set(before, (next = new Map()));
    let number = next.get(part);
    if (number === undefined) next.set(part, (number = ++this.#count));
    return number;
  }

  #textOf(batch: Batch, row: number, column: number): string {
    const span = batch.value(row, column);
    if (span === undefined) return this.#asJson ? "null" : (this.#look.null ?? "-");
    const text = batch.kernel.text(span.start, span.end);
    if (this.#asJson) return span.text ? JSON.stringify(text) : text;
    return showerOf(this.#keys[column] ?? "", this.#look)(text, span.text).text;
  }
}
