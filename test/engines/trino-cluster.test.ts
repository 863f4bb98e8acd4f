// flow-query --engine trino on a cluster: both workers read, one day of thirty is all that is read of thirty, tokens go over TLS, and what
// goes wrong is an error in Trino's words. The last test ends a worker for good.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { memoryHost } from "../../packages/cli/src/memoryHost.ts";
import { execute } from "../../packages/cli/src/run.ts";
import { command } from "../../packages/flow-query/src/command.ts";
import { outcome, startShell } from "../command.ts";
import { ask, tokenFor } from "./trino/cluster.ts";

const trino = inject("trino");
const url = trino?.url ?? "";
const DAY = 86_400;
/** 2025-11-01. */
const FIRST = 1_761_955_200;
/** Of tpch at this scale, as TPC says. */
const LINES = 6_001_215;

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function ran(...words: readonly string[]): Promise<Ran> {
  const host = memoryHost({ env: { USER: "tests" } });
  const code = await execute(command, ["--engine", "trino", "--server", url, ...words], host);
  return { code, out: host.out(), err: host.err() };
}

const on = (table: string, pipeline: string, ...words: readonly string[]): Promise<Ran> =>
  ran("--table", table, ...words, pipeline);

/** A record for each second from the start of the day, more on each day than on the one before. */
function linesOf(day: number): string {
  const start = FIRST + day * DAY;
  const lines = Array.from({ length: 100 + day }, (_, i) => `${start + i} 10.0.0.${i % 5} ${i}`);
  return `start srcaddr bytes\n${lines.join("\n")}\n`;
}

/** Asked over TLS, with these variables. */
async function asked(variables: string, server = trino?.secureUrl ?? "", ca = trino?.certificate ?? ""): Promise<Ran> {
  const words = `NODE_EXTRA_CA_CERTS="$1" flow-query --engine trino --server "$2" --table hive.cluster.days "read | group 'count()'"`;
  const child = startShell(`${variables} ${words}`, ca, server);
  child.stdin.end();
  const { status, out, err } = await outcome(child);
  return { code: Number(status), out, err };
}

const answered = { code: 0, out: '{"count()":3435}\n', err: "" };

