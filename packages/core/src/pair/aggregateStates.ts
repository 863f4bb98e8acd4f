// What is kept of each kind of accumulator for a conversation: texts, numbers and lists of them.
import { compareAddresses, parseAddress } from "../address.ts";
import type { AccumulatorKind } from "../aggregate/accumulators.ts";

/** Undefined: no value yet. Numbers are kept as texts, so that they stay exact. */
export type State = string | number | readonly (readonly [arrival: number, json: string])[] | undefined;

/** What a record has for an accumulator. */
export interface AccumulatedValue {
  /** The value as JSON, undefined for null; `text`: without quotes. */
  readonly json: string | undefined;
  readonly text: string | undefined;
  readonly start: number;
  /** The number of the record in the input. */
  readonly arrival: number;
}

interface StateKind {
  of(value: AccumulatedValue): State;
  /** Of two that have a value. */
  join(left: NonNullable<State>, right: NonNullable<State>): State;
  write(state: State): string;
}

const isNumber = (json: string | undefined): json is string => json !== undefined && /^-?[\d.]/.test(json);
const written = (state: State): string =>
  typeof state === "object" ? (state[0]?.[1] ?? "null") : String(state ?? null);

function count(counts: (value: AccumulatedValue) => boolean): StateKind {
  return {
    of: (value) => (counts(value) ? 1 : 0),
    join: (left, right) => Number(left) + Number(right),
    write: (state) => String(state ?? 0),
  };
}

/** Of numbers, as texts. */
function numbers(joined: (left: string, right: string) => string): StateKind {
  return {
    of: ({ json }) => (isNumber(json) ? json : undefined),
    join: (left, right) => joined(String(left), String(right)),
    write: written,
  };
}

const textOf = (json: string): string => (json.startsWith('"') ? String(JSON.parse(json)) : json);

/** The better one of two values, in the order of texts or addresses. */
function extreme(isUsable: (text: string) => boolean, isBetter: (text: string, than: string) => boolean): StateKind {
  return {
    of: ({ json, text = "" }) => (json !== undefined && isUsable(text) ? json : undefined),
    join: (left, right) => (isBetter(textOf(String(right)), textOf(String(left))) ? right : left),
    write: written,
  };
}

/** The value of the record that is first, or last, by these numbers. */
function pick(numbersOf: (value: AccumulatedValue) => readonly number[], isLast: boolean): StateKind {
  return {
    of(value) {
      const { json } = value;
      return json === undefined ? undefined : numbersOf(value).map((number) => [number, json] as const);
    },
    join(left, right) {
      const [one, other] = [left, right].map((state) =>
        typeof state === "object" ? state.map(([number]) => number) : [],
      );
      const place = one?.findIndex((number, i) => number !== other?.[i]) ?? -1;
      const isAfter = place >= 0 && (other?.[place] ?? 0) > (one?.[place] ?? 0);
      return isAfter === isLast ? right : left;
    },
    write: written,
  };
}

/** All different values, in the order in which they came. */
function distinct(write: (values: readonly string[]) => string): StateKind {
  return {
    of: ({ json, arrival }) => (json === undefined ? undefined : [[arrival, json]]),
    join(left, right) {
      const all = [left, right].flatMap((state) => (typeof state === "object" ? state : []));
      const sorted = all.toSorted(([one], [other]) => one - other);
      const seen = new Set<string>();
      return sorted.filter(([, json]) => !seen.has(json) && seen.add(json));
    },
    write: (state) => write(typeof state === "object" ? state.map(([, json]) => json) : []),
  };
}

function isWhole(text: string): boolean {
  return /^-?\d+$/.test(text);
}

function sumOf(left: string, right: string): string {
  return isWhole(left) && isWhole(right) ? String(BigInt(left) + BigInt(right)) : String(Number(left) + Number(right));
}

function isLess(left: string, right: string): boolean {
  return isWhole(left) && isWhole(right) ? BigInt(left) < BigInt(right) : Number(left) < Number(right);
}

function isLower(left: string, right: string): boolean {
  const [one, other] = [parseAddress(left), parseAddress(right)];
  return one !== undefined && other !== undefined && compareAddresses(one, other) < 0;
}

const isAddress = (text: string): boolean => parseAddress(text) !== undefined;
const anyText = (): boolean => true;

/** Those that fit; the others need all numbers, or a sketch of them. */
export const stateKinds: Readonly<Partial<Record<AccumulatorKind, StateKind>>> = {
  countRows: count(() => true),
  countValues: count(({ json }) => json !== undefined),
  countNumbers: count(({ json }) => isNumber(json)),
  sum: numbers(sumOf),
  min: numbers((left, right) => (isLess(right, left) ? right : left)),
  max: numbers((left, right) => (isLess(left, right) ? right : left)),
  bitOr: numbers((left, right) => String(BigInt(Math.trunc(Number(left))) | BigInt(Math.trunc(Number(right))))),
  first: pick(({ arrival }) => [arrival], false),
  last: pick(({ arrival }) => [arrival], true),
  earliest: pick(({ start, arrival }) => [start, arrival], false),
  latest: pick(({ start, arrival }) => [start, arrival], true),
  minText: extreme(anyText, (text, than) => text < than),
  maxText: extreme(anyText, (text, than) => text > than),
  minAddress: extreme(isAddress, isLower),
  maxAddress: extreme(isAddress, (text, than) => isLower(than, text)),
  distinct: distinct((values) => String(values.length)),
  values: distinct((values) => (values.length === 0 ? "null" : `[${values.join(",")}]`)),
};
