// Feeds the rows of a batch, each with the number of its group, to the accumulators of a table: which of them takes which column,
// under which condition, as values of records or as states of other runs.
import { type Batch, ROW_LIMIT } from "../batch.ts";
import { firstPlaces } from "../fieldIndex.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { accumulatorKinds } from "./accumulators.ts";
import type { Conditions } from "./conditions.ts";
import type { PairRows, Pairs } from "./distinctPairs.ts";
import { ListedValues } from "./partial/listedValues.ts";
import type { Accumulator, AggregatePlan } from "./plan.ts";
import type { Results } from "./results.ts";

/** Rows of a batch. */
export interface Rows {
  readonly list: number;
  readonly count: number;
}

interface Table {
  readonly kernel: Kernel;
  readonly handle: number;
  readonly plan: AggregatePlan;
  readonly conditions: Conditions;
  readonly results: Results;
  /** The distinct values of accumulators that have such. */
  readonly pairs: ReadonlyMap<number, Pairs>;
  /** Numbers of a group up to which they are listed. */
  readonly listLimit: number;
}

export class AccumulatorFeeder {
  /** The numbers of the rows' groups, plus one. */
  readonly ids: number;
  /** Values that were no numbers, each once whatever is asked of its field. */
  notNumbers = 0;
  /** The same of addresses. */
  notAddresses = 0;
  readonly #table: Table;
  readonly #masked: readonly number[];
  readonly #misfitCounters: ReadonlySet<Accumulator>;
  /** Of the last batch, and where each stands. */
  #fields: readonly string[] = [];
  #places: ReadonlyMap<string, number> = new Map();
  #listed: ListedValues | undefined;

  constructor(table: Table) {
    const { kernel, plan } = table;
    this.#table = table;
    this.ids = kernel.allocate(ROW_LIMIT * 4);
    this.#masked = plan.conditions.map(() => kernel.allocate(ROW_LIMIT * 4));
    this.#misfitCounters = misfitCounters(plan.accumulators);
  }

  /** Where the fields of a batch stand. */
  placesIn({ fields }: Batch): ReadonlyMap<string, number> {
    if (fields !== this.#fields) this.#places = firstPlaces(fields);
    this.#fields = fields;
    return this.#places;
  }

  /** Feeds rows whose groups are in `ids`; the bytes are those of the rows, about. */
  feed(batch: Batch, rows: Rows, bytes: number): void {
    const { kernel, plan, conditions } = this.#table;
    this.placesIn(batch);
    this.#masked.forEach((masked, i) => {
      kernel.maskIds(this.ids, rows.list, rows.count, conditions.truth(i), masked);
    });
    plan.accumulators.forEach((accumulator, i) => {
      const [numbers, addresses] = [kernel.notNumbers.value, kernel.notAddresses.value];
      this.#feed(accumulator, i, batch, rows, bytes);
      if (!this.#misfitCounters.has(accumulator)) return;
      this.notNumbers += kernel.notNumbers.value - numbers;
      this.notAddresses += kernel.notAddresses.value - addresses;
    });
  }

  #feed(accumulator: Accumulator, place: number, batch: Batch, { list, count }: Rows, bytes: number): void {
    const { field, condition, takesLists, word } = accumulator;
    const column = field === undefined ? 0 : (this.#places.get(field) ?? -1);
    const rows = { column, list, count, ids: this.#masked[condition] ?? this.ids };
    if (!takesLists) return this.feedRows(accumulator, place, batch, rows, bytes);
    this.#listed ??= new ListedValues(this.#table.kernel);
    this.#listed.each(
      batch,
      rows,
      (values, size) => this.feedRows(accumulator, place, batch, values, size),
      (group, text) => this.#table.results.percentiles.takeSketch(place, word, group, text),
    );
  }

  /** Feeds rows to one accumulator. */
  feedRows(accumulator: Accumulator, place: number, batch: Batch, rows: PairRows, bytes: number): void {
    const { kernel, handle, results, pairs, listLimit } = this.#table;
    const { kind, word, time } = accumulator;
    const { column, list, count, ids } = rows;
    const { feed, opcode } = accumulatorKinds[kind];
    switch (feed) {
      case "numbers":
        return kernel.accumulate(place, word, opcode, column, list, count, ids);
      case "kept":
        return kernel.keepValues(word, opcode, column, batch.fields.indexOf(time), list, count, ids);
      case "list":
        return kernel.listValues(place, word, column, list, count, ids, listLimit);
      case "registers":
        return kernel.registerValues(word, column, list, count, ids);
      case "pairs":
        return pairs.get(place)?.feed(handle, rows, bytes);
      case "states":
        return results.takeStates(place, kind, batch, rows);
    }
  }
}

/**
 * The kernel counts values of the wrong kind for each accumulator, and one of a field counts for all. Conditional ones
 * see fewer values, and come second.
 */
export function misfitCounters(accumulators: readonly Accumulator[]): Set<Accumulator> {
  const byField = new Map<string | undefined, Accumulator>();
  for (const accumulator of accumulators.filter(({ kind }) => accumulatorKinds[kind].isChoosy)) {
    const other = byField.get(accumulator.field);
    if (other === undefined || (other.condition >= 0 && accumulator.condition < 0)) {
      byField.set(accumulator.field, accumulator);
    }
  }
  return new Set(byField.values());
}
