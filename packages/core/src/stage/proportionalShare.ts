// The share of a number that is not a 63-bit integer, for records that are divided over bins; the others are divided in the
// kernel (kernel/assembly/write/spread.ts), by the same rule.
import { parseDecimal } from "../expression/decimal.ts";

/**
 * What [from, to) has of a number that lasts from 0 to `of`, as a decimal text: a multiple of the number's last place, so
 * that all shares add up to it exactly. Undefined when the number is beyond the decimals that are understood.
 */
export function shareOf(number: string, from: number, to: number, of: number): string | undefined {
  const decimal = parseDecimal(number);
  if (decimal === undefined) return undefined;
  const [whole = "", fraction = ""] = decimal.split(".");
  const units = BigInt(whole + fraction);
  const share = runningTotal(units, from, of) - runningTotal(units, to, of);
  return write(-share, fraction.length);
}

/** The whole number nearest to units * part / of; of two, the one further from zero. */
function runningTotal(units: bigint, part: number, of: number): bigint {
  const size = units < 0n ? -units : units;
  const total = (2n * size * BigInt(part) + BigInt(of)) / (2n * BigInt(of));
  return units < 0n ? -total : total;
}

function write(units: bigint, places: number): string {
  const digits = String(units < 0n ? -units : units).padStart(places + 1, "0");
  const end = digits.length - places;
  return `${units < 0n ? "-" : ""}${digits.slice(0, end)}${places === 0 ? "" : `.${digits.slice(end)}`}`;
}
