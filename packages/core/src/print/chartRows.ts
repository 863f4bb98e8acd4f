// The records of a chart, as numbers: of each its time, its value, and the number of its label.
import { type Batch, ROW_LIMIT } from "../batch.ts";
import { ChartColumns, type ChartNeeds } from "./chartColumns.ts";
import { ChartLabels } from "./chartLabels.ts";
import { ChartProblem } from "./chartProblem.ts";
import { CrossSums } from "./crossSums.ts";
import type { Look } from "./look.ts";
import { NumberList } from "./numberList.ts";
import { printKindOf } from "./printKind.ts";
import { TimeTexts } from "./timeTexts.ts";
import { type AmountKind, humanAmount } from "./units.ts";

/** Records that a chart holds: more cannot be told apart on a screen, and memory has an end. */
const LIMIT = 10_000_000;

export class ChartRows {
  readonly #look: Look;
  readonly #needs: ChartNeeds;
  readonly #asJson: boolean;
  /** How many records there are, also those that are not held. */
  count = 0;
  /** Of each record that is held: epoch seconds, NaN without a time; the value, NaN for null; the number of its label. */
  readonly times = new NumberList();
  readonly values = new NumberList();
  readonly labels = new NumberList(true);
  /** The sums of the values for each label and each value of the column of --pivot. */
  readonly sums = new CrossSums();
  readonly #timeTexts = new TimeTexts();
  #columns: ChartColumns | undefined;
  #labels: ChartLabels | undefined;
  #pivot: ChartLabels | undefined;
  #vector = 0;
  #timeless = 0;
  #valueless = 0;

  /** `asJson`: labels are JSON, as the records have them. */
  constructor(look: Look, needs: ChartNeeds = {}, asJson = false) {
    this.#look = look;
    this.#needs = needs;
    this.#asJson = asJson;
  }

  take(batch: Batch): void {
    const columns = (this.#columns ??= new ChartColumns(batch, this.#look, this.#needs));
    if (columns.isNowhere) return;
    const isOpen = !columns.hasValue;
    columns.meet(batch);
    if (this.#labels === undefined) this.#openLabels(columns);
    else if (isOpen && columns.hasValue) this.#labels.leaveOut(columns.value);
    const most = this.hasTime ? Number.POSITIVE_INFINITY : (this.#needs.most ?? Number.POSITIVE_INFINITY);
    const held = Math.min(batch.selected, most - this.values.length);
    if (this.values.length + held > LIMIT) {
      throw new ChartProblem(
        `a chart cannot show more than ${LIMIT.toLocaleString("en-US")} records`,
        "group them first",
      );
    }
    const numbers = this.#numbersOf(batch, columns);
    this.#takeTimes(batch, columns, held);
    this.#takeValues(batch, numbers, held);
    this.#takeLabels(batch, held);
    this.#addUp(batch, columns, numbers);
    this.count += batch.selected;
  }

  /** What is to be said of what is shown, and of what is not. Throws ChartProblem where no column has numbers. */
  finish(): readonly string[] {
    return [this.choice, this.omissions].filter((text) => text !== undefined);
  }

  /** What is to be said of the column that was taken; undefined: nothing. Throws ChartProblem where none has numbers. */
  get choice(): string | undefined {
    return this.count === 0 ? undefined : this.#columns?.choice(this.#look.visible);
  }

  /** What is to be said of records that are not shown, or not exactly; undefined when all are. */
  get omissions(): string | undefined {
    const [timeless, valueless] = [this.#timeless, this.#valueless];
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
    return this.#columns?.keys[this.#columns.value] ?? "";
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
    return (this.#columns?.time ?? -1) >= 0;
  }

  /** The names of the columns that say whose value it is. */
  get labelNames(): readonly string[] {
    return this.#labels?.names ?? [];
  }

  /** The labels by their numbers: what these columns have. */
  get labelTexts(): readonly (readonly string[])[] {
    return this.#labels?.texts ?? [];
  }

  /** The texts of the column of --pivot, by their numbers. */
  get pivotTexts(): readonly string[] {
    return (this.#pivot?.texts ?? []).map(([text = ""]) => text);
  }

  /** The text of a value. */
  show(value: number): string {
    return humanAmount(this.amountKind, value);
  }

  #openLabels({ keys, labels, pivot }: ChartColumns): void {
    this.#labels = new ChartLabels(keys, labels, this.#look, this.#asJson);
    if (pivot >= 0) this.#pivot = new ChartLabels(keys, [pivot], this.#look, false);
  }

  /** The numbers of the values, by rows; undefined before it is known which column has them. */
  #numbersOf({ kernel }: Batch, { value: column, hasValue }: ChartColumns): Float64Array | undefined {
    if (!hasValue) return undefined;
    this.#vector ||= kernel.allocate(ROW_LIMIT * 8);
    kernel.numberColumn(column, this.#vector);
    return kernel.doubles().subarray(this.#vector / 8, this.#vector / 8 + ROW_LIMIT);
  }

  #takeTimes(batch: Batch, { time: column }: ChartColumns, held: number): void {
    const words = batch.kernel.words();
    const bytes = batch.kernel.bytes();
    for (let place = 0; place < held; place++) {
      const at = column < 0 ? -1 : batch.spanAt(batch.rowAt(place), column);
      const start = words[at] ?? 0;
      this.times.push(start === 0 ? Number.NaN : this.#timeTexts.at(bytes, start, (words[at + 1] ?? 0) & 0x7fff_ffff));
    }
  }

  #takeValues(batch: Batch, numbers: Float64Array | undefined, held: number): void {
    const from = this.values.length;
    const { hasTime } = this;
    for (let place = 0; place < batch.selected; place++) {
      const number = finite(numbers?.[batch.rowAt(place)]);
      if (hasTime && Number.isNaN(this.times.at(from + place))) this.#timeless++;
      else if (Number.isNaN(number)) this.#valueless++;
      if (place < held) this.values.push(number);
    }
  }

  #takeLabels(batch: Batch, held: number): void {
    for (let place = 0; place < held; place++) {
      this.labels.push(this.#labels?.numberOf(batch, batch.rowAt(place)) ?? 0);
    }
  }

  /** Adds the values to the cross table. */
  #addUp(batch: Batch, { value }: ChartColumns, numbers: Float64Array | undefined): void {
    if (this.#pivot === undefined) return;
    for (let place = 0; place < batch.selected; place++) {
      const row = batch.rowAt(place);
      const label = this.#labels?.numberOf(batch, row) ?? 0;
      const column = this.#pivot.numberOf(batch, row);
      const number = finite(numbers?.[row]);
      this.sums.add(label, column, number, lengthOf(batch, row, value), () => textOf(batch, row, value));
    }
  }
}

/** The number; NaN for 1e400, which is infinite, and no place on an axis. */
function finite(number = Number.NaN): number {
  return Number.isFinite(number) ? number : Number.NaN;
}

/** How many bytes a value has. */
function lengthOf(batch: Batch, row: number, column: number): number {
  const words = batch.kernel.words();
  const at = batch.spanAt(row, column);
  return ((words[at + 1] ?? 0) & 0x7fff_ffff) - (words[at] ?? 0);
}

function textOf(batch: Batch, row: number, column: number): string {
  const span = batch.value(row, column);
  return span === undefined ? "" : batch.kernel.text(span.start, span.end);
}
