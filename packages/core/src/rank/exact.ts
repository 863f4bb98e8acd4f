// Sums of a few values in JavaScript: integers exactly, of any size, and as doubles what has a fraction.

export type Exact = bigint | number;

/** A sum of numbers, and their number. */
export interface Total {
  readonly sum: Exact;
  readonly count: number;
}

/** What the kernel takes for a number (kernel/assembly/number.ts); Number() takes more: blanks, `0x10`, `+5`, `Infinity`. */
const numberPattern = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;

/** The number that a JSON scalar's text is, undefined when it is not one. */
export function exactOf(text: string | undefined): Exact | undefined {
  if (text === undefined || !numberPattern.test(text)) return undefined;
  return /^-?\d+$/.test(text) ? BigInt(text) : Number(text);
}

export function plus(a: Exact, b: Exact): Exact {
  return typeof a === "bigint" && typeof b === "bigint" ? a + b : Number(a) + Number(b);
}

/** What is left of a total without a part of it. With fractions, the digits that the total does not have are left out. */
export function minus(total: Exact, part: Exact): Exact {
  if (typeof total === "bigint" && typeof part === "bigint") return total - part;
  const rest = Number(total) - Number(part);
  const digits = 15 - Math.ceil(Math.log10(Math.max(Math.abs(Number(total)), Math.abs(Number(part)), 1e-80)));
  return digits < 0 || !Number.isFinite(rest) ? rest : Number(rest.toFixed(Math.min(digits, 100)));
}

/** A part of a total in percent, to four decimals; null where it is undefined. */
export function percentOf(part: Exact, total: Exact): number | null {
  const percent = (100 * Number(part)) / Number(total);
  return Number.isFinite(percent) ? Math.round(percent * 1e4) / 1e4 : null;
}
