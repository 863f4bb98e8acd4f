// Numbers in expressions, as exact decimal texts: a double would lose digits of byte counts and ids beyond 2^53.

/**
 * The exact decimal text of a number as it is written in an expression, or undefined. Suffixes are k M G T P (1000s)
 * and Ki Mi Gi Ti Pi (1024s), with a B for bytes or without; exponents go to 400. The text has no plus sign, no needless zero and no minus before zero.
 */
export function parseDecimal(word: string): string | undefined {
  const parts = /^([+-]?)(\d*)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?(?:(Ki|Mi|Gi|Ti|Pi|[kKMGTP])B?)?$/.exec(word);
  if (parts === null) return undefined;
  const [, sign = "", whole = "", fraction = "", exponent = "0", suffix = ""] = parts;
  if (whole + fraction === "" || Math.abs(Number(exponent)) > 400) return undefined;
  // Only a text in quotes can be so long, and reckoning with it would take for ever.
  if (word.length > DIGITS) return undefined;
  const digits = BigInt(whole + fraction) * (multipliers.get(suffix) ?? 1n);
  return write(sign === "-" ? -digits : digits, fraction.length - Number(exponent));
}

/** A decimal number without suffix or exponent, which is what counts as a number inside quotes. */
export function parsePlainDecimal(text: string): string | undefined {
  return /^[+-]?\d+(?:\.\d+)?$/.test(text) ? parseDecimal(text) : undefined;
}

/** Negative, zero or positive, for two texts that `parseDecimal` gave. */
export function compareDecimals(left: string, right: string): number {
  const [leftWhole = "", leftFraction = ""] = left.split(".");
  const [rightWhole = "", rightFraction = ""] = right.split(".");
  const places = Math.max(leftFraction.length, rightFraction.length);
  const difference =
    BigInt(leftWhole + leftFraction.padEnd(places, "0")) - BigInt(rightWhole + rightFraction.padEnd(places, "0"));
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

const DIGITS = 10_000;
const multipliers: ReadonlyMap<string, bigint> = new Map([
  ["k", 1000n],
  ["K", 1000n],
  ["M", 1000n ** 2n],
  ["G", 1000n ** 3n],
  ["T", 1000n ** 4n],
  ["P", 1000n ** 5n],
  ["Ki", 1024n],
  ["Mi", 1024n ** 2n],
  ["Gi", 1024n ** 3n],
  ["Ti", 1024n ** 4n],
  ["Pi", 1024n ** 5n],
]);

/** Writes `digits / 10^places`. */
function write(digits: bigint, places: number): string {
  if (places <= 0) return String(digits * 10n ** BigInt(-places));
  const text = String(digits < 0n ? -digits : digits).padStart(places + 1, "0");
  const fraction = text.slice(-places).replace(/0+$/, "");
  const number = text.slice(0, -places) + (fraction === "" ? "" : `.${fraction}`);
  return digits < 0n ? `-${number}` : number;
}
