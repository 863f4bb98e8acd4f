// Numbers for people: three digits that matter and a unit. The expression language reads them back.

const BINARY = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
const DECIMAL = ["", "k", "M", "G", "T", "P"];

/** Bytes in powers of 1,024: 512 B, 46.2 MiB. */
export function humanBytes(bytes: number): string {
  const { digits, unit } = scaled(bytes, 1024, BINARY);
  return `${digits} ${unit}`;
}

/** A count in powers of 1,000: 999, 1.3k. */
export function humanCount(count: number): string {
  const { digits, unit } = scaled(count, 1000, DECIMAL);
  return digits + unit;
}

/** A rate in powers of 1,000: 12 Mbit/s. */
export function humanRate(rate: number, unit: string): string {
  const { digits, unit: prefix } = scaled(rate, 1000, DECIMAL);
  return `${digits} ${prefix}${unit}`;
}

/** What amounts are of: sizes, rates of a unit, or counts. */
export interface AmountKind {
  readonly kind: "bytes" | "rate" | "count";
  readonly unit?: string | undefined;
}

/** An amount as a chart labels it: short, with its unit. */
export function humanAmount({ kind, unit = "" }: AmountKind, amount: number): string {
  if (kind === "bytes") return humanBytes(amount);
  return kind === "rate" ? humanRate(amount, unit) : humanCount(amount);
}

/** From here on a number has no unit that anybody knows: it is written with an exponent. */
const TOO_LARGE = 1e21;

function scaled(value: number, base: number, units: readonly string[]): { digits: string; unit: string } {
  if (Math.abs(value) >= TOO_LARGE) return { digits: value.toExponential(2), unit: units[0] ?? "" };
  let [rest, place] = [value, 0];
  // What would be rounded up to the next unit has that.
  while (Math.abs(rest) >= base - 0.5 && place < units.length - 1) {
    rest /= base;
    place++;
  }
  const digits = place === 0 && Number.isInteger(rest) ? String(rest) : String(Number(rest.toPrecision(3)));
  return { digits: Math.abs(rest) >= 1000 ? String(Math.round(rest)) : digits, unit: units[place] ?? "" };
}
