// The records of a page, collected by columns: each different value once, and for each row its number.
import type { Batch } from "../../batch.ts";
import { outputKeys } from "../../encode/keys.ts";
import { ByteTexts } from "../byteTexts.ts";
import { isChanged, showerOf } from "../cells.ts";
import { ChartProblem } from "../chartRows.ts";
import type { Look } from "../look.ts";
import { NumberList } from "../numberList.ts";
import type { PageColumn } from "./pageData.ts";

/** Rows that a browser sorts and scrolls at once: all of them together are 7 million pixels high. */
const MOST_ROWS = 250_000;
/** Columns that anybody looks at. */
const MOST_COLUMNS = 500;

/** The values of a column so far. */
interface Collected {
  readonly texts: ByteTexts;
  /** Of each row: twice the number of its value, and one more for a text; 0 for null. */
  readonly codes: NumberList;
}

export class PageColumns {
  readonly #look: Look;
  rows = 0;
  #names: readonly string[] = [];
  #columns: readonly Collected[] = [];

  constructor(look: Look) {
    this.#look = look;
  }

  /** Throws ChartProblem where a page would be too large. */
  take(batch: Batch): void {
    if (this.#columns.length === 0) this.#begin(batch);
    this.rows += batch.selected;
    if (this.rows > MOST_ROWS) {
      throw new ChartProblem(
        `a page cannot have more than ${MOST_ROWS.toLocaleString("en-US")} records`,
        "group them, or select some with flow-top or flow-filter",
      );
    }
    const words = batch.kernel.words();
    const bytes = batch.kernel.bytes();
    for (const [column, { texts, codes }] of this.#columns.entries()) {
      for (let place = 0; place < batch.selected; place++) {
        const at = batch.spanAt(batch.rowAt(place), column);
        const end = words[at + 1] ?? 0;
        const isText = end > 0x7fff_ffff ? 1 : 0;
        const number = texts.numberOf(bytes, words[at] ?? 0, end & 0x7fff_ffff);
        codes.push(number === 0 ? 0 : number * 2 + isText);
      }
    }
  }

  /** The columns, one after the other: together they would be in memory twice. */
  *finished(): Generator<PageColumn> {
    for (const [i, name] of this.#names.entries()) {
      const column = this.#columns[i];
      if (column !== undefined) yield finished(name, column, this.#look);
    }
  }

  #begin(batch: Batch): void {
    this.#names = outputKeys(batch, batch.fields);
    if (this.#names.length > MOST_COLUMNS) {
      throw new ChartProblem(`a page cannot have more than ${MOST_COLUMNS} columns`, "choose some with --fields");
    }
    this.#columns = this.#names.map(() => ({ texts: new ByteTexts(), codes: new NumberList(true) }));
  }
}

function finished(name: string, { texts, codes }: Collected, look: Look): PageColumn {
  const different = [...new Set(codes.all)].filter((code) => code !== 0);
  const textOf = (code: number): string => texts.text(code >>> 1) ?? "";
  const isNumber = (code: number): boolean => (code & 1) === 0 && Number.isFinite(Number(textOf(code)));
  const numbers = different.filter(isNumber);
  const ordered = [...numbers, ...different.filter((code) => !isNumber(code))];
  const exact = ordered.map((code) => look.visible(textOf(code)));
  const show = showerOf(name, look);
  const cells = ordered.map((code) => show(textOf(code), (code & 1) === 1));
  const places = new Map(ordered.map((code, place) => [code, place + 1] as const));
  const width = ordered.length < 2 ** 8 ? 1 : ordered.length < 2 ** 16 ? 2 : 4;
  return {
    name: look.visible(name),
    exact,
    numbers: numbers.length,
    shown: isChanged(name, look) ? cells.map(({ text }) => text) : undefined,
    isRight: numbers.length > 0 && cells.every((cell) => cell.isNumber),
    places: base64(codes.all, (code) => places.get(code) ?? 0, width),
    width,
  };
}

/** Numbers of `width` bytes, the low one first. */
function base64(codes: Iterable<number>, placeOf: (code: number) => number, width: number): string {
  const bytes: number[] = [];
  const pieces: string[] = [];
  for (const code of codes) {
    const place = placeOf(code);
    for (let i = 0; i < width; i++) bytes.push((place >>> (8 * i)) & 0xff);
    // Three bytes are four characters: pieces of 3 * 4096 bytes follow one another without padding.
    if (bytes.length >= PIECE) pieces.push(btoa(String.fromCharCode(...bytes.splice(0, PIECE))));
  }
  return pieces.join("") + btoa(String.fromCharCode(...bytes));
}

const PIECE = 3 * 4096;