describe.skipIf(trino === undefined)("a cluster of Trino", () => {
  beforeAll(async () => {
    const root = join(trino?.files ?? "", "days");
    for (let day = 0; day < 30; day++) {
      const folder = join(root, "2025/11", String(day + 1).padStart(2, "0"));
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, "a.log"), linesOf(day));
    }
    const projection =
      `"day" varchar WITH (partition_projection_type = 'date', partition_projection_format = 'yyyy/MM/dd', ` +
      `partition_projection_range = ARRAY['2025/11/01', '2025/11/30'], partition_projection_interval = 1, ` +
      `partition_projection_interval_unit = 'DAYS')`;
    await ask(url, "CREATE SCHEMA IF NOT EXISTS hive.cluster");
    await ask(
      url,
      `CREATE TABLE hive.cluster.days ("start" bigint, srcaddr varchar, bytes bigint, ${projection}) WITH (format = 'TEXTFILE', ` +
        `textfile_field_separator = ' ', skip_header_line_count = 1, external_location = 'local:///days', ` +
        `partitioned_by = ARRAY['day'], partition_projection_enabled = true, ` +
        "partition_projection_location_template = 'local:///days/${day}')",
    );
  });

  test("both workers read", async () => {
    // 30 days of 100 records and one more each day: 3,000 and 0 + 1 + ... + 29.
    const mark = "count() as on_both_workers";
    const { code, out } = await on("hive.cluster.days", `read | group '${mark}'`);
    expect({ code, out }).toEqual({ code: 0, out: '{"on_both_workers":3435}\n' });
    const readers = await ask(
      url,
      "SELECT node_id, sum(raw_input_rows) FROM system.runtime.tasks t JOIN system.runtime.queries q ON t.query_id = q.query_id " +
        "WHERE q.query LIKE 'WITH g AS%on_both_workers%' AND physical_input_bytes > 0 GROUP BY 1 ORDER BY 1",
    );
    expect(readers.map(([node]) => node)).toEqual(["worker0", "worker1"]);
    expect(readers.every(([, rows]) => Number(rows) > 0)).toBe(true);
  });

  test("of thirty days the objects of one are read, as --explain says", async () => {
    // Until an hour before the end: what starts later may be delivered a day later.
    const pipeline = "read --start 2025-11-10 --end 2025-11-10T23:00Z | group 'count()'";
    const explained = await on("hive.cluster.days", pipeline, "--explain");
    expect(explained.out).toContain(
      "will read: 1 partition (the partitions, as Trino says); how many bytes that is cannot be told",
    );
    const { code, out, err } = await on("hive.cluster.days", pipeline, "--stats=json");
    expect({ code, out }).toEqual({ code: 0, out: '{"count()":109}\n' });
    const figures = { bytes_scanned: linesOf(9).length, records_scanned: 109 };
    expect(JSON.parse(err.split("\n")[0] ?? "")).toMatchObject(figures);
    const all = await on("hive.cluster.days", "read | group 'count()'", "--stats=json");
    const total = Array.from({ length: 30 }, (_, day) => linesOf(day).length).reduce((sum, it) => sum + it, 0);
    expect(JSON.parse(all.err.split("\n")[0] ?? "")).toMatchObject({ bytes_scanned: total });
  });

  test("percentiles are within two percent of the exact ones, and marked", async () => {
    const { out } = await on("hive.cluster.days", "read | group 'p90(bytes)' 'median(bytes)'");
    const values = Array.from({ length: 30 }, (_, day) => Array.from({ length: 100 + day }, (__, i) => i)).flat();
    values.sort((a, b) => a - b);
    const [p90 = 0, median = 0] = [0.9, 0.5].map((part) => values[Math.ceil(part * values.length) - 1]);
    const row: Readonly<Record<string, unknown>> = JSON.parse(out);
    expect(row["approximate"]).toEqual(["p90(bytes)", "median(bytes)"]);
    expect(Math.abs(Number(row["p90(bytes)"]) - p90)).toBeLessThanOrEqual(p90 * 0.02);
    expect(Math.abs(Number(row["median(bytes)"]) - median)).toBeLessThanOrEqual(median * 0.02);
  });

  test.each([
    [
      "a table that is not there",
      "hive.cluster.nowhere",
      "read | group 'count()'",
      5,
      "'hive.cluster.nowhere' does not exist (TABLE_NOT_FOUND)",
    ],
    ["a catalog that is not there", "nowhere.a.b", "read | group 'count()'", 5, "(CATALOG_NOT_FOUND)"],
    [
      "a column that is not there",
      "hive.cluster.days",
      "read | group --by dstport 'count()'",
      2,
      'no column "dstport"',
    ],
    ["a sum beyond 2^63", "hive.cluster.days", "read | group 'sum(bytes) * 9223372036854775807 as x'", 5, "overflow"],
  ])("%s", async (_, table, pipeline, code, problem) => {
    const result = await on(table, pipeline);
    expect({ code: result.code, out: result.out }).toEqual({ code, out: "" });
    expect(result.err).toContain(problem);
  });

  test("values as they are: numbers beyond 2^53 and 2^63, NaN, infinity, nulls, addresses, other types", async () => {
    const types =
      "big bigint, huge decimal(38,0), part decimal(10,2), ratio double, srcaddr ipaddress, at timestamp(3), list array(integer), " +
      "pair map(varchar, integer), bits varbinary, id uuid, is_new boolean, text varchar";
    const rows = [
      `(-9223372036854775808, DECIMAL '99999999999999999999', DECIMAL '12.50', nan(), IPADDRESS '10.0.0.1', TIMESTAMP '2026-11-29 08:00:00.5', ` +
        `ARRAY[1, NULL], MAP(ARRAY['a"b'], ARRAY[2]), X'00ff', UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59', true, '-')`,
      `(9007199254740993, NULL, NULL, -infinity(), IPADDRESS '2001:db8::1', NULL, NULL, NULL, NULL, NULL, NULL, '')`,
    ];
    await ask(url, `CREATE TABLE memory.default.values_of_types (${types})`);
    await ask(url, `INSERT INTO memory.default.values_of_types VALUES ${rows.join(", ")}`);
    const pipeline = "read | filter 'big is not null' | top --sort --by big";
    const { code, out, err } = await on("memory.default.values_of_types", pipeline, "--yes");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out.split("\n").slice(0, 2)).toEqual([
      '{"big":9007199254740993,"huge":null,"part":null,"ratio":"-Infinity","srcaddr":"2001:db8::1","at":null,"list":null,"pair":null,' +
        '"bits":null,"id":null,"is_new":null,"text":""}',
      '{"big":-9223372036854775808,"huge":99999999999999999999,"part":12.5,"ratio":"NaN","srcaddr":"10.0.0.1","at":"2026-11-29 08:00:00.500",' +
        '"list":"[1,null]","pair":"{\\"a\\\\\\"b\\":2}","bits":"00ff","id":"12151fd2-7586-11e9-8f9e-2a86e4085a59","is_new":true,"text":null}',
    ]);
  });

  test("names of tables that are nearly there", async () => {
    for (const [table, meant] of [
      ["hive.cluster.dais", "days"],
      ["hive.clustre.days", "cluster"],
      ["hiv.cluster.days", "hive"],
    ] as const) {
      const { code, out, err } = await on(table, "read | group 'count()'");
      expect({ code, out }).toEqual({ code: 5, out: "" });
      expect(err).toContain(`_NOT_FOUND); did you mean "${meant}"?`);
    }
  });

  test("a token over TLS: that of the user is taken, and no other", async () => {
    expect(await asked(`TRINO_ACCESS_TOKEN=${tokenFor("alice")}`)).toEqual(answered);
    const forged = await asked(`TRINO_ACCESS_TOKEN=${tokenFor("alice", Buffer.alloc(32, "another"))}`);
    expect(forged).toMatchObject({ code: 5, out: "" });
    expect(forged.err).toContain("Trino does not let this user in (401)");
  });

  test("a server whose certificate is not trusted is told nothing", async () => {
    const untrusted = await asked(`TRINO_ACCESS_TOKEN=${tokenFor("alice")}`, undefined, "");
    expect(untrusted).toMatchObject({ code: 5, out: "" });
    expect(untrusted.err).toContain("let Node trust the server's CA: NODE_EXTRA_CA_CERTS");
    // The certificate is that of 127.0.0.1.
    const other = await asked(
      `TRINO_ACCESS_TOKEN=${tokenFor("alice")}`,
      trino?.secureUrl.replace("127.0.0.1", "localhost"),
    );
    expect(other).toMatchObject({ code: 5, out: "" });
    expect(other.err).toContain("Trino cannot be reached");
  });

  test("a worker that is lost in the middle is an error, and the question asked again has its answer", async () => {
    const question = [
      "tpch.sf1.lineitem",
      "read | group --by linestatus 'count() as lines' 'sum(linenumber) as n'",
    ] as const;
    const lost = on(...question);
    // Both workers have begun.
    const running =
      "SELECT count(DISTINCT node_id) FROM system.runtime.tasks t JOIN system.runtime.queries q ON t.query_id = q.query_id " +
      "WHERE q.query LIKE 'WITH g AS%lineitem%' AND processed_input_rows > 0 AND t.state = 'RUNNING'";
    for (let workers = 0; workers < 2; workers = Number((await ask(url, running))[0]?.[0])) await setTimeout(50);
    process.kill(trino?.workers[1] ?? 0, "SIGKILL");
    const { code, out, err } = await lost;
    expect({ code, out }).toEqual({ code: 5, out: "" });
    expect(err).toMatch(
      /Trino did not answer: .*\((?:REMOTE|PAGE_TRANSPORT|TOO_MANY_REQUESTS|NO_NODES)\w*\); run it again/,
    );
    let again = await on(...question);
    // Until Trino has noticed that it has one worker.
    for (let tries = 0; again.code === 5 && tries < 10; tries++) {
      await setTimeout(2000);
      again = await on(...question);
    }
    expect(again.code).toBe(0);
    const rows = again.out.trimEnd().split("\n");
    const lines = rows.map((line) => Number(/"lines":(\d+)/.exec(line)?.[1]));
    expect(lines.reduce((sum, it) => sum + it, 0)).toBe(LINES);
  });
});
