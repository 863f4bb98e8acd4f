// Rows as a table for people: columns as wide as the first rows ask for, numbers to the right, texts to the left.

export interface Cell {
  readonly text: string;
  readonly number: boolean;
}

/** Rows that are held back to find the widths. */
const SAMPLE = 1000;
const GAP = "  ";

export class TableWriter {
  readonly #fields: readonly string[];
  readonly #write: (text: string) => void;
  #sample: (readonly Cell[])[] = [];
  #widths: number[] | undefined;
  #right: boolean[] = [];

  constructor(fields: readonly string[], write: (text: string) => void) {
    this.#fields = fields;
    this.#write = write;
  }

  add(row: readonly Cell[]): void {
    if (this.#widths !== undefined) {
      this.#write(this.#line(row, this.#widths));
      return;
    }
    this.#sample.push(row);
    if (this.#sample.length === SAMPLE) this.#start();
  }

  /** No more rows. */
  end(): void {
    if (this.#sample.length > 0) this.#start();
  }

  #start(): void {
    const rows = this.#sample;
    this.#sample = [];
    const widths = this.#fields.map((name, column) =>
      rows.reduce((width, row) => Math.max(width, widthOf(row[column]?.text ?? "")), widthOf(name)),
    );
    this.#widths = widths;
    this.#right = this.#fields.map(
      (_, column) =>
        rows.some((row) => row[column]?.number === true) &&
        rows.every((row) => row[column]?.number === true || row[column]?.text === NULL_CELL.text),
    );
    this.#write(
      this.#line(
        this.#fields.map((text) => ({ text, number: false })),
        widths,
      ),
    );
    for (const row of rows) this.#write(this.#line(row, widths));
  }

  #line(row: readonly Cell[], widths: readonly number[]): string {
    const cells = row.map(({ text }, column) => {
      const blank = " ".repeat(Math.max(0, (widths[column] ?? 0) - widthOf(text)));
      return this.#right[column] === true ? blank + text : text + blank;
    });
    return `${cells.join(GAP).trimEnd()}\n`;
  }
}

export const NULL_CELL: Cell = { text: "-", number: false };

/** Characters, not UTF-16 units. */
function widthOf(text: string): number {
  return text.length < 2 ? text.length : [...text].length;
}
