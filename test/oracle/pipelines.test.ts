// flow-query against DuckDB: random whole pipelines, of a window, filters, bins, groups, conditions on groups, an order and columns,
// each put into SQL part by part; the same rows in the same order. Numbers that are not whole are equal but for the last digits.
import { expect, test } from "vitest";
import { exit } from "../../packages/cli/src/exit.ts";
import { memoryHost } from "../../packages/cli/src/memoryHost.ts";
import { execute } from "../../packages/cli/src/run.ts";
import { command as query } from "../../packages/flow-query/src/command.ts";
import { printPipeline } from "../../packages/flow-query/src/pipeline/print.ts";
import { Random } from "../fuzz/random.ts";
import { ask, type Row } from "./duckdb.ts";
import { columns, randomLogs } from "./logs.ts";
import { aggregates, havings, keys, type Pair } from "./pairs.ts";
import { condition, lists } from "./questions.ts";

interface Command {
  readonly name: string;
  readonly words: readonly string[];
}

/** A pipeline as far as it is made, and the query of SQL that gives its rows with their order in `arrival`. */
interface Made {
  readonly commands: readonly Command[];
  readonly sql: string;
  /** What the rows have, and whether that need be equal in nine digits only. */
  readonly names: readonly Named[];
}

interface Named {
  readonly name: string;
  readonly isNear?: boolean | undefined;
  /** SQL sorts it as flow-top does: not an address, which is a text there. */
  readonly isSortable?: boolean;
}

const of = (made: Made): string => `FROM (${made.sql})`;
const add = (made: Made, command: Command, sql: string, names = made.names): Made => ({
  commands: [...made.commands, command],
  sql,
  names,
});

function read(random: Random): Made {
  const start = 1_795_255_500 + random.below(3600);
  const isCut = random.once(3);
  const words = isCut ? ["--start", String(start), "--end", String(start + 3600)] : [];
  const where = isCut ? `WHERE "start" >= ${start} AND "start" < ${start + 3600}` : "";
  const names = ["srcaddr", "dstport", "bytes", "start", "action"];
  return {
    commands: [{ name: "flowlogs-read", words: ["-", ...words] }],
    sql: `SELECT * FROM flows ${where}`,
    names: names.map((name) => ({ name, isSortable: name !== "srcaddr" })),
  };
}

function filter(random: Random, made: Made): Made {
  const { ours, sql } = condition(random, 2);
  const isDenied = random.once(4);
  const command = { name: "flow-filter", words: isDenied ? ["--not", ours] : [ours] };
  return add(made, command, `SELECT * ${of(made)} WHERE ${isDenied ? `NOT (${sql})` : `(${sql})`}`);
}

function bin(random: Random, made: Made): Made {
  const [size, step] = random.pick([
    ["30s", "30 seconds"],
    ["5m", "5 minutes"],
    ["1h", "1 hour"],
    ["1d", "1 day"],
  ] as const);
  const at = random.pick(["start", "end"] as const);
  const instant = `time_bucket(INTERVAL '${step}', make_timestamp("${at}" * 1000000), TIMESTAMP '1970-01-01')`;
  const label = `strftime(${instant}, '%Y-%m-%dT%H:%M:%SZ') AS bin`;
  const command = { name: "flow-bin", words: [size, "--at", at] };
  return add(made, command, `SELECT *, ${label} ${of(made)}`, [...made.names, { name: "bin", isSortable: true }]);
}

