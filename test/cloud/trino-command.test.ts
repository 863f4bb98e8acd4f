// flow-query --engine trino against a double of its protocol: what it is asked, what comes of its rows, and what goes wrong.
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { memoryHost } from "../../packages/cli/src/memoryHost.ts";
import { execute } from "../../packages/cli/src/run.ts";
import { command } from "../../packages/flow-query/src/command.ts";
import { type TrinoAnswer, TrinoDouble } from "../doubles/trino.ts";

const shown: TrinoAnswer = {
  columns: [],
  pages: [
    '[["srcaddr","varchar","",""],["dst_addr","ipaddress","",""],["bytes","bigint","",""],["start","bigint","",""],["day","varchar","partition key",""]]',
  ],
};
let answer: TrinoAnswer;
const double = new TrinoDouble((sql) => {
  if (sql.startsWith("SHOW COLUMNS")) return shown;
  if (sql.startsWith("SELECT count(*)")) return { columns: [], pages: ["[[30,0,30,0,0,0,0,0]]"] };
  if (sql.startsWith("SELECT CAST")) return { columns: [], pages: ['[["2026-11-02"],["2026-11-03"]]'] };
  return sql.startsWith("EXPLAIN") ? { columns: [], pages: ["[[true]]"] } : answer;
});
const columns = [
  ["srcaddr", "varchar"],
  ["sum(bytes)", "bigint"],
] as const;

beforeAll(async () => void (await double.listen()));
afterAll(async () => await double.close());
beforeEach(() => {
  answer = { columns, pages: ['[["10.0.0.1",9223372036854775807],["2001:db8::1",7]]'] };
});

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function ran(words: readonly string[]): Promise<Ran> {
  const host = memoryHost({ env: { USER: "me" } });
  const code = await execute(command, ["--engine", "trino", ...words], host);
  return { code, out: host.out(), err: host.err() };
}

const there = (pipeline: string, ...words: readonly string[]): Promise<Ran> =>
  ran(["--server", double.url, "--table", "hive.logs.flows", ...words, pipeline]);

test("rows with every digit, the commands behind the groups here, and what it took", async () => {
  answer = { ...answer, stats: { physicalInputBytes: 1_048_576, processedRows: 2000, completedSplits: 12 } };
  const pipeline = "read | group --by srcaddr 'sum(bytes)' | top 1 --by 'sum(bytes)' --share";
  const { code, out, err } = await there(pipeline, "--stats=json");
  // 9223372036854775807 of 9223372036854775814.
  const row = '{"srcaddr":"10.0.0.1","sum(bytes)":9223372036854775807,"percent":100,"cumulative_percent":100}\n';
  expect({ code, out }).toEqual({ code: 0, out: row });
  expect(double.asked.at(-1)?.sql).toContain('FROM "hive"."logs"."flows" AS f');
  const figures = { engine: "trino", bytes_scanned: 1_048_576, records_scanned: 2000, splits: 12, rows: 2 };
  const line = err.split("\n").find((it) => it.includes('"engine"')) ?? "";
  expect(JSON.parse(line)).toMatchObject(figures);
  const { err: text } = await there(pipeline, "--stats");
  expect(text).toMatch(/flow-query: trino, 1 MiB read, 2,000 records, 12 splits, 2 rows, \d+\.\d s\n/);
});

test("names as the table spells them, and the days of the window on its partitions", async () => {
  await there(
    "read --start 2026-11-02 --end 2026-11-03 | filter 'dstaddr = 10.0.0.0/8' | group --by dst-addr 'sum(bytes)'",
  );
  const sql = double.asked.at(-1)?.sql;
  expect(sql).toContain(`f."day" >= '2026-11-02' AND f."day" <= '2026-11-03' AND f."start" >= 1793577600`);
  expect(sql).toContain('TRY_CAST(CAST(f."dst_addr" AS VARCHAR) AS IPADDRESS) BETWEEN');
});

test("--explain lists the partitions, and has Trino check the text", async () => {
  const { code, out } = await there("read --start 2026-11-02 --end 2026-11-03 | group 'sum(bytes)'", "--explain");
  expect(code).toBe(0);
  expect(out).toContain(
    "will read: 2 partitions (the partitions, as Trino says); how many bytes that is cannot be told",
  );
  const [check, list] = double.asked.slice(-2);
  expect(check?.sql).toMatch(/^EXPLAIN \(TYPE VALIDATE\) WITH g AS/);
  expect(list?.sql).toBe(
    `SELECT CAST("day" AS VARCHAR) FROM "hive"."logs"."flows$partitions" WHERE "day" >= '2026-11-02' AND "day" <= '2026-11-03'`,
  );
});

test("what Trino refuses is an error, and nothing is printed", async () => {
  const message = "line 1:15: Table 'hive.logs.flows' does not exist";
  answer = { columns, pages: [], error: { message, errorName: "TABLE_NOT_FOUND", errorType: "USER_ERROR" } };
  const { code, out, err } = await there("read | group 'sum(bytes)'");
  expect({ code, out }).toEqual({ code: 5, out: "" });
  expect(err).toContain(`Trino did not answer: ${message} (TABLE_NOT_FOUND); check --table`);
});

test.each([
  ["no server", ["--table", "a.b.c", "read | group 'count()'"], 2, "nothing says where Trino is"],
  ["no table", ["--server", "http://127.0.0.1:9", "read | group 'count()'"], 2, "Trino answers about a table"],
  [
    "nobody there",
    ["--server", "http://127.0.0.1:9", "--table", "a.b.c", "read | group 'count()'"],
    5,
    "Trino cannot be reached",
  ],
  ["a password in the clear", ["--server", "http://a:b@127.0.0.1:9", "--table", "a.b.c", "read"], 2, "over https only"],
])("%s", async (_, words, code, problem) => {
  const result = await ran(words);
  expect({ code: result.code, out: result.out }).toEqual({ code, out: "" });
  expect(result.err).toContain(problem);
});

test("a column that the table does not have", async () => {
  const { code, out, err } = await there("read | group --by tcp_flags 'count()'");
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain('the table has no column "tcp_flags"');
});
