// Which column of a chart has the value, which the time, and which say whose value it is. The choice depends on the records
// and their order, never on how many of them come at once.
import type { Batch } from "../batch.ts";
import { outputKeys } from "../encode/keys.ts";
import { findField, keyFor } from "../field.ts";
import { listed } from "../text/listed.ts";
import { kindOfColumn } from "./cells.ts";
import { ChartProblem } from "./chartProblem.ts";
import type { Look } from "./look.ts";
import type { PrintKind } from "./printKind.ts";

/** In place of a column: there is none, or none yet. */
const NONE = -1;
/** In place of a column: the user named one that is not there. */
const NOWHERE = -2;
/** Columns that a message lists. */
const LISTED = 5;
const [MINUS, ZERO, NINE] = [0x2d, 0x30, 0x39];

export interface ChartNeeds {
  /** Whether each record needs a time. */
  readonly time?: boolean | "ifThere";
  /** Whether --pivot has to name a column. */
  readonly pivot?: boolean;
  /** Columns that do not say whose value it is: their values are shown beside. */
  readonly besides?: readonly string[];
  /** Records without times that are held to be shown; others are only counted. All if not given. */
  readonly most?: number;
}

export class ChartColumns {
  readonly keys: readonly string[];
  readonly time: number;
  readonly pivot: number;
  /** The column of the values, once a record has told which one it is. */
  value: number;
  /** Whether the user named the value. */
  readonly #isNamed: boolean;
  readonly #kinds: readonly PrintKind[];
  readonly #besides: ReadonlySet<number>;
  /** Columns that may have the value, because they have numbers. */
  readonly #numbers: Set<number>;
  /** Columns that were null so far: any of them may turn out to have numbers. */
  #unknown: readonly number[];

  /** Throws ChartProblem for a column that is needed and not there. */
  constructor(batch: Batch, look: Look, needs: ChartNeeds) {
    const { value, pivot } = look;
    this.keys = outputKeys(batch, batch.fields);
    this.#kinds = this.keys.map((key) => kindOfColumn(key, look));
    this.time = this.#timeColumn(batch, needs.time);
    if (needs.pivot === true && pivot === undefined) {
      throw new ChartProblem("a cross table needs a field for its columns", "name it with --pivot");
    }
    this.pivot = pivot === undefined ? NONE : this.#columnNamed(pivot);
    this.value = value === undefined ? NONE : this.#columnNamed(value);
    this.#isNamed = value !== undefined;
    this.#besides = new Set((needs.besides ?? []).map((name) => this.#columnNamed(name)));
    // Ports and protocols are numbers that say whose value it is.
    const possible = [...this.keys.keys()].filter(
      (column) => !this.#isTaken(column) && !this.#isOf(column, "time", "named"),
    );
    this.#numbers = new Set(possible.filter((column) => this.#isAmount(column)));
    this.#unknown = possible.filter((column) => !this.#numbers.has(column));
  }

  /** Whether there is nothing to draw, because the user named a column that is not there: the stage says so. */
  get isNowhere(): boolean {
    return this.value === NOWHERE || this.pivot === NOWHERE;
  }

  get hasValue(): boolean {
    return this.value >= 0;
  }

