// Whether the first records reach a share of the total.
import type { Percentage } from "../percentage.ts";
import type { Exact } from "./exact.ts";

/** What sums of fractions may differ by when they are added up in another order. */
const ROUNDING = 1e-12;

/** Whether a sum is at least this part of a total, none of whose parts is negative: exact where both are integers. */
export function reaches(sum: Exact, total: Exact, { numerator, denominator }: Percentage): boolean {
  if (typeof sum === "bigint" && typeof total === "bigint") return sum * denominator >= total * numerator;
  const limit = (Number(total) * Number(numerator)) / Number(denominator);
  return Number(sum) >= limit * (1 - ROUNDING);
}
