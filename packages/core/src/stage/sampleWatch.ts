// Which records of a grouping are from a sample, and what must be said of that.
import type { Batch } from "../batch.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { SAMPLE_RATE } from "../sampleRate.ts";

export class SampleWatch {
  readonly #kernel: Kernel;
  readonly #isScaled: boolean;
  /** The span of the rate of what was not sampled; 0: rates stay as they are. */
  readonly #one: bigint;
  #records = 0;
  #unrated = 0;
  #odd = 0;

  constructor(kernel: Kernel, isScaled: boolean) {
    this.#kernel = kernel;
    this.#isScaled = isScaled;
    const { at, length } = kernel.place("1");
    this.#one = isScaled ? (BigInt(at + length) << 32n) | BigInt(at) : 0n;
  }

  /** Looks at the selected records. Where results are scaled, those without a usable rate get 1. */
  look(batch: Batch): void {
    const column = batch.columnOf(SAMPLE_RATE);
    this.#records += batch.selected;
    if (!this.#isScaled && (column < 0 || batch.keys?.keyOf(column) === undefined)) {
      this.#unrated += batch.selected;
      return;
    }
    this.#kernel.checkRates(batch.list, batch.selected, column, this.#one);
    this.#unrated += this.#kernel.unrated.value;
    this.#odd += this.#kernel.oddRates.value;
  }

  /** `unscaled`: results that could not be scaled; `advice`: what else could be done, where nothing is scaled. */
  notes(unscaled: readonly string[], advice = "--scale-sampled estimates those of all records"): string[] {
    const odd = this.#odd === 0 ? [] : [`${have(this.#odd)} a ${SAMPLE_RATE} that is not above 0 and at most 1`];
    if (this.#isScaled) {
      return [
        ...(this.#unrated > 0 ? [`${have(this.#unrated)} no ${SAMPLE_RATE}: not scaled`] : []),
        ...odd.map((text) => `${text}: not scaled`),
        ...(unscaled.length > 0 ? [`only counts and sums are scaled, unlike ${unscaled.join(", ")}`] : []),
      ];
    }
    const sampled = this.#records - this.#unrated;
    if (sampled === 0) return [];
    const who = this.#unrated === 0 ? "the records are" : `${sampled} of ${this.#records} records are`;
    const what = `counts and sums are those of the sample; ${advice}`;
    return [
      `${who} from a sample (${SAMPLE_RATE}): ${this.#unrated === 0 ? what : `others are not, and ${what}`}`,
      ...odd,
    ];
  }
}

function have(count: number): string {
  return count === 1 ? "1 record has" : `${count} records have`;
}