  /** Columns that say whose value it is, and before it is known perhaps the one that will have it. */
  get labels(): readonly number[] {
    // Of aggregates only one is shown, and of what flow-group sums up by itself; the first and last times are no labels either.
    const isAmount = this.#isAmount(this.value) && !isCall(this.keys[this.value]);
    const isNone = (column: number): boolean =>
      (isAmount && this.#isAmount(column)) || (this.time >= 0 && this.#isOf(column, "time"));
    return [...this.keys.keys()].filter(
      (column) => !this.#isTaken(column) && !isCall(this.keys[column]) && !isNone(column),
    );
  }

  /** Looks which columns of the records have numbers. Throws ChartProblem when none can have any. */
  meet(batch: Batch): void {
    if (this.#isNamed) return;
    for (let place = 0; place < batch.selected && (this.#unknown.length > 0 || !this.hasValue); place++) {
      if (this.#unknown.length > 0) this.#meetRow(batch, batch.rowAt(place));
      // The last column with numbers, as far as the first record with any tells.
      if (!this.hasValue) this.value = Math.max(NONE, ...this.#numbers);
      if (!this.hasValue && this.#unknown.length === 0) throw new NoNumbers();
    }
  }

  /** What is to be said of the choice, at the end of the records; undefined: nothing. Throws ChartProblem if there was none. */
  choice(visible: (text: string) => string): string | undefined {
    if (!this.hasValue) throw new NoNumbers();
    if (this.#isNamed) return undefined;
    // By which fields aggregates were made is no question.
    const isKey = (column: number): boolean =>
      isCall(this.keys[this.value]) && findField(this.keys[column] ?? "") !== undefined;
    const others = [...this.#numbers].filter((column) => column !== this.value && !isKey(column)).toSorted(byNumber);
    if (others.length === 0) return undefined;
    const nameOf = (column: number): string => visible(this.keys[column] ?? "");
    const have = `${listed(others.map(nameOf), "and", LISTED)} ${others.length === 1 ? "has" : "have"} numbers too`;
    return `the values of ${nameOf(this.value)} are shown; ${have}: choose with --value`;
  }

  #meetRow(batch: Batch, row: number): void {
    const words = batch.kernel.words();
    const found = this.#unknown.filter((column) => words[batch.spanAt(row, column)] !== 0);
    if (found.length === 0) return;
    for (const column of found) if (isNumber(batch, row, column)) this.#numbers.add(column);
    this.#unknown = this.#unknown.filter((column) => !found.includes(column));
  }

  /** The column whose name says that it has times; else the one whose first value is a text that is a time. */
  #timeColumn(batch: Batch, need: ChartNeeds["time"]): number {
    if (need === undefined || need === false) return NONE;
    const named = this.#kinds.findIndex(({ kind }) => kind === "time");
    const column = named >= 0 ? named : this.keys.findIndex((_, at) => isTime(batch, at));
    if (need === true && column < 0) {
      throw new ChartProblem("no column has times", "make one with flow-bin 5m | flow-group --by bin");
    }
    return column;
  }

  /** The stage reports a name that no record has. */
  #columnNamed(name: string): number {
    const key = keyFor(name, this.keys);
    return key === undefined ? NOWHERE : this.keys.indexOf(key);
  }

  #isTaken(column: number): boolean {
    return [this.value, this.time, this.pivot].includes(column) || this.#besides.has(column);
  }

  #isAmount(column: number): boolean {
    return this.#isOf(column, "bytes", "count", "rate");
  }

  #isOf(column: number, ...kinds: readonly PrintKind["kind"][]): boolean {
    return kinds.includes(this.#kinds[column]?.kind ?? "text");
  }
}

class NoNumbers extends ChartProblem {
  constructor() {
    super("no column has numbers", "name the column with --value");
  }
}

/** `sum(bytes)`: what an aggregate is called. */
function isCall(key = ""): boolean {
  return /\(.*\)$/s.test(key);
}

function isTime(batch: Batch, column: number): boolean {
  const first = batch.selected === 0 ? undefined : batch.value(batch.rowAt(0), column);
  return first?.text === true && /^\d{4}-\d\d-\d\d[T ]\d\d:/.test(batch.kernel.text(first.start, first.end));
}

function isNumber(batch: Batch, row: number, column: number): boolean {
  const span = batch.value(row, column);
  const first = span === undefined || span.text ? 0 : (batch.kernel.bytes()[span.start] ?? 0);
  return first === MINUS || (first >= ZERO && first <= NINE);
}

function byNumber(a: number, b: number): number {
  return a - b;
}
