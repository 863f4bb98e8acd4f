// The order of values, worked out the long way: numbers by their exact decimal value, then addresses, then other texts;
// descending turns that round, and null is last either way.
import { compareAddresses, parseAddress } from "../../packages/core/src/address.ts";
import type { RankKey } from "../../packages/core/src/rank/columns.ts";
import { isNumeric, type Node, type Value, valueOf } from "./reference.ts";

interface Decimal {
  readonly sign: -1 | 0 | 1;
  /** The digits that count; the value is 0.digits times ten to `power`. */
  readonly digits: string;
  readonly power: number;
}

function decimalOf(text: string): Decimal {
  const [, minus = "", whole = "", fraction = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const all = `${whole}${fraction}`;
  const digits = all.replace(/^0+/, "");
  const power = Number(exponent) + whole.length - (all.length - digits.length);
  return { sign: digits === "" ? 0 : minus === "" ? 1 : -1, digits: digits.replace(/0+$/, ""), power };
}

/** Negative, zero or positive, whatever the length of the numbers. */
function compareDecimals(left: string, right: string): number {
  const [a, b] = [decimalOf(left), decimalOf(right)];
  if (a.sign !== b.sign || a.sign === 0) return a.sign - b.sign;
  return a.sign * (a.power === b.power ? (a.digits < b.digits ? -1 : Number(a.digits > b.digits)) : a.power - b.power);
}

/** What a value is: a number, an address, or a text. */
function kindOf(text: string): 0 | 1 | 2 {
  if (isNumeric(text)) return 0;
  return parseAddress(text) === undefined ? 2 : 1;
}

function compareTexts(left: string, right: string): number {
  const kind = kindOf(left);
  if (kind !== kindOf(right)) return kind - kindOf(right);
  if (kind === 0) return compareDecimals(left, right);
  const [a, b] = [parseAddress(left), parseAddress(right)];
  if (a !== undefined && b !== undefined) return compareAddresses(a, b);
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

/** Negative, zero or positive, as flow-top puts two values of a field in order. */
function compareValues(left: Value | undefined, right: Value | undefined, descending: boolean): number {
  if (left === undefined || right === undefined) return Number(left === undefined) - Number(right === undefined);
  const order = compareTexts(left.text, right.text);
  return descending ? -order : order;
}

/** A field to sort by. */
export interface FieldKey {
  readonly field: string;
  readonly descending: boolean;
}

/** The keys as flow-top's stage takes them. */
export function rankKeys(keys: readonly FieldKey[]): RankKey[] {
  return keys.map(({ field, descending }) => ({ value: { kind: "field", name: field, from: 0, to: 0 }, descending }));
}

/** Negative when the record a comes before b, zero when both may stand as they came. */
export function compareRecords(
  a: ReadonlyMap<string, Node>,
  b: ReadonlyMap<string, Node>,
  keys: readonly FieldKey[],
): number {
  for (const { field, descending } of keys) {
    const order = compareValues(valueOf(a, field), valueOf(b, field), descending);
    if (order !== 0) return order;
  }
  return 0;
}
