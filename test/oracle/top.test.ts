// flow-top against DuckDB: the same records, the same question in SQL, the same rows. Ties are in the order of arrival there
// by asking for it. Addresses are left out as keys: DuckDB has them as texts.
import { expect, test } from "vitest";
import { percentage } from "../../packages/core/src/percentage.ts";
import { sortKeys } from "../../packages/core/src/rank/keys.ts";
import type { TopStageOptions } from "../../packages/core/src/stage/top.ts";
import { topWorker } from "../../packages/core/src/stages.ts";
import { feed, linesOf, randomCut, unwrap } from "../fuzz/feed.ts";
import { Random } from "../fuzz/random.ts";
import { readLine, valueOf } from "../fuzz/reference.ts";
import { ask } from "./duckdb.ts";
import { columns, randomLogs } from "./logs.ts";

interface Key {
  /** As flow-top and as SQL has it. */
  readonly by: string;
  readonly sql: string;
}

const asc = (field: string): Key => ({ by: `${field} asc`, sql: `"${field}" ASC NULLS LAST` });
const desc = (field: string): Key => ({ by: field, sql: `"${field}" DESC NULLS LAST` });
const perPacket: Key = { by: "bytes / packets", sql: `bytes::DOUBLE / nullif(packets, 0)::DOUBLE DESC NULLS LAST` };
const keyLists: readonly (readonly Key[])[] = [
  [desc("bytes")],
  [asc("bytes")],
  [desc("packets"), asc("start")],
  [asc("action"), desc("interface_id"), desc("bytes")],
  [desc("traffic_path"), asc("tcp_flags")],
  [perPacket, asc("dstport")],
];
const groupings: readonly (readonly string[])[] = [[], ["dstport"], ["action", "protocol"], ["srcaddr"]];
const counts = [0, 1, 3, 50, 5000];

interface Question {
  readonly keys: readonly Key[];
  readonly per: readonly string[];
  readonly count: number;
}

function* questions(random: Random, rounds: number): Generator<Question> {
  for (let round = 0; round < rounds; round++) {
    yield { keys: random.pick(keyLists), per: random.pick(groupings), count: random.pick(counts) };
  }
}

function top({ keys, per, count }: Question, more: Partial<TopStageOptions>, logs: string, random: Random): string[] {
  const parsed = unwrap(sortKeys.parse(keys.map(({ by }) => by).join(", ")));
  const rankKeys = parsed.map(({ value, direction }) => ({ value, descending: direction !== "asc" }));
  const options = { count, keys: rankKeys, per, share: false, other: false, maxMemory: 1e6, ...more };
  return linesOf(feed((context) => topWorker(options, context), logs, randomCut(random)));
}

/** The records with their place in their group, and when the group came up. */
function ranked({ keys, per }: Question): string {
  const group = per.length === 0 ? "" : `PARTITION BY ${per.join(", ")}`;
  const order = `ORDER BY ${[...keys.map(({ sql }) => sql), "arrival"].join(", ")}`;
  return (
    `SELECT *, row_number() OVER (${group} ${order}) AS place, min(arrival) OVER (${group}) AS came, ` +
    `sum(bytes) OVER (${group}) AS total, ` +
    `sum(bytes) OVER (${group} ${order} ROWS UNBOUNDED PRECEDING) AS reached FROM flows`
  );
}

/** A value of a record, in the digits that stand there. */
function textOf(line: string, name: string): string | null {
  return valueOf(readLine(line) ?? new Map(), name)?.text ?? null;
}

const random = new Random(17);
const logs = randomLogs(random, 1500);
const lines = logs.trimEnd().split("\n");

test("the first N, of all and of each group", async () => {
  for (const question of questions(random, 12)) {
    const sql = `SELECT arrival FROM (${ranked(question)}) WHERE place <= ${question.count} ORDER BY came, place`;
    const rows = await ask(sql, logs, columns);
    expect(top(question, {}, logs, random)).toEqual(rows.map(([arrival]) => lines[Number(arrival) - 1]));
  }
});

