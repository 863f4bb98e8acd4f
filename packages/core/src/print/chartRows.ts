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
  /** Of each record: epoch seconds, NaN without a time; the value, NaN for null; the number of its label. */
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

  /** `asJson`: labels are JSON, as the records have them. */
  constructor(look: Look, needs: ChartNeeds = {}, asJson = false) {
    this.#look = look;
    this.#needs = needs;
    this.#asJson = asJson;
  }

  take(batch: Batch): void {
    const columns = (this.#columns ??= new ChartColumns(batch, this.#look, this.#needs));
    if (columns.isNowhere) return;
    if (this.values.length + batch.selected > LIMIT) {
      throw new ChartProblem(
        `a chart cannot show more than ${LIMIT.toLocaleString("en-US")} records`,
        "group them first",
      );
    }
    const isOpen = !columns.hasValue;
    columns.meet(batch);
    if (this.#labels === undefined) this.#openLabels(columns);
    else if (isOpen && columns.hasValue) this.#labels.leaveOut(columns.value);
    this.#takeValues(batch, columns);
    this.#takeTimes(batch, columns);
    this.#takeLabels(batch, columns);
  }

  /** What is to be said of what is shown, and of what is not. Throws ChartProblem where no column has numbers. */
  finish(): readonly string[] {
    return [this.choice, this.omissions].filter((text) => text !== undefined);
  }

  /** What is to be said of the column that was taken; undefined: nothing. Throws ChartProblem where none has numbers. */
  get choice(): string | undefined {
    return this.values.length === 0 ? undefined : this.#columns?.choice(this.#look.visible);
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

  #takeValues(batch: Batch, { value: column, hasValue }: ChartColumns): void {
    const { kernel } = batch;
    this.#vector ||= kernel.allocate(ROW_LIMIT * 8);
    if (hasValue) kernel.numberColumn(column, this.#vector);
    const numbers = kernel.doubles();
    const from = this.#vector / 8;
    for (let place = 0; place < batch.selected; place++) {
      const number = hasValue ? (numbers[from + batch.rowAt(place)] ?? Number.NaN) : Number.NaN;
      // 1e400 is infinite, and no place on an axis.
      this.values.push(Number.isFinite(number) ? number : Number.NaN);
    }
  }

  #takeTimes(batch: Batch, { time: column }: ChartColumns): void {
    const words = batch.kernel.words();
    const bytes = batch.kernel.bytes();
    for (let place = 0; place < batch.selected; place++) {
      const at = column < 0 ? -1 : batch.spanAt(batch.rowAt(place), column);
      const start = words[at] ?? 0;
      this.times.push(start === 0 ? Number.NaN : this.#timeTexts.at(bytes, start, (words[at + 1] ?? 0) & 0x7fff_ffff));
    }
  }

  #takeLabels(batch: Batch, { value }: ChartColumns): void {
    for (let place = 0; place < batch.selected; place++) {
      const row = batch.rowAt(place);
      const label = this.#labels?.numberOf(batch, row) ?? 0;
      this.labels.push(label);
      if (this.#pivot === undefined) continue;
      const number = this.values.at(this.values.length - batch.selected + place);
      const column = this.#pivot.numberOf(batch, row);
      this.sums.add(label, column, number, lengthOf(batch, row, value), () => textOf(batch, row, value));
    }
  }
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
