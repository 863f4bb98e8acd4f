// The SQL of DuckDB, with the functions for addresses that flow-query gives it.
import { formatAddresses } from "@flowlogs/core/spelling";
import type { SqlDialect } from "../printer/dialect.ts";
import { sqlDialect } from "../printer/print.ts";
import { commonFunctions, filtered, quoteName, quoteText } from "./words.ts";

const duckdb: SqlDialect = {
  kind: "duckdb",
  title: "DuckDB",
  name: quoteName,
  text: quoteText,
  table: () => "flows",
  column: (sql) => sql,
  double: (sql) => `CAST(${sql} AS DOUBLE)`,
  integer: (sql) => `CAST(${sql} AS BIGINT)`,
  words: (sql) => `CAST(${sql} AS VARCHAR)`,
  functions: {
    ...commonFunctions,
    concat: (...values) => `(${values.join(" || ")})`,
    mod: (one, other) => `(${one} % nullif(${other}, CAST(0 AS DOUBLE)))`,
  },
  bitAnd: (left, right) => `(${left} & ${right})`,
  contains: (text, part) => `contains(${text}, ${part})`,
  matches: (text, pattern, ignoresCase) => `regexp_matches(${text}, ${pattern}, '${ignoresCase ? "i" : "c"}')`,
  withoutMatches: (text, pattern) => `regexp_replace(${text}, ${pattern}, '', 'g')`,
  inAddresses(sql, ranges) {
    const [first, ...others] = ranges.map((range) => quoteText(formatAddresses(range)));
    if (first !== undefined && others.length === 0 && !first.includes("-")) return `cidr(${sql}, ${first})`;
    return `ip_in(${sql}, [${[first, ...others].join(", ")}])`;
  },
  network: (sql, four, six) => `network_of(${sql}, ${four}, ${six})`,
  addressOrder: (sql) => [
    `CASE WHEN is_ipv4(${sql}) THEN 0 WHEN ${sql} IS NOT NULL THEN 1 END`,
    `CASE WHEN is_ipv4(${sql}) THEN ipv4_number(${sql}) END`,
    `CASE WHEN NOT is_ipv4(${sql}) THEN ipv6_hex(${sql}) END`,
  ],
  sum: (sql) => `sum(${sql})`,
  approximateDistinct: (sql) => `approx_count_distinct(${sql})`,
  bitOr: (sql) => `bit_or(${sql})`,
  pick: (which, value, order) => `arg_${which === "least" ? "min" : "max"}(${value}, row(${order.join(", ")}))`,
  percentile: (value, percent, where) => ({
    sql: filtered(`quantile_disc(${value}, ${Number(percent) / 100})`, where),
    type: "integer",
  }),
  median: (value, where) => ({
    sql: filtered(`quantile_cont(${value}, 0.5)`, where),
    type: "number",
  }),
  iso: (seconds, end = "Z") => `strftime(make_timestamp(${seconds} * 1000000), '%Y-%m-%dT%H:%M:%S${end}')`,
  failIf: (condition, message) => `CASE WHEN ${condition} THEN error(${quoteText(message)}) END`,
  calendar: (seconds, unit) => `CAST(epoch(date_trunc('${unit}', make_timestamp(${seconds} * 1000000))) AS BIGINT)`,
};

export const dialect = sqlDialect(duckdb);
