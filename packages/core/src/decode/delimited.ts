// Rows of CSV and TSV to batches: the first row names the columns, unless it is a record of a known format; the scan is the
// kernel's. An unknown field is a number where it looks like one, and a text in quotes.
import { assertColumns } from "../batch.ts";
import { canonicalName, defaultFormat } from "../field.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { ReusedRegion } from "@flowlogs/kernel/reusedRegion";
import { splitRow } from "../text/row.ts";
import { isComment, separatorOf } from "../text/separator.ts";
import { drainBadLines } from "./badLine.ts";
import type { DecoderEvents, SourceDecoder } from "./decoder.ts";
import type { FormatFit } from "./formatFit.ts";
import type { OutputColumns } from "./outputColumns.ts";
import { looseKind, rowKind } from "./valueKind.ts";
import { SCAN_HEADER, SCAN_OPEN } from "@flowlogs/kernel/opcodes";

const BACKSLASH = 92;
/** Bytes of a column of the format: the kind of its values, and where they go. */
const ENTRY = 8;
const HASH = 35;

/** Their reason in the counts of bad lines. */
const COMMENTS = "comments";
const encoder = new TextEncoder();

export class DelimitedDecoder implements SourceDecoder {
  readonly #kernel: Kernel;
  readonly #target: OutputColumns;
  readonly #events: DecoderEvents;
  readonly #fit: FormatFit;
  readonly #formats: readonly (readonly string[])[];
  #hasHeader = false;
  /** Undefined: a separator of CSV, found in the first row. */
  separator: string | undefined = undefined;
  #between = ",";
  #names: readonly string[] = [];
  #isStart = true;
  #header = { at: 0, length: 0 };
  readonly #columns: ReusedRegion;

  readonly #kindOf: (name: string) => number;

  /** `formats`: the columns of files without a header; `takesTexts`: also where a known field is a number. */
  constructor(
    kernel: Kernel,
    target: OutputColumns,
    formats: readonly (readonly string[])[],
    events: DecoderEvents,
    fit: FormatFit,
    takesTexts = false,
  ) {
    this.#kindOf = takesTexts ? rowKind : looseKind;
    this.#kernel = kernel;
    this.#target = target;
    this.#events = events;
    this.#fit = fit;
    this.#columns = new ReusedRegion(kernel);
    this.#formats = formats.length > 0 ? formats : [defaultFormat];
  }

  startSource(): void {
    this.#isStart = true;
  }

  resume(): void {
    this.#use(this.#names);
  }

