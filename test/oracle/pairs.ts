// Keys, aggregates and conditions of groups, each as flow-group has it and as SQL has it. DuckDB's percentiles are quantile_disc,
// its variance that of the population; what comes first or last is asked for by arrival.

/** The same as flow-group has it and as SQL has it. */
export interface Pair {
  readonly ours: string;
  readonly sql: string;
  /** The results need be equal in nine digits only. */
  readonly isNear?: boolean;
}

const pair = (ours: string, sql: string = ours): Pair => ({ ours, sql });
const near = (ours: string, sql: string = ours): Pair => ({ ours, sql, isNear: true });
/** Addresses in SQL: DuckDB's inet extension is no part of it. */
const octets = `list_transform(string_split(srcaddr, '.'), x -> x::INTEGER)`;
const isFour = "(NOT contains(srcaddr, ':'))";
const network = `CASE WHEN srcaddr IS NULL THEN NULL WHEN ${isFour} THEN ${octets}[1] || '.' || ${octets}[2] || '.0.0/16' ELSE CASE
  WHEN srcaddr LIKE '2001:db8:1::%' THEN '2001:db8:1::/64' WHEN srcaddr LIKE '2001%' THEN '2001:db8::/64' ELSE 'fd00::/64' END END`;

export const keys: readonly Pair[] = [
  pair("srcaddr"),
  pair("dstport"),
  pair("action"),
  pair("protocol"),
  pair("tcp_flags"),
  pair("region"),
  pair("srcaddr/16", network),
  near("floor(bytes/1024)", "floor(bytes::DOUBLE / 1024)"),
  pair("end - start", `"end" - start`),
];

/** The sum of no record is 0. */
function ofNone(field: string, condition: string): string {
  return `CASE WHEN count(*) FILTER (${condition}) = 0 THEN 0 ELSE sum(${field}) FILTER (${condition}) END`;
}

export const aggregates: readonly Pair[] = [
  pair("count()", "count(*)"),
  pair("count(bytes)"),
  pair("count(traffic_path)"),
  pair("sum(bytes)"),
  pair("sum(packets)"),
  pair("min(bytes)"),
  pair("max(bytes)"),
  pair("min(srcport)"),
  pair("max(end)", `max("end")`),
  pair("min(action)"),
  pair("max(interface_id)"),
  near("avg(bytes)", "sum(bytes)::DOUBLE / count(bytes)"),
  near("avg(packets)"),
  pair("bit_or(tcp_flags)"),
  near("stddev(packets)", "stddev_pop(packets)"),
  near("variance(dstport)", "var_pop(dstport)"),
  near("median(packets)"),
  pair("p50(bytes)", "quantile_disc(bytes, 0.5)"),
  pair("p95(bytes)", "quantile_disc(bytes, 0.95)"),
  pair("p99.9(srcport)", "quantile_disc(srcport, 0.999)"),
  pair("pct(packets, 10)", "quantile_disc(packets, 0.1)"),
  pair("pct(bytes, 0)", "min(bytes)"),
  pair("count_distinct(dstport)", "count(DISTINCT dstport)"),
  pair("count_distinct(srcaddr)", "count(DISTINCT srcaddr)"),
  pair("approx_count_distinct(srcport)", "count(DISTINCT srcport)"),
  pair("first(dstaddr)", "first(dstaddr ORDER BY arrival) FILTER (dstaddr IS NOT NULL)"),
  pair("last(dstport)", "last(dstport ORDER BY arrival) FILTER (dstport IS NOT NULL)"),
  pair("earliest(srcport)", "first(srcport ORDER BY start, arrival) FILTER (srcport IS NOT NULL)"),
  pair("latest(action)", "last(action ORDER BY start, arrival) FILTER (action IS NOT NULL)"),
  pair("count(action = REJECT)", "count(*) FILTER (action = 'REJECT')"),
  pair("count(bytes > 1k and not dstport = 443)", "count(*) FILTER (bytes > 1000 AND NOT dstport = 443)"),
  pair("sum(bytes where action = REJECT)", ofNone("bytes", "action = 'REJECT'")),
  pair(
    "sum(packets where dstport = 3389) - sum(packets where dstport != 3389)",
    `${ofNone("packets", "dstport = 3389")} - ${ofNone("packets", "dstport != 3389")}`,
  ),
  pair("p90(bytes where packets >= 2)", "quantile_disc(bytes, 0.9) FILTER (packets >= 2)"),
  pair("count_distinct(srcaddr where dstport in [22, 80])", "count(DISTINCT srcaddr) FILTER (dstport IN (22, 80))"),
  near("sum(packets)/count()", "sum(packets)::DOUBLE / count(*)"),
  near("sum(packets)*8/300", "sum(packets)::DOUBLE * 8 / 300"),
  pair("max(end) - min(start)", `max("end") - min(start)`),
  near("count() / count(traffic_path)", "count(*)::DOUBLE / nullif(count(traffic_path), 0)"),
  pair("sum(packets * 8)", "sum(packets * 8)"),
  pair("max(end - start)", `max("end" - start)`),
  // Made of aggregates by functions.
  near("round(sum(packets)/1e3, 1)", "round(sum(packets)::DOUBLE / 1000, 1)"),
  pair("if(count() > 5, 'many', 'few')", "CASE WHEN count(*) > 5 THEN 'many' ELSE 'few' END"),
  pair("formatDate(min(start), '%H:%M')", "strftime(make_timestamp(min(start) * 1000000), '%H:%M')"),
  pair("greatest(max(packets), min(srcport))", "greatest(max(packets), min(srcport))"),
  pair("floor(sum(packets)/7) % 10", "floor(sum(packets)::DOUBLE / 7) % 10"),
  pair("coalesce(max(traffic_path), -1)", "coalesce(max(traffic_path), -1)"),
  near("avg(bpp)", "avg(CASE WHEN packets > 0 THEN bytes::DOUBLE / packets END)"),
];

export const havings: readonly Pair[] = [
  pair("count() > 5", "count(*) > 5"),
  pair("sum(packets) between 100 and 2000", "sum(packets) BETWEEN 100 AND 2000"),
  pair(
    "max(bytes) > 9007199254740993 or count(action = REJECT) = 2",
    "max(bytes) > 9007199254740993 OR count(*) FILTER (action = 'REJECT') = 2",
  ),
  pair("not min(packets) = 0", "NOT min(packets) = 0"),
  pair("floor(sum(packets)/10) > 20", "floor(sum(packets)::DOUBLE / 10) > 20"),
];
