// flow-group against DuckDB: the same records, the same question in SQL, the same rows in the same order, with memory for
// all groups and for a few. DuckDB's percentiles are quantile_disc, its variance that of the population; what comes first
// or last is asked for by arrival. Numbers that are not whole are equal but for the last digits.
import { expect, test } from "vitest";
import { parseGroupKeys } from "../../packages/core/src/aggregate/key.ts";
import { parseResult } from "../../packages/core/src/aggregate/result.ts";
import { planResults, withCondition } from "../../packages/core/src/aggregate/resultPlan.ts";
import { type GroupStageOptions, groupingSetsWorker, groupWorker } from "../../packages/core/src/stages.ts";
import { feed, linesOf, randomCut, unwrap } from "../fuzz/feed.ts";
import { Random } from "../fuzz/random.ts";
import { readLine, valueOf } from "../fuzz/reference.ts";
import { ask, type Row } from "./duckdb.ts";
import { columns, randomLogs } from "./logs.ts";

/** The same as flow-group has it and as SQL has it. */
interface Pair {
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

const keys: readonly Pair[] = [
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

const aggregates: readonly Pair[] = [
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

const havings: readonly Pair[] = [
  pair("count() > 5", "count(*) > 5"),
  pair("sum(packets) between 100 and 2000", "sum(packets) BETWEEN 100 AND 2000"),
  pair(
    "max(bytes) > 9007199254740993 or count(action = REJECT) = 2",
    "max(bytes) > 9007199254740993 OR count(*) FILTER (action = 'REJECT') = 2",
  ),
  pair("not min(packets) = 0", "NOT min(packets) = 0"),
  pair("floor(sum(packets)/10) > 20", "floor(sum(packets)::DOUBLE / 10) > 20"),
];

interface Question {
  readonly by: readonly Pair[];
  readonly asked: readonly Pair[];
  readonly having: Pair | undefined;
  readonly keepNull: boolean;
  readonly totals: boolean;
}

function randomQuestion(random: Random): Question {
  const by = random.shuffled([...keys]).slice(0, random.pick([0, 1, 1, 2, 3]));
  const asked = random.shuffled([...aggregates]).slice(0, random.between(1, 12));
  const having = random.once(3) ? random.pick(havings) : undefined;
  return { by, asked, having, keepNull: random.once(3), totals: random.once(3) };
}

function grouped(
  { by, asked, having, keepNull, totals }: Question,
  logs: string,
  random: Random,
  more: Partial<GroupStageOptions>,
): Row[] {
  const keysOf = by.length === 0 ? [] : unwrap(parseGroupKeys(by.map(({ ours }) => ours).join()));
  const results = asked.map(({ ours }) => unwrap(parseResult(ours)));
  const names = [...keysOf, ...results].map(({ name }) => name);
  const plan = unwrap(planResults(keysOf, results));
  const options: GroupStageOptions = {
    by: keysOf,
    ...(having === undefined ? plan : unwrap(withCondition(plan, having.ours, names))),
    keepNull,
    totals,
    ...more,
  };
  const lines = linesOf(feed((context) => groupWorker(options, context), logs, randomCut(random)));
  // Whole numbers as texts, which is how DuckDB gives those that a double may not hold.
  return lines.map((line) => {
    const exact = line.replaceAll(/:(-?\d{16,})(?=[,}])/g, ':"$1"');
    const record: Readonly<Record<string, unknown>> = JSON.parse(exact);
    return names.map((name) => record[name]);
  });
}

function asSql({ by, asked, having, keepNull, totals }: Question): string {
  const places = by.map((_, i) => `k${i}`);
  const inner = ["*", ...by.map(({ sql }, i) => `${sql} AS k${i}`)].join(", ");
  const keyed = keepNull || by.length === 0 ? "" : `WHERE ${places.map((name) => `${name} IS NOT NULL`).join(" AND ")}`;
  const source = `FROM (SELECT ${inner} FROM flows) ${keyed}`;
  const results = asked.map(({ sql }, i) => `${sql} AS r${i}`).join(", ");
  const groupBy = by.length === 0 ? "" : `GROUP BY ${places.join(", ")}`;
  const kept = having === undefined ? "" : `HAVING ${having.sql}`;
  const groups = `SELECT ${[...places, results].join(", ")}, min(arrival) AS came ${source} ${groupBy} ${kept}`;
  const nulls = places.map((name) => `NULL AS ${name}`);
  const total = `SELECT ${[...nulls, results].join(", ")}, 1000000 AS came ${source} HAVING count(*) > 0`;
  const all = totals ? `${groups} UNION ALL ${total}` : groups;
  return `SELECT * EXCLUDE (came) FROM (${all}) ORDER BY came`;
}

/** The values as texts, those that need not be exact in nine digits. */
function comparable({ by, asked }: Question, row: Row): unknown[] {
  return [...by, ...asked].map(({ isNear }, i) => {
    const value = row[i] ?? null;
    return isNear && value !== null ? Number(value).toPrecision(9) : value === null ? null : String(value);
  });
}

test("random questions to random records", async () => {
  const random = new Random(23);
  for (let round = 0; round < 12; round++) {
    const logs = randomLogs(random, random.pick([50, 700]));
    for (let i = 0; i < 4; i++) {
      const question = randomQuestion(random);
      const expected = (await ask(asSql(question), logs, columns)).map((row) => comparable(question, row));
      const context = JSON.stringify([question.by, question.asked.map(({ ours }) => ours), question.having]);
      const inMemory = grouped(question, logs, random, {}).map((row) => comparable(question, row));
      expect([context, inMemory]).toEqual([context, expected]);
      const spilled = grouped(question, logs, random, { maxGroups: random.pick([2, 7]) }).map((row) =>
        comparable(question, row),
      );
      expect([context, spilled]).toEqual([context, expected]);
    }
  }
});

test("several groupings in one pass, as DuckDB's GROUPING SETS", async () => {
  const source = randomLogs(new Random(31), 2000);
  const texts = ["action,dstport", "protocol", "srcaddr"];
  const results = ["count()", "sum(bytes)", "max(packets)"].map((text) => unwrap(parseResult(text)));
  const sets = texts.map((text): GroupStageOptions => {
    const by = unwrap(parseGroupKeys(text));
    return { by, ...unwrap(planResults(by, results)), maxGroups: 5 };
  });
  const outcome = feed((context) => groupingSetsWorker(sets, context), source, randomCut(new Random(32)));
  const sql = `SELECT CASE GROUPING(action, protocol, srcaddr) WHEN 3 THEN 'action,dstport' WHEN 5 THEN 'protocol' ELSE 'srcaddr' END AS label,
      action, dstport, protocol, srcaddr, count(*)::VARCHAR, sum(bytes)::VARCHAR, max(packets)::VARCHAR FROM flows
    GROUP BY GROUPING SETS ((action, dstport), (protocol), (srcaddr))
    HAVING CASE label WHEN 'action,dstport' THEN action IS NOT NULL AND dstport IS NOT NULL
      WHEN 'protocol' THEN protocol IS NOT NULL ELSE srcaddr IS NOT NULL END
    ORDER BY label, min(arrival)`;
  const names = ["grouping", "action", "dstport", "protocol", "srcaddr", "count()", "sum(bytes)", "max(packets)"];
  const rows = await ask(sql, source, columns);
  const expected = rows.map((row) => row.map((value) => (value === null ? null : String(value))));
  const got = linesOf(outcome).map((line) => {
    const members = readLine(line) ?? new Map();
    return names.map((name) => valueOf(members, name)?.text ?? null);
  });
  expect(got).toEqual(expected);
});
