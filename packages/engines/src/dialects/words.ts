// How engines write names and texts, and what most of them have in common.
import type { AddressRange } from "@flowlogs/core";
import { formatAddress } from "@flowlogs/core/spelling";
import { LEAVE_OUT, refuse } from "../printer/refuse.ts";

/** By the standard: a quote in it is doubled. No engine has NUL. */
export function quoteName(name: string): string {
  return `"${withoutNul(name).replaceAll('"', '""')}"`;
}

export function quoteText(text: string): string {
  return `'${withoutNul(text).replaceAll("'", "''")}'`;
}

export function withoutNul(text: string): string {
  return text.includes("\0") ? refuse(JSON.stringify(text), "its texts have no NUL", LEAVE_OUT) : text;
}

/** The ends of ranges by which engines compare that have IPv4 as a part of IPv6; that part is in no other range. */
export function rangeTests(ip: string, ranges: readonly AddressRange[], address: (text: string) => string): string {
  const tests = ranges.map(({ low, high }) => {
    const test = `${ip} BETWEEN ${address(mapped(low))} AND ${address(mapped(high))}`;
    const hasFour =
      low.family === 6 &&
      low.high === 0n &&
      low.low <= 0xffff_ffff_ffffn &&
      (high.high > 0n || high.low >= 0xffff_0000_0000n);
    const four = `${ip} BETWEEN ${address("::ffff:0.0.0.0")} AND ${address("::ffff:255.255.255.255")}`;
    return hasFour ? `(${test} AND NOT ${four})` : test;
  });
  return tests.length === 1 ? (tests[0] ?? "") : `(${tests.join(" OR ")})`;
}

function mapped(address: AddressRange["low"]): string {
  return address.family === 4 ? `::ffff:${formatAddress(address)}` : formatAddress(address);
}

/** An aggregate of those records for which a condition holds. */
export function filtered(aggregate: string, where: string | undefined): string {
  return where === undefined ? aggregate : `${aggregate} FILTER (WHERE ${where})`;
}

/** What the standard has, on doubles and texts; the others are each engine's own. */
export const commonFunctions: Readonly<Record<string, (...values: readonly string[]) => string>> = {
  abs: (value) => `abs(${value})`,
  ceil: (value) => `ceil(${value})`,
  floor: (value) => `floor(${value})`,
  sqrt: (value) => `CASE WHEN ${value} >= 0 THEN sqrt(${value}) END`,
  log: (value) => `CASE WHEN ${value} > 0 THEN ln(${value}) END`,
  round: (value) => `round(${value})`,
  round2: (value, digits) => `(round(${value} * power(10, ${digits})) / power(10, ${digits}))`,
  tonumber: (value = "") => value,
  todouble: (value = "") => value,
  concat: (...values) => `concat(${values.join(", ")})`,
  tolower: (value) => `lower(${value})`,
  toupper: (value) => `upper(${value})`,
  substr: (...values) => `substr(${values.join(", ")})`,
  replace: (text, old, by) => `replace(${text}, ${old}, ${by})`,
  strlen: (value) => `length(${value})`,
  pow: (one, other) => `power(${one}, ${other})`,
};
