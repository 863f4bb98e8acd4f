// The SQL of ClickHouse. Values may be null there only where they are said to: of no values its aggregates give 0 otherwise.
import type { SqlDialect } from "../printer/dialect.ts";
import { sqlDialect } from "../printer/print.ts";
import { refuse } from "../printer/refuse.ts";
import { commonFunctions, filtered, rangeTests, withoutNul } from "./words.ts";

/** A backslash means something there. */
function quoted(text: string, quote: string): string {
  return quote + withoutNul(text).replaceAll("\\", "\\\\").replaceAll(quote, `\\${quote}`) + quote;
}

const quoteText = (text: string): string => quoted(text, "'");

/** Halves are rounded away from zero; its own function takes them to the even one. */
function away(value: string | undefined): string {
  return `(trunc(${value}) + if(abs(${value} - trunc(${value})) < 0.5, 0, sign(${value})))`;
}

/** By nearest rank, in whole numbers: 99.9 is 999 of 1000. */
function rankOf(percent: string, count: string): string {
  const [whole = "0", rest = ""] = percent.split(".");
  const [part, all] = [BigInt(whole + rest), 10n ** BigInt(2 + rest.length)];
  return `greatest(1, intDiv(${count} * ${part} + ${all - 1n}, ${all}))`;
}

/** Whether an address is one of IPv4, which it has as a part of IPv6. */
function isFour(ip: string): string {
  return `${ip} BETWEEN toIPv6('::ffff:0.0.0.0') AND toIPv6('::ffff:255.255.255.255')`;
}

const clickhouse: SqlDialect = {
  kind: "clickhouse",
  title: "ClickHouse",
  name: (name) => quoted(name, '"'),
  text: quoteText,
  table: ({ name }) => name.map((part) => quoted(part, '"')).join("."),
  column: (sql, { type, stored }) => {
    if (/\bIPv[46]\b/.test(stored)) return `toNullable(toString(${sql}))`;
    if (type === "text") return `nullIf(${sql}, '-')`;
    return type === "integer" ? `toNullable(toInt64(${sql}))` : `toNullable(${sql})`;
  },
  double: (sql) => `toFloat64(${sql})`,
  integer: (sql) => `toInt64(${sql})`,
  words: (sql) => `toString(${sql})`,
  functions: {
    ...commonFunctions,
    mod: (one, other) => `modulo(${one}, nullIf(${other}, 0))`,
    round: away,
    round2: (value, digits) => `(${away(`(${value} * power(10, ${digits}))`)} / power(10, ${digits}))`,
    tolower: (value) => `lowerUTF8(${value})`,
    toupper: (value) => `upperUTF8(${value})`,
    substr: (...values) => `substringUTF8(${values.join(", ")})`,
    replace: (text, old, by) => `replaceAll(${text}, ${old}, ${by})`,
    strlen: (value) => `lengthUTF8(${value})`,
  },
  bitAnd: (left, right) => `bitAnd(${left}, ${right})`,
  contains: (text, part) => `position(${text}, ${part}) > 0`,
  matches: (text, pattern, ignoresCase) => `match(${text}, ${ignoresCase ? `concat('(?i)', ${pattern})` : pattern})`,
  withoutMatches: (text, pattern) => `replaceRegexpAll(${text}, ${pattern}, '')`,
  inAddresses: (sql, ranges) => rangeTests(`toIPv6OrNull(${sql})`, ranges, (text) => `toIPv6('${text}')`),
  network(sql, four, six) {
    if (six > 96) return refuse(`networks of /${six}`, "it writes some of IPv6 otherwise", "ask for /96 or shorter");
    const ip = `toIPv6OrNull(${sql})`;
    const length = (first: number): string => `if(${isFour(ip)}, ${first + four}, ${six})`;
    const base = `toString(tupleElement(IPv6CIDRToRange(${ip}, toUInt8(${length(96)})), 1))`;
    return `concat(replaceRegexpOne(${base}, '^::ffff:([0-9]+[.])', '\\\\1'), '/', toString(${length(0)}))`;
  },
  addressOrder: (sql) => [`position(${sql}, ':') > 0`, `toIPv6OrNull(${sql})`],
  sum: (sql) => `sum(toInt128(${sql}))`,
  approximateDistinct: (sql) => `uniqCombined(${sql})`,
  bitOr: (sql) => `groupBitOr(${sql})`,
  pick: (which, value, order) => `arg${which === "least" ? "Min" : "Max"}(${value}, tuple(${order.join(", ")}))`,
  percentile(value, percent, where) {
    const count = filtered(`count(${value})`, where);
    const list = `arraySort(${filtered(`groupArray(${value})`, where)})`;
    return { sql: `if(${count} = 0, NULL, ${list}[${rankOf(percent, count)}])`, type: "integer" };
  },
  median(value, where) {
    const count = filtered(`count(${value})`, where);
    const list = `arraySort(${filtered(`groupArray(${value})`, where)})`;
    const middle = `(${list}[intDiv(${count} + 1, 2)] + ${list}[intDiv(${count}, 2) + 1]) / 2`;
    return { sql: `if(${count} = 0, NULL, ${middle})`, type: "number" };
  },
  iso: (seconds, end = "Z") => `formatDateTime(${dateTime(seconds)}, '%Y-%m-%dT%H:%i:%S${end}')`,
  failIf: (condition, message) => `nullIf(toString(throwIf(coalesce(${condition}, 0), ${quoteText(message)})), '0')`,
  calendar: (seconds, unit) =>
    `toUnixTimestamp(toDateTime(toStartOf${unit.charAt(0).toUpperCase()}${unit.slice(1)}(${dateTime(seconds)}), 'UTC'))`,
};

/** Its times have 32 bits: one of milliseconds, or from before 1970, would be another time without a word. */
function dateTime(seconds: string): string {
  const message =
    "a time is not between 1970 and 2106, which is all that DateTime has: filter them, or leave --engine out";
  const isOutside = `(${seconds}) < 0 OR (${seconds}) > 4294967295`;
  return `toDateTime((${seconds}) + throwIf(coalesce(${isOutside}, 0), ${quoteText(message)}), 'UTC')`;
}

export const dialect = sqlDialect(clickhouse);
