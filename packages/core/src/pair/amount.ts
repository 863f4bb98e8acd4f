// Sums of counts that stay exact: numbers as long as these are, then bigints.

/** Packets or bytes; undefined: no record says how many. */
export type Amount = number | bigint | undefined;

export function addAmounts(left: Amount, right: Amount): Amount {
  if (left === undefined) return right;
  if (right === undefined) return left;
  if (typeof left === "number" && typeof right === "number") {
    const sum = left + right;
    // Fractions are no exact numbers anyway.
    if (Number.isSafeInteger(sum) || !Number.isInteger(left) || !Number.isInteger(right)) return sum;
  }
  if (!isWhole(left) || !isWhole(right)) return Number(left) + Number(right);
  return BigInt(left) + BigInt(right);
}

function isWhole(amount: number | bigint): boolean {
  return typeof amount === "bigint" || Number.isInteger(amount);
}

export function writeAmount(amount: Amount): string {
  return amount === undefined ? "null" : String(amount);
}
