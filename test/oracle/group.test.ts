// flow-group against DuckDB: the same records, the same question in SQL, the same rows in the same order, with memory for
// all groups and for a few. Numbers that are not whole are equal but for the last digits.
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
import { aggregates, havings, keys, type Pair } from "./pairs.ts";

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
