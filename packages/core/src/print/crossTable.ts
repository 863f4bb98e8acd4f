// What a cross table has: a row for each key, and for each value of the field of --pivot a column, or one for each of several
// values that are added up.
import { ChartRows } from "./chartRows.ts";
import { byText } from "./crossSums.ts";
import type { ExactSum } from "./exactSum.ts";
import type { Look } from "./look.ts";

export interface CrossColumn {
  readonly heading: string;
  /** The column of the records whose values are added up here. */
  readonly valueName: string;
  /** The sum in the row of a label; undefined: there is nothing to add up. */
  readonly sumOf: (label: number) => ExactSum | undefined;
  /** The text of a sum with its unit. */
  readonly show: (value: number) => string;
}

export class CrossTable {
  /** One for each value, with the same rows. */
  readonly #charts: readonly [ChartRows, ...ChartRows[]];

  /** `asJson`: labels are JSON, as the records have them. */
  constructor(look: Look, asJson: boolean) {
    const [first, ...others] = look.values ?? [];
    const open = (value: string | undefined): ChartRows => {
      const needs = { pivot: true, most: 0, besides: look.values ?? [] };
      return new ChartRows(value === undefined ? look : { ...look, value }, needs, asJson);
    };
    this.#charts = [open(first), ...others.map(open)];
  }

  take(batch: Parameters<ChartRows["take"]>[0]): void {
    for (const chart of this.#charts) chart.take(batch);
  }

  /** What is to be said at the end. Throws ChartProblem where no column has numbers. */
  remarks(): ReadonlySet<string> {
    return new Set(this.#charts.flatMap((chart) => chart.finish()));
  }

  get isEmpty(): boolean {
    return this.#charts[0].count === 0;
  }

  get labelNames(): readonly string[] {
    return this.#charts[0].labelNames;
  }

  /** The rows in the order in which they came, each with the texts of its labels. */
  *rows(): Iterable<readonly [label: number, texts: readonly string[]]> {
    const { sums, labelTexts } = this.#charts[0];
    for (const label of sums.rows.keys()) yield [label, labelTexts[label] ?? []];
  }

  /** By the value of the field of --pivot, then in the order of --values; with several, the heading says which. */
  columns(): readonly CrossColumn[] {
    const [{ pivotTexts }, ...others] = this.#charts;
    return pivotTexts
      .map((text, number) => ({ text, number }))
      .toSorted(byText)
      .flatMap(({ text, number }) =>
        this.#charts.map((chart) => ({
          heading: others.length === 0 ? text : `${text} ${chart.valueName}`,
          valueName: chart.valueName,
          sumOf: (label: number) => chart.sums.rows.get(label)?.get(number),
          show: (value: number) => chart.show(value),
        })),
      );
  }
}
