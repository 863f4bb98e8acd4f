// The values of JSON scalars as JavaScript compares them.

/** Integers too long for a double come as bigint. */
export type SortValue = number | bigint | string | undefined;

/** What the kernel takes for a number (kernel/number.ts); Number() takes more: blanks, `0x10`, `+5`, `Infinity`. */
const numberPattern = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;

/** The value of a JSON scalar's text. */
export function sortValue(text: string): SortValue {
  if (!numberPattern.test(text)) return text;
  const number = Number(text);
  return !Number.isSafeInteger(number) && /^-?\d+$/.test(text) ? BigInt(text) : number;
}