  readLines(start: number, end: number, scratch: number, isLast: boolean): number {
    let position = start;
    if (this.#isStart) {
      position = this.#readHeader(start, end, isLast);
      if (this.#isStart) return position;
    }
    const kernel = this.#kernel;
    const isTsv = this.separator === "\t";
    const [escape, comment] = isTsv ? [BACKSLASH, 0] : [0, HASH];
    while (position < end) {
      this.#target.attach(scratch);
      const separator = this.#between.charCodeAt(0);
      const { at, length } = this.#header;
      const width = this.#names.length;
      const outcome = kernel.scanDelimited(
        position,
        end,
        this.#columns.of(width * ENTRY),
        width,
        separator,
        escape,
        comment,
        at,
        length,
        isLast,
      );
      position = kernel.position.value >>> 0;
      if (kernel.badLines.value > 0) this.#drainBad();
      if (kernel.commentLines.value > 0) this.#events.skip?.(COMMENTS, kernel.commentLines.value);
      if (!this.#hasHeader && kernel.rows.value > 0) this.#fit.isMet = true;
      this.#target.take(true);
      if (outcome === SCAN_OPEN) break;
      if (outcome === SCAN_HEADER) position = this.#passHeader(position, end);
    }
    return position;
  }

  /** Takes the names of the columns from the first row that is neither blank nor a comment; where the rows begin. */
  #readHeader(start: number, end: number, isLast: boolean): number {
    const kernel = this.#kernel;
    const text = kernel.text(start, end);
    const { length, blank, comments } = this.#beforeRows(text);
    const first = text.slice(length);
    this.#between = this.separator ?? separatorOf(first.replace(/^#\s*/, ""));
    const isHashed = this.separator === undefined && first.startsWith("#");
    const row = splitRow(isHashed ? first.replace(/^#\s*/, "") : first, this.#between);
    const from = start + encoder.encode(text.slice(0, length)).length;
    if (from < end && row === undefined && !isLast) return start;
    kernel.blankLines.value += blank;
    kernel.lineNumber.value += blank + comments;
    if (comments > 0) this.#events.skip?.(COMMENTS, comments);
    if (from === end) return end;
    this.#isStart = false;
    this.#hasHeader = true;
    if (row === undefined || row.cells.some((cell) => /^-?\d/.test(cell))) {
      const format = this.#formats.find((names) => names.length === row?.cells.length);
      this.#header = { at: 0, length: 0xffff_ffff };
      this.#hasHeader = false;
      this.#use(format ?? this.#formats[0] ?? defaultFormat);
      return from;
    }
    let next = from;
    for (let left = newlinesIn(row.text); left >= 0; left--) next = kernel.afterFirstNewline(next, end) >>> 0;
    kernel.lineNumber.value += 1 + newlinesIn(row.text);
    kernel.continuedLines.value += newlinesIn(row.text);
    this.#events.header?.(nameThatIsTwice(row.cells));
    this.#header = kernel.place(kernel.bytes().slice(from, next - (row.length - row.text.length)));
    this.#use(namesOf(row.cells));
    return next;
  }

  /** The lines before the first row: their characters, and how many are blank, and comments. */
  #beforeRows(text: string): { length: number; blank: number; comments: number } {
    let [length, blank, comments] = [0, 0, 0];
    for (const [line] of text.matchAll(/[^\n]*\n|[^\n]+$/g)) {
      if (/^\r?\n$/.test(line)) blank++;
      else if (this.separator === undefined && isComment(line.trimEnd())) comments++;
      else break;
      length += line.length;
    }
    return { length, blank, comments };
  }

  #drainBad(): void {
    drainBadLines(this.#kernel, this.#names, (line) => {
      this.#events.bad(this.#hasHeader ? line : this.#fit.miss(line));
    });
  }

  /** The header again, as where files were put one after the other. */
  #passHeader(position: number, end: number): number {
    const kernel = this.#kernel;
    const next = kernel.afterFirstNewline(position + this.#header.length, end) >>> 0;
    kernel.lineNumber.value += newlinesIn(kernel.text(position, next));
    kernel.continuedLines.value += newlinesIn(kernel.text(position, next)) - 1;
    this.#events.header?.();
    return next;
  }

  #use(names: readonly string[]): void {
    const kernel = this.#kernel;
    this.#names = names;
    const { places } = this.#target.use({ names });
    const entries = places.flatMap((place, i) => [this.#kindOf(names[i] ?? ""), place]);
    const columns = this.#columns.of(names.length * ENTRY);
    kernel.words().set(entries, columns / 4);
  }
}

function newlinesIn(text: string): number {
  return text.split("\n").length - 1;
}

function nameThatIsTwice(cells: readonly string[]): string | undefined {
  const names = cells.map((cell) => canonicalName(cell.trim())).filter((name) => name !== "");
  return names.length === new Set(names).size ? undefined : names.find((name, i) => names.indexOf(name) !== i);
}

/** The names of the columns: known fields by their own, each name once, and one for a column that has none. */
function namesOf(cells: readonly string[]): string[] {
  assertColumns(cells);
  const names: string[] = [];
  const taken = new Set<string>();
  /** Of a name that came before, the number that its last column got. */
  const numbers = new Map<string, number>();
  for (const [i, cell] of cells.entries()) {
    const name = canonicalName(cell.trim()) || `column_${i + 1}`;
    let free = name;
    for (let number = numbers.get(name) ?? 2; taken.has(free); number++) {
      free = `${name}_${number}`;
      numbers.set(name, number);
    }
    taken.add(free);
    names.push(free);
  }
  return names;
}
