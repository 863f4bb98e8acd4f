// What is documented to be different on other engines, and the pipelines of the suite that show it: their rows are compared without it.

interface Difference {
  readonly what: string;
  readonly here: string;
  /** On DuckDB and ClickHouse, and on Trino and Athena where that is another thing. */
  readonly sql: string;
  readonly trino?: string;
  /** A plan of the suite; undefined: a test of its own. */
  readonly shownBy?: string;
}

const byKeys = "by keys, or all columns of records";

export const differences: readonly Difference[] = [
  { what: "groups without an order", here: "as they were met", sql: "by their keys", shownBy: "group --by action" },
  {
    what: "records without an order",
    here: "as they were read",
    sql: "as the engine gives them",
    shownBy: 'filter "action = REJECT"',
  },
  {
    what: "rows that are equal by their keys",
    here: "as they were met",
    sql: byKeys,
    shownBy: "group --by srcaddr 'sum(bytes)' | top 3",
  },
  {
    what: "rows of `--per`",
    here: "groups as they were met",
    sql: "groups by their values",
    shownBy: "group --by srcaddr,action 'sum(bytes)' | top 2 --per action --by 'sum(bytes)'",
  },
  {
    what: "`earliest`, `latest`, equal start",
    here: "the first, or last, that was met",
    sql: "the least, or largest, value",
    shownBy: "group --by protocol 'earliest(bytes)' 'latest(bytes)'",
  },
  {
    what: "`median`, percentiles",
    here: "exact up to 1,000,000 in a group",
    sql: "exact",
    trino: "approximate, and marked",
    shownBy: "group --by action 'p0(packets)' 'p100(packets)' 'p10(packets where dstport = 443)'",
  },
  { what: "`approx_count_distinct`", here: "within 1.6 %", sql: "approximate, and marked" },
  {
    what: "fractions",
    here: "added in the order of the records",
    sql: "the last digits may differ",
    shownBy: "group --by action 'stddev(packets)' 'variance(packets)'",
  },
  { what: "sums beyond 2^63", here: "exact", sql: "exact", trino: "an error of the engine" },
  {
    what: "keys that a record lacks",
    here: "left out",
    sql: "null",
    shownBy: "group --by srcport 'count()' --keep-null",
  },
  {
    what: "bins of a zone without a window",
    here: "of all times",
    sql: "of 2000 to 2050, an error of the engine beyond",
    shownBy: "bin 1d --tz Europe/Berlin | group --by bin 'count()'",
  },
  { what: "a field that no record has", here: "null", sql: "refused" },
];
