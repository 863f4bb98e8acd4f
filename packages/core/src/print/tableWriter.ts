// Rows as a table for people: columns as wide as the first rows ask for, numbers to the right, texts to the left. Where
// lines must not be longer than a terminal is wide, texts are shortened, and then columns are left out.
import type { Cell } from "./cells.ts";
import { type Color, colored, colorOf } from "./colors.ts";
import { fitColumns, type FittedColumns, GAP } from "./fitColumns.ts";
import { padded, shortened, widthOf, wrapped } from "./textWidth.ts";

/** Rows that are held back to find the widths. */
const SAMPLE = 1000;

export interface TableLook {
  /** What the values of each column are, where columns have other names. */
  readonly keys?: readonly string[];
  readonly color?: boolean;
  readonly width?: number | undefined;
  readonly wrap?: boolean;
  /** Takes the names of columns that were left out. */
  readonly leftOut?: (names: readonly string[]) => void;
}

export class TableWriter {
  readonly #fields: readonly string[];
  readonly #write: (text: string) => void;
  readonly #look: TableLook;
  #sample: (readonly Cell[])[] = [];
  #fit: FittedColumns | undefined;
  #right: boolean[] = [];

  constructor(fields: readonly string[], write: (text: string) => void, look: TableLook = {}) {
    this.#fields = fields;
    this.#write = write;
    this.#look = look;
  }

  add(row: readonly Cell[]): void {
    if (this.#fit !== undefined) {
      this.#writeRow(row, this.#fit);
      return;
    }
    this.#sample.push(row);
    if (this.#sample.length === SAMPLE) this.start();
  }

  /** Writes the rows that are there; their widths are those of all further ones. */
  start(): void {
    const rows = this.#sample;
    if (rows.length === 0) return;
    this.#sample = [];
    const widths = this.#fields.map((name, column) =>
      rows.reduce((width, row) => Math.max(width, widthOf(row[column]?.text ?? "")), widthOf(name)),
    );
    this.#right = this.#fields.map(
      (_, column) =>
        rows.some((row) => row[column]?.isNumber === true) &&
        rows.every((row) => row[column]?.isNumber === true || row[column]?.isNull === true),
    );
    const columns = this.#fields.map((name, column) => ({
      name,
      of: this.#look.keys?.[column],
      width: widths[column] ?? 0,
      isNumber: this.#right[column] === true,
    }));
    const { width, leftOut } = this.#look;
    const fit = fitColumns(columns, width);
    this.#fit = fit;
    if (fit.leftOut.length > 0) leftOut?.(fit.leftOut);
    this.#line(this.#fields, fit, () => "bold");
    for (const row of rows) this.#writeRow(row, fit);
  }

  /** The widths of the columns, and whether they are written to the right, once that is settled. */
  get layout(): { readonly widths: readonly number[]; readonly right: readonly boolean[] } | undefined {
    return this.#fit === undefined ? undefined : { widths: this.#fit.widths, right: this.#right };
  }

  /** No more rows. */
  end(): void {
    this.start();
  }

  #writeRow(row: readonly Cell[], fit: FittedColumns): void {
    const color = (column: number): Color | undefined => colorOf(row[column]?.text ?? "", row[column]?.isNull === true);
    this.#line(
      row.map(({ text }) => text),
      fit,
      color,
    );
  }

  #line(
    texts: readonly string[],
    { columns, widths }: FittedColumns,
    color: (column: number) => Color | undefined,
  ): void {
    const { wrap = false, color: isOn = false } = this.#look;
    const cells = columns.map((column, i) => {
      const [text, width] = [texts[column] ?? "", widths[i] ?? 0];
      if (wrap) return wrapped(text, width);
      return [this.#look.width === undefined ? text : shortened(text, width)];
    });
    const height = Math.max(...cells.map((lines) => lines.length));
    for (let at = 0; at < height; at++) {
      const parts = columns.map((column, i) => {
        const text = padded(cells[i]?.[at] ?? "", widths[i] ?? 0, this.#right[column] === true);
        const isLast = i === columns.length - 1;
        return colored(isLast ? text.trimEnd() : text, color(column), isOn);
      });
      this.#write(`${isOn ? parts.join(" ".repeat(GAP)) : parts.join(" ".repeat(GAP)).trimEnd()}\n`);
    }
  }
}
