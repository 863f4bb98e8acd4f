// The chart of a page: series over time where the records have times and numbers, and otherwise why there is none.
import type { Batch } from "../../batch.ts";
import { ChartProblem } from "../chartProblem.ts";
import { ChartRows } from "../chartRows.ts";
import type { Look } from "../look.ts";
import { largestSeries, timeSeriesOf } from "../series.ts";
import type { PageChart } from "./pageData.ts";

/** Series that anybody tells apart. */
const SHOWN = 20;
/** Values of them all that a browser draws at once. */
const MOST_VALUES = 2_000_000;
/** The differences of larger numbers may be infinite. */
const MOST = 1e300;
/** Fields that anybody groups by: records with more are single flows. */
const MOST_LABELS = 5;
/** Groups beyond which records are single flows rather than series. */
const MOST_GROUPS = 10_000;

export class PageChartRows {
  readonly #look: Look;
  #rows: ChartRows | undefined;
  #reason: string | undefined;

  constructor(look: Look) {
    this.#look = look;
    this.#rows = new ChartRows(look, { time: true });
  }

  take(batch: Batch): void {
    this.#unlessImpossible(() => {
      this.#rows?.take(batch);
      if ((this.#rows?.labelTexts.length ?? 0) <= MOST_GROUPS) return;
      throw new ChartProblem(
        `there are more than ${MOST_GROUPS.toLocaleString("en-US")} groups`,
        "group the records by fewer fields with flow-bin and flow-group",
      );
    });
  }

  /** The chart, if there can be one, and what is to be said about it. */
  finished(): { chart: PageChart | undefined; remarks: readonly string[] } {
    const remarks: string[] = [];
    const chart = this.#unlessImpossible(() => this.#chart(remarks));
    return { chart, remarks: this.#reason === undefined ? remarks : [`No chart: ${this.#reason}`] };
  }

  #chart(remarks: string[]): PageChart | undefined {
    const rows = this.#rows;
    if (rows === undefined || rows.values.length === 0) return undefined;
    const groups = rows.labelTexts.length;
    const isMany = groups > SHOWN || rows.labelNames.length > MOST_LABELS;
    if (isMany && groups > rows.values.length / 2) {
      throw new ChartProblem(
        "most records are groups of their own",
        "group them with flow-bin 5m | flow-group --by bin",
      );
    }
    const { choice, omissions } = rows;
    if (choice !== undefined) remarks.push(choice.replace(/^t/, "T"));
    if (omissions !== undefined) remarks.push(`The chart leaves out ${omissions}`);
    const { times, series } = timeSeriesOf(rows);
    if (series.length === 0) throw new ChartProblem("no record has a time and a number", "see the table");
    const shown = largestSeries(series, SHOWN);
    if (shown.length < series.length) {
      remarks.push(`The chart shows the ${shown.length} largest of ${series.length} series`);
    }
    if (shown.length * times.length > MOST_VALUES) {
      throw new ChartProblem(`there are ${times.length} points of time`, "use flow-bin with larger bins");
    }
    if (shown.some(({ values }) => values.some((value) => Math.abs(value) > MOST))) {
      throw new ChartProblem(`values beyond ${MOST} cannot be drawn`, "see the table");
    }
    const { visible } = this.#look;
    return {
      valueName: visible(rows.valueName),
      labelNames: rows.labelNames.map(visible),
      kind: rows.amountKind,
      zone: this.#look.zone.name,
      times: [...times],
      // JSON has no NaN: it writes null.
      series: shown.map(({ label, values }) => ({ label: visible(label), values: [...values] })),
    };
  }

  /** Records that no chart can show are still in the table. */
  #unlessImpossible<Result>(work: () => Result): Result | undefined {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof ChartProblem)) throw error;
      this.#reason = `${error.problem.problem}; ${error.problem.advice}`;
      this.#rows = undefined;
      return undefined;
    }
  }
}
