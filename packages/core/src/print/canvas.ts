// A small picture of dots in the cells of a terminal: a Braille character has two by four of them.

const BRAILLE = 0x2800;
/** Bits of the dots of a cell, row by row. */
const DOTS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
];
const [ACROSS, DOWN] = [2, 4];

/** A character of a plot, and the series whose it is. */
export interface PlotCell {
  readonly text: string;
  readonly series: number | undefined;
  /** The series that is behind it, if there is one. */
  readonly ground?: number;
}

export class Canvas {
  readonly width: number;
  readonly height: number;
  readonly #dots: Uint8Array;
  /** The series that drew into a cell last, from 1 on. */
  readonly #series: Uint16Array;

  /** `columns`, `lines`: of characters. */
  constructor(columns: number, lines: number) {
    this.width = columns * ACROSS;
    this.height = lines * DOWN;
    this.#dots = new Uint8Array(columns * lines);
    this.#series = new Uint16Array(columns * lines);
  }

  /** A line between two dots, counted from the upper left. */
  line(x0: number, y0: number, x1: number, y1: number, series: number): void {
    const steps = Math.max(1, Math.abs(x1 - x0), Math.abs(y1 - y0));
    for (let i = 0; i <= steps; i++) {
      this.dot(Math.round(x0 + ((x1 - x0) * i) / steps), Math.round(y0 + ((y1 - y0) * i) / steps), series);
    }
  }

  dot(x: number, y: number, series: number): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    const cell = Math.floor(y / DOWN) * (this.width / ACROSS) + Math.floor(x / ACROSS);
    this.#dots[cell] = (this.#dots[cell] ?? 0) | (DOTS[y % DOWN]?.[x % ACROSS] ?? 0);
    this.#series[cell] = series + 1;
  }

  /** The cells of a line: Braille, or the sign of the series where there are signs; and whose cell it is. */
  row(line: number, signs: readonly string[] | undefined): PlotCell[] {
    const columns = this.width / ACROSS;
    return Array.from({ length: columns }, (_, column) => {
      const cell = line * columns + column;
      const series = (this.#series[cell] ?? 0) - 1;
      if (series < 0) return { text: " ", series: undefined };
      const sign = signs?.[series % signs.length];
      return { text: sign ?? String.fromCodePoint(BRAILLE + (this.#dots[cell] ?? 0)), series };
    });
  }
}