test("everything in order, with memory for a part of it", async () => {
  for (const keys of keyLists) {
    const question = { keys, per: [], count: Infinity };
    const rows = await ask(`SELECT arrival FROM (${ranked(question)}) ORDER BY place`, logs, columns);
    const expected = rows.map(([arrival]) => lines[Number(arrival) - 1]);
    expect(top(question, { maxMemory: 0 }, logs, random)).toEqual(expected);
  }
});

test("shares of the total of all records, or of the group", async () => {
  for (const { per, count } of questions(random, 12)) {
    const question = { keys: [desc("bytes")], per, count };
    const sql =
      `SELECT arrival, CASE WHEN bytes IS NOT NULL THEN 100 * bytes::DOUBLE / total::DOUBLE END, ` +
      `CASE WHEN bytes IS NOT NULL THEN 100 * reached::DOUBLE / total::DOUBLE END ` +
      `FROM (${ranked(question)}) WHERE place <= ${count} ORDER BY came, place`;
    const rows = await ask(sql, logs, columns);
    const got = top(question, { share: true }, logs, random);
    expect(got.length).toBe(rows.length);
    got.forEach((line, i) => {
      const [arrival, percent, cumulative] = rows[i] ?? [];
      const shares = /,"percent":(.*),"cumulative_percent":(.*)\}$/.exec(line);
      expect(`${line.slice(0, shares?.index)}}`).toBe(lines[Number(arrival) - 1]);
      expect(shares?.[1]).toBe(rounded(percent));
      expect(shares?.[2]).toBe(rounded(cumulative));
    });
  }
});

test("the first ones that reach a part of the total, of all and of each group", async () => {
  for (const { per, count } of questions(random, 12)) {
    const hundredths = random.between(1, 10_000);
    const question = { keys: [random.pick([desc("bytes"), asc("bytes")]), desc("start")], per, count };
    // The one that reaches it is the last one: before it, less was there. HUGEINT is exact.
    const isWanted = `(reached - bytes)::HUGEINT * 10000 < total::HUGEINT * ${hundredths} AND place <= ${count}`;
    const sql = `SELECT arrival FROM (${ranked(question)}) WHERE bytes IS NOT NULL AND ${isWanted} ORDER BY came, place`;
    const rows = await ask(sql, logs, columns);
    const until = unwrap(percentage.parse(`${(hundredths / 100).toFixed(2)}%`));
    expect(top(question, { until }, logs, random)).toEqual(rows.map(([arrival]) => lines[Number(arrival) - 1]));
  }
});

function rounded(percent: unknown): string {
  return percent === null ? "null" : String(Math.round(Number(percent) * 1e4) / 1e4);
}

test("the rest is what does not come out, to the last digit", async () => {
  for (const { per, count } of questions(random, 12)) {
    const question = { keys: [desc("bytes"), asc("start")], per, count };
    const sql =
      `SELECT ${[...per, "count(*)::VARCHAR", "sum(bytes)::VARCHAR", "sum(packets)::VARCHAR", "came"].join(", ")} ` +
      `FROM (${ranked(question)}) WHERE place > ${count} GROUP BY ${[...per, "came"].join(", ")} ORDER BY came`;
    const rows = await ask(sql, logs, columns);
    const got = top(question, { other: true }, logs, random).filter((line) => !line.endsWith('"other":null}'));
    const names = [...per, "other", "bytes", "packets"];
    const expected = rows.map((row) => row.slice(0, -1).map((value) => (value === null ? null : String(value))));
    expect(got.map((line) => names.map((name) => textOf(line, name)))).toEqual(expected);
    expect(got.map((line) => textOf(line, "interface_id") ?? textOf(line, "start"))).toEqual(rows.map(() => null));
  }
});
