// The rate of a sample, which each of its records carries: 0.01 where one in a hundred was kept. A sample of a sample has the
// product of both rates.
import { parseDecimal } from "./expression/decimal.ts";
import type { Percentage } from "./percentage.ts";

/** The key of the rate. */
export const SAMPLE_RATE = "sample_rate";

/** The rate of a part of what was sampled at a rate before, exactly; undefined where that is not above 0 and at most 1. */
export function rateOf({ numerator, denominator }: Percentage, before = "1"): string | undefined {
  const [, whole = "", fraction = ""] = /^(\d+)(?:\.(\d+))?$/.exec(parseDecimal(before) ?? "") ?? [];
  const units = BigInt(whole + fraction);
  if (units === 0n || units > 10n ** BigInt(fraction.length)) return undefined;
  // The denominator is a power of ten.
  const decimals = fraction.length + String(denominator).length - 1;
  const digits = String(units * numerator).padStart(decimals + 1, "0");
  const places = digits.slice(-decimals).replace(/0+$/, "");
  return `${digits.slice(0, -decimals)}${places === "" ? "" : `.${places}`}`;
}
