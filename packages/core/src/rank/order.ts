// The order of records by some of their values: numbers before texts, each among its own kind; null always last; equals
// in the order of their arrival.

export interface SortKey {
  readonly field: string;
  readonly descending: boolean;
}

/** A value to sort by: integers too long for a double come as bigint. */
export type SortValue = number | bigint | string | undefined;

/** What the kernel takes for a number (kernel/number.ts); Number() takes more: blanks, `0x10`, `+5`, `Infinity`. */
const numberPattern = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;

/** The value of a JSON scalar's text. */
export function sortValue(text: string): SortValue {
  if (!numberPattern.test(text)) return text;
  const number = Number(text);
  return !Number.isSafeInteger(number) && /^-?\d+$/.test(text) ? BigInt(text) : number;
}

/** Negative when a comes first. */
function compareValues(a: SortValue, b: SortValue, descending: boolean): number {
  if (a === b) return 0;
  if (a === undefined) return 1;
  if (b === undefined) return -1;
  const order =
    (typeof a === "string") === (typeof b === "string") ? (a < b ? -1 : a > b ? 1 : 0) : typeof a === "string" ? 1 : -1;
  return descending ? -order : order;
}

/** Compares two lists of values, key by key. */
export function compareRanked(a: readonly SortValue[], b: readonly SortValue[], keys: readonly SortKey[]): number {
  for (const [i, { descending }] of keys.entries()) {
    const order = compareValues(a[i], b[i], descending);
    if (order !== 0) return order;
  }
  return 0;
}
