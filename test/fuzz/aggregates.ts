// What aggregates mean, over all values of a group at once and in the plainest way: for the comparison with flow-group.
import { parseAddress } from "../../packages/core/src/address.ts";
import type { AggregateCall } from "../../packages/core/src/aggregate/formula.ts";
import { holds } from "./evaluate.ts";
import { compareNumbers, isNumeric, type Node, type Value, valueOf, written } from "./reference.ts";

export type Members = ReadonlyMap<string, Node>;

/** The result of a call as JSON; numbers that are only near are given as numbers. */
export function resultOf(call: AggregateCall, group: readonly Members[]): string | number {
  const { where } = call;
  const members = where === undefined ? group : group.filter((each) => holds(where, each));
  const { field } = call;
  if (field === undefined) return String(members.length);
  if (call.function.name === "sum" && members.length === 0) return "0";
  const found = members.flatMap((each): Found[] => {
    const value = valueOf(each, field);
    return value === undefined ? [] : [{ value, start: valueOf(each, "start") }];
  });
  const values = found.map(({ value }) => value);
  const numbers = values.map(({ text }) => text).filter(isNumeric);
  switch (call.function.name) {
    case "count":
      return String(values.length);
    case "count_distinct":
    case "approx_count_distinct":
      return String(new Set(values.map((value) => written(value))).size);
    case "values":
      return `[${[...new Set(values.map((value) => written(value)))].join(",")}]`;
    case "first":
    case "any":
      return written(values[0], "null");
    case "last":
      return written(values.at(-1), "null");
    case "earliest":
    case "latest":
      return written(byTime(found, call.function.name), "null");
    case "min":
    case "max":
      return extreme(call.function.name, field, values, numbers);
    default:
      return numbers.length === 0 ? "null" : ofNumbers(call, numbers);
  }
}

interface Found {
  readonly value: Value;
  readonly start: Value | undefined;
}

function ofNumbers(call: AggregateCall, numbers: readonly string[]): string | number {
  switch (call.function.name) {
    case "sum":
      return String(sumOf(numbers));
    case "avg":
      return Number(sumOf(numbers)) / numbers.length;
    case "bit_or": {
      const whole = numbers.filter(isWhole);
      return whole.length === 0 ? "null" : String(whole.map(BigInt).reduce((a, b) => a | b));
    }
    case "variance":
      return varianceOf(numbers.map(Number));
    case "stddev":
      return Math.sqrt(varianceOf(numbers.map(Number)));
    case "median":
      return (Number(ranked(numbers, 0.5)) + Number(ranked(numbers, 0.5, 1))) / 2;
    case "pct":
      return canonical(ranked(numbers, Number(call.percent) / 100));
    default:
      throw new Error(`no reference for ${call.function.name}`);
  }
}

function isWhole(text: string): boolean {
  return /^-?\d+$/.test(text);
}

function canonical(text: string): string {
  return isWhole(text) ? String(BigInt(text)) : String(Number(text));
}

/** Whole numbers exactly; fractions as doubles, among themselves first. */
function sumOf(numbers: readonly string[]): bigint | number {
  const integers = numbers.filter(isWhole).reduce((sum, text) => sum + BigInt(text), 0n);
  const fractions = numbers.filter((text) => !isWhole(text));
  if (fractions.length === 0) return integers;
  const sum = fractions.map(Number).reduce((a, b) => a + b);
  return fractions.length === numbers.length ? sum : Number(integers) + sum;
}

function varianceOf(numbers: readonly number[]): number {
  const mean = numbers.reduce((a, b) => a + b) / numbers.length;
  return numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / numbers.length;
}

/** The smallest value such that this share of the values is no larger; with `beyond` the next one of an even count. */
function ranked(numbers: readonly string[], share: number, beyond = 0): string {
  const sorted = numbers.toSorted(compareNumbers);
  const place = Math.max(1, Math.ceil(Number((share * numbers.length).toFixed(6))));
  return sorted[numbers.length % 2 === 0 ? place - 1 + beyond : place - 1] ?? "";
}

function byTime(found: readonly Found[], which: "earliest" | "latest"): Value | undefined {
  const timed = found.filter(({ start }) => start !== undefined && isNumeric(start.text));
  const later = timed.toSorted((a, b) => Number(a.start?.text) - Number(b.start?.text));
  return (which === "earliest" ? later[0] : later.at(-1))?.value;
}

function extreme(which: "min" | "max", field: string, values: readonly Value[], numbers: readonly string[]): string {
  const first = <T>(items: readonly T[], order: (a: T, b: T) => number): T | undefined =>
    items.toSorted((a, b) => (which === "min" ? order(a, b) : order(b, a)))[0];
  if (field === "action" || field === "account_id") {
    return written(
      first(values, (a, b) => Buffer.compare(Buffer.from(a.text), Buffer.from(b.text))),
      "null",
    );
  }
  if (field === "srcaddr" || field === "dstaddr") {
    return written(
      first(
        values.filter(({ text }) => parseAddress(text) !== undefined),
        orderAddresses,
      ),
      "null",
    );
  }
  const number = first(numbers, compareNumbers);
  return number === undefined ? "null" : canonical(number);
}

function orderAddresses(a: Value, b: Value): number {
  const [left, right] = [parseAddress(a.text), parseAddress(b.text)];
  if (left === undefined || right === undefined || left.family !== right.family) {
    return (left?.family ?? 0) - (right?.family ?? 0);
  }
  const [x, y] = [left, right].map(({ high, low }) => high * 2n ** 64n + low);
  return x === y ? 0 : (x ?? 0n) < (y ?? 0n) ? -1 : 1;
}
