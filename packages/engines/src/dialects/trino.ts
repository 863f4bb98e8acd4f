// The SQL of Trino, and of Athena, whose engine it is.
import type { SqlDialect } from "../printer/dialect.ts";
import { sqlDialect } from "../printer/print.ts";
import type { EngineKind, StoredColumn } from "../query.ts";
import { commonFunctions, filtered, quoteName, quoteText, rangeTests } from "./words.ts";

/** Bytes of a query that Athena takes at most. */
const ATHENA_LONGEST = 262_144;

function trinoAs(kind: EngineKind, title: string): SqlDialect {
  return {
    kind,
    title,
    name: quoteName,
    text: quoteText,
    table: ({ name }) => name.map(quoteName).join("."),
    column: columnSql,
    double: (sql) => `CAST(${sql} AS DOUBLE)`,
    integer: (sql) => `CAST(${sql} AS BIGINT)`,
    words: (sql) => `CAST(${sql} AS VARCHAR)`,
    functions: {
      ...commonFunctions,
      concat: (...values) => `(${values.join(" || ")})`,
      mod: (one, other) => `mod(${one}, nullif(${other}, CAST(0 AS DOUBLE)))`,
    },
    bitAnd: (left, right) => `bitwise_and(${left}, ${right})`,
    contains: (text, part) => `strpos(${text}, ${part}) > 0`,
    matches: (text, pattern, ignoresCase) => `regexp_like(${text}, ${ignoresCase ? `'(?i)' || ${pattern}` : pattern})`,
    withoutMatches: (text, pattern) => `regexp_replace(${text}, ${pattern})`,
    inAddresses: (sql, ranges) =>
      rangeTests(`TRY_CAST(${sql} AS IPADDRESS)`, ranges, (text) => `CAST('${text}' AS IPADDRESS)`),
    network: networkSql,
    addressOrder: (sql) => [
      `CASE WHEN strpos(${sql}, ':') > 0 THEN 1 WHEN ${sql} IS NOT NULL THEN 0 END`,
      // A row with a null is not compared.
      `coalesce(TRY_CAST(${sql} AS IPADDRESS), CAST('::' AS IPADDRESS))`,
    ],
    sum: (sql) => `sum(${sql})`,
    approximateDistinct: (sql) => `approx_distinct(${sql})`,
    bitOr: (sql) => `bitwise_or_agg(${sql})`,
    pick: (which, value, order) => `${which === "least" ? "min" : "max"}_by(${value}, ROW(${order.join(", ")}))`,
    // Of integers beyond 2^53 it takes doubles only.
    percentile(value, percent, where, isInteger) {
      const sql = filtered(`approx_percentile(CAST(${value} AS DOUBLE), ${Number(percent) / 100})`, where);
      const type = isInteger ? "integer" : "number";
      return { sql: isInteger ? `CAST(round(${sql}) AS BIGINT)` : sql, type, isApproximate: true };
    },
    median: (value, where) => ({
      sql: filtered(`approx_percentile(CAST(${value} AS DOUBLE), 0.5)`, where),
      type: "number",
      isApproximate: true,
    }),
    iso: (seconds, end = "Z") => `date_format(from_unixtime(${seconds}, 'UTC'), '%Y-%m-%dT%H:%i:%s${end}')`,
    failIf: (condition, message) => `CASE WHEN ${condition} THEN CAST(fail(${quoteText(message)}) AS VARCHAR) END`,
    calendar: (seconds, unit) => `CAST(to_unixtime(date_trunc('${unit}', from_unixtime(${seconds}, 'UTC'))) AS BIGINT)`,
  };
}

function columnSql(sql: string, { type, stored }: StoredColumn): string {
  // Smaller integers are made as large as ours; decimals have numbers that are larger.
  if (type === "integer") return /^(?:tinyint|smallint|int|integer)$/i.test(stored) ? `CAST(${sql} AS BIGINT)` : sql;
  if (type === "number" || type === "boolean") return sql;
  if (/^(?:array|map|row|json|struct)/i.test(stored)) return `json_format(CAST(${sql} AS JSON))`;
  if (/^(?:var)?binary/i.test(stored)) return `lower(to_hex(${sql}))`;
  if (stored !== "" && !/^(?:varchar|char|string)/i.test(stored)) return `CAST(${sql} AS VARCHAR)`;
  // AWS writes a hyphen for what is not there.
  return `nullif(${sql}, '-')`;
}

/** It has no function for networks: the bits of hosts are taken away from both halves of an address. */
function networkSql(sql: string, four: number, six: number): string {
  const ip = `TRY_CAST(${sql} AS IPADDRESS)`;
  const isFour = `${ip} BETWEEN IPADDRESS '::ffff:0.0.0.0' AND IPADDRESS '::ffff:255.255.255.255'`;
  const half = (from: number, bits: (length: number) => number): string => {
    const mask = `CASE WHEN ${isFour} THEN ${maskOf(bits(96 + four))} ELSE ${maskOf(bits(six))} END`;
    return `to_big_endian_64(bitwise_and(from_big_endian_64(substr(CAST(${ip} AS VARBINARY), ${from}, 8)), ${mask}))`;
  };
  const high = half(1, (length) => Math.min(64, length));
  const low = half(9, (length) => Math.max(0, length - 64));
  const length = `CASE WHEN ${isFour} THEN '/${four}' ELSE '/${six}' END`;
  return `(CAST(CAST(${high} || ${low} AS IPADDRESS) AS VARCHAR) || ${length})`;
}

/** The first so many of 64 bits, as a signed number. */
function maskOf(bits: number): bigint {
  return bits === 0 ? 0n : -(2n ** BigInt(64 - bits));
}

export const trino = sqlDialect(trinoAs("trino", "Trino"));
export const athena = sqlDialect({ ...trinoAs("athena", "Athena"), longest: ATHENA_LONGEST });
