// The records of a page, collected by columns: each different value once, and for each row its number.
import type { Batch } from "../../batch.ts";
import { outputKeys } from "../../encode/keys.ts";
import { ByteTexts } from "../byteTexts.ts";
import { isChanged, showerOf } from "../cells.ts";
import { ChartProblem } from "../chartProblem.ts";
import type { Look } from "../look.ts";
import { NumberList } from "../numberList.ts";
import type { PageColumn } from "./pageData.ts";

/** Rows that a browser sorts and scrolls at once: all of them together are 7 million pixels high. */
const MOST_ROWS = 250_000;
/** Columns that anybody looks at. */
const MOST_COLUMNS = 200;

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
  const textOf = (code: number): string => texts.text(code >>> 1) ?? "";
  const ordered = differentCodes(codes);
  const isNumber = (code: number): boolean => (code & 1) === 0 && Number.isFinite(Number(textOf(code)));
  const numbers = ordered.filter(isNumber);
  ordered.set([...numbers, ...ordered.filter((code) => !isNumber(code))]);
  const show = isChanged(name, look) ? showerOf(name, look) : undefined;
  let isRight = numbers.length > 0;
  const shown: string[] = [];
  for (const code of ordered) {
    const cell = show?.(textOf(code), (code & 1) === 1);
    if (cell !== undefined) shown.push(cell.text);
    isRight &&= cell?.isNumber ?? (code & 1) === 0;
  }
  const width = ordered.length < 2 ** 8 ? 1 : ordered.length < 2 ** 16 ? 2 : 4;
  return {
    name: look.visible(name),
    exact: Array.from(ordered, (code) => look.visible(textOf(code))),
    numbers: numbers.length,
    shown: show === undefined ? undefined : shown,
    isRight,
    places: base64(codes, ordered, width),
    width,
  };
}

/** The codes that are there, without that of null. */
function differentCodes(codes: NumberList): Uint32Array {
  const sorted = Uint32Array.from(codes.first()).toSorted();
  return sorted.filter((code, i) => code !== 0 && code !== sorted[i - 1]);
}

/** For each code its place in the order from 1 on, or 0, in `width` bytes, the low one first. */
function base64(codes: NumberList, ordered: Uint32Array, width: number): string {
  const places = new Uint32Array(ordered.reduce((most, code) => Math.max(most, code), 0) + 1);
  for (const [place, code] of ordered.entries()) places[code] = place + 1;
  const bytes = new Uint8Array(codes.length * width);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = (places[codes.at(Math.floor(i / width))] ?? 0) >>> (8 * (i % width));
  }
  // Three bytes are four characters: pieces of these lengths follow one another without padding.
  const pieces = Array.from({ length: Math.ceil(bytes.length / PIECE) }, (_, i) => {
    return btoa(String.fromCharCode(...bytes.subarray(i * PIECE, (i + 1) * PIECE)));
  });
  return pieces.join("");
}

const PIECE = 3 * 4096;