/** What comes of the lists of addresses is not sortable. */
const isSortable = ({ ours, isNear }: Pair): boolean =>
  isNear !== true && !/addr/.test(ours.replace(/^count\w*\(.*/, ""));

function group(random: Random, made: Made): Made {
  const binKey = made.names.some(({ name }) => name === "bin") && !random.once(4) ? [{ ours: "bin", sql: "bin" }] : [];
  const by: readonly Pair[] = [
    ...binKey,
    ...random.shuffled(keys).slice(0, random.between(binKey.length === 0 ? 1 : 0, 2)),
  ];
  const asked = random.shuffled(aggregates).slice(0, random.between(1, 4));
  const having = random.once(4) ? random.pick(havings) : undefined;
  const keepNull = random.once(3);
  const names = [
    ...by.map((pair, i) => ({ name: `k${i}`, isNear: pair.isNear, isSortable: isSortable(pair) })),
    ...asked.map((pair, i) => ({ name: `r${i}`, isNear: pair.isNear, isSortable: isSortable(pair) })),
  ];
  const words = [
    "--by",
    by.map(({ ours }, i) => `${ours} as k${i}`).join(", "),
    ...asked.map(({ ours }, i) => `${ours} as r${i}`),
    ...(having === undefined ? [] : ["--having", having.ours]),
    ...(keepNull ? ["--keep-null"] : []),
  ];
  const places = by.map((_, i) => `k${i}`);
  const keyed = keepNull ? "" : `WHERE ${places.map((name) => `${name} IS NOT NULL`).join(" AND ")}`;
  const inner = `SELECT *, ${by.map(({ sql }, i) => `${sql} AS k${i}`).join(", ")} ${of(made)}`;
  const results = [...places, ...asked.map(({ sql }, i) => `${sql} AS r${i}`), "min(arrival) AS came"].join(", ");
  const kept = having === undefined ? "" : `HAVING ${having.sql}`;
  const groups = `SELECT ${results} FROM (${inner}) ${keyed} GROUP BY ${places.join(", ")} ${kept}`;
  return add(made, { name: "flow-group", words }, `SELECT * EXCLUDE (came), came AS arrival FROM (${groups})`, names);
}

/** Of groups: what a filter behind them says. */
function ofGroups(random: Random, made: Made): Made {
  const counted = made.names.filter(({ name, isSortable: isPlain }) => name.startsWith("r") && isPlain === true);
  if (counted.length === 0) return made;
  const { name } = random.pick(counted);
  const { ours, sql } = random.pick([
    { ours: `${name} is not null`, sql: `${name} IS NOT NULL` },
    { ours: `not (${name} is null)`, sql: `NOT (${name} IS NULL)` },
  ]);
  return add(made, { name: "flow-filter", words: [ours] }, `SELECT * ${of(made)} WHERE ${sql}`);
}

function top(random: Random, made: Made): Made {
  const sortable = made.names.filter((it) => it.isSortable === true).map(({ name }) => name);
  if (sortable.length === 0) return made;
  const order = random.shuffled(sortable).slice(0, random.between(1, 2));
  const directions = order.map(() => random.pick(["asc", "desc"]));
  const per = random.once(4) ? random.pick(made.names).name : undefined;
  const count = random.once(4) ? undefined : random.pick([1, 3, 20]);
  const words = [
    count === undefined ? "--sort" : String(count),
    "--by",
    order.map((name, i) => `${name} ${directions[i]}`).join(", "),
    ...(per === undefined ? [] : ["--per", per]),
  ];
  const sorted = [...order.map((name, i) => `"${name}" ${directions[i]} NULLS LAST`), "arrival"].join(", ");
  const partition = per === undefined ? "" : `PARTITION BY "${per}"`;
  const ranked = `SELECT *, row_number() OVER (${partition} ORDER BY ${sorted}) AS place,
    ${per === undefined ? "1" : `min(arrival) OVER (${partition})`} AS came ${of(made)}`;
  const kept = count === undefined ? "" : `WHERE place <= ${count}`;
  const sql = `SELECT * EXCLUDE (arrival, place, came), row_number() OVER (ORDER BY came, place) AS arrival FROM (${ranked}) ${kept}`;
  return add(made, { name: "flow-top", words }, sql);
}

function print(random: Random, made: Made): Made {
  const shown = random.shuffled(made.names).slice(0, random.between(1, 3));
  const numbers = made.names.filter(({ name }) => name === "bytes" || name === "start");
  const from = numbers.length > 0 && random.once(2) ? random.pick(numbers).name : undefined;
  const fields = [...shown.map(({ name }) => name), ...(from === undefined ? [] : [`${from} * 8 as bits`])].join(", ");
  const columnsOfSql = [
    ...shown.map(({ name }) => `"${name}"`),
    ...(from === undefined ? [] : [`"${from}"::DOUBLE * 8 AS bits`]),
    "arrival",
  ];
  const command = { name: "flow-fmt", words: ["-o", "ndjson", "--fields", fields] };
  const names = [...shown, ...(from === undefined ? [] : [{ name: "bits", isNear: true }])];
  return add(made, command, `SELECT ${columnsOfSql.join(", ")} ${of(made)}`, names);
}

function pipeline(random: Random): Made {
  let made = read(random);
  for (let i = random.below(3); i > 0; i--) made = filter(random, made);
  if (random.once(2)) made = bin(random, made);
  if (random.once(4)) made = filter(random, made);
  if (!random.once(3)) made = group(random, made);
  if (made.names.some(({ name }) => name === "k0") && random.once(3)) made = ofGroups(random, made);
  if (!random.once(3)) made = top(random, made);
  if (random.once(2)) made = print(random, made);
  return made;
}

function comparable(names: readonly Named[], row: Row): unknown[] {
  return names.map(({ isNear }, i) => {
    const value = row[i] ?? null;
    return isNear === true && value !== null ? Number(value).toPrecision(9) : value === null ? null : String(value);
  });
}

async function answer({ commands, names }: Made, logs: string): Promise<Row[]> {
  const host = memoryHost({ stdin: logs, files: lists });
  const code = await execute(query, [printPipeline(commands), "--quiet"], host);
  expect([code, host.err()]).toEqual([exit.ok, ""]);
  // Whole numbers as texts, which is how DuckDB gives those that a double may not hold.
  return host
    .out()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const record: Readonly<Record<string, unknown>> = JSON.parse(line.replaceAll(/:(-?\d{16,})(?=[,}])/g, ':"$1"'));
      return names.map(({ name }) => record[name]);
    });
}

test.each([1, 2, 3, 4])("random pipelines over random records, round %i", async (round) => {
  const random = new Random(100 + round);
  const logs = randomLogs(random, random.pick([60, 500]));
  let telling = 0;
  for (let i = 0; i < 16; i++) {
    const made = pipeline(random);
    const text = printPipeline(made.commands);
    const sql = `SELECT ${made.names.map(({ name }) => `"${name}"`).join(", ")} ${of(made)} ORDER BY arrival`;
    const expected = (await ask(sql, logs, columns)).map((row) => comparable(made.names, row));
    const got = (await answer(made, logs)).map((row) => comparable(made.names, row));
    expect({ text, rows: got }).toEqual({ text, rows: expected });
    if (got.length > 1) telling += 1;
  }
  // Answers without rows would prove nothing.
  expect(telling).toBeGreaterThan(6);
});
