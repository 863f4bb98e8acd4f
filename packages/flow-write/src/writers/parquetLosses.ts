// Values that columns of a Parquet file cannot hold, over all files of a run, in words for the user.
import type { Problem } from "@flowlogs/base/problem";
import { columnType } from "@flowlogs/core/parquet";
import type { ParquetLosses } from "@flowlogs/formats/parquet/rowBuffer";

const advice = "--format text writes them as they are";

export class ParquetLossCounts {
  readonly #misfits = new Map<string, number>();
  readonly #cutFractions = new Map<string, number>();

  add({ misfits, cutFractions }: ParquetLosses): void {
    addTo(this.#misfits, misfits);
    addTo(this.#cutFractions, cutFractions);
  }

  problems(): readonly Problem[] {
    return [
      ...[...this.#misfits].map(([name, count]) => ({ problem: misfit(name, count), advice })),
      ...[...this.#cutFractions].map(([name, count]) => ({
        problem: `${name}: ${values(count)} lost the fraction of a second`,
        advice,
      })),
    ];
  }
}

function misfit(name: string, count: number): string {
  const bits = columnType(name).type === "int32" ? 32 : 64;
  const what = count === 1 ? "is not a whole number" : "are not whole numbers";
  return `${name}: ${values(count)} ${what} of ${bits} bits, and null in the files`;
}

function values(count: number): string {
  return count === 1 ? "a value" : `${count.toLocaleString("en-US")} values`;
}

function addTo(sums: Map<string, number>, counts: ReadonlyMap<string, number>): void {
  for (const [name, count] of counts) sums.set(name, (sums.get(name) ?? 0) + count);
}
