// flow-query --engine clickhouse on a cluster of two shards, each of which has half of the records: the answers are those that are
// given here, both shards read, and a shard that is lost is an error. The last tests end a shard for good.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { memoryHost } from "../../packages/cli/src/memoryHost.ts";
import { execute } from "../../packages/cli/src/run.ts";
import { command } from "../../packages/flow-query/src/command.ts";
import { answeredHere, comparable, withoutApproximate } from "./asked.ts";
import { type OlderServer, startOlder } from "./clickhouse/older.ts";
import { askShard, type Shard, type ShardCluster, startShards } from "./clickhouse/shards.ts";
import { isRanked, listFiles, logOfPlans, plans, refused } from "./plans.ts";

const { FLOWLOGS_CLICKHOUSE: program } = process.env;
/** So many of the plans a version of 2018 answers. */
const ANSWERED = 140;
/** The first version that understands our queries. */
const CURRENT = 22;
/** In the words of the server: what it does not have. */
const lacks =
  /Unknown function \w+|Unknown aggregate function \w+|Illegal type Int64 of argument for aggregate function groupBitOr|Syntax error/;
const rowsRead = "SELECT sum(read_rows) FROM system.query_log WHERE type = 2 AND query LIKE '%on\\_both\\_shards%'";
const texts = new Set("account_id interface_id srcaddr dstaddr action log_status flow_direction".split(" "));

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

describe.skipIf(program === undefined)("a cluster of ClickHouse", () => {
  let cluster: ShardCluster | undefined;
  let older: OlderServer | undefined;
  let server = "";
  let records = "";
  let answered = 0;

  async function on(table: string, pipeline: string, user = "default"): Promise<Ran> {
    const host = memoryHost({ env: { CLICKHOUSE_USER: user }, files: listFiles });
    const words = ["--engine", "clickhouse", "--server", server, "--table", table, "--yes", "--quiet"];
    const code = await execute(command, [...words, pipeline], host);
    return { code, out: host.out(), err: host.err() };
  }

  beforeAll(async () => {
    cluster = await startShards(program ?? "");
    const [{ url }] = cluster.shards;
    const version = Number.parseInt(await askShard(url, "SELECT version()"), 10);
    const settings = await askShard(url, "SELECT name FROM system.settings FORMAT TSV");
    if (version < CURRENT) older = await startOlder(url, new Set(settings.split("\n")));
    server = older?.url ?? url;
    records = await answeredHere("read -", logOfPlans());
    const lines = records.trimEnd().split("\n");
    const names = [...new Set(lines.flatMap((line) => Object.keys(JSON.parse(line))))];
    const list = names.map((name) => `"${name}" Nullable(${texts.has(name) ? "String" : "Int64"})`).join(", ");
    await Promise.all(
      cluster.shards.map(async (shard, half) => {
        const rows = lines.filter((_, i) => i % 2 === half).join("\n");
        await askShard(shard.url, "CREATE DATABASE flowlogs");
        await askShard(shard.url, `CREATE TABLE flowlogs.half (${list}) ENGINE = MergeTree ORDER BY tuple()`);
        await askShard(shard.url, `CREATE TABLE flowlogs.flows (${list}) ENGINE = Distributed(flows, flowlogs, half)`);
        await askShard(
          shard.url,
          `CREATE TABLE flowlogs.wrong (${list}, newer Int64) ENGINE = Distributed(flows, flowlogs, half)`,
        );
        await askShard(shard.url, `INSERT INTO flowlogs.half FORMAT JSONEachRow ${rows}`);
      }),
    );
  });

  afterAll(async () => {
    await older?.stop();
    await cluster?.stop();
  });

  test.for(plans.filter((plan) => !refused.includes(plan)))("%s", async (plan, { skip }) => {
    const { code, out, err } = await on("flowlogs.flows", `read | ${plan}`);
    const lacking = lacks.exec(err)?.[0];
    if (code === 5 && out === "" && lacking !== undefined) skip(`the server says: ${lacking}`);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const [there, here] = withoutApproximate(out, await answeredHere(plan, records));
    expect(comparable(there, isRanked(plan))).toEqual(comparable(here, isRanked(plan)));
    answered++;
  });

  test("of the plans most are answered", () => {
    expect(answered).toBeGreaterThanOrEqual(ANSWERED);
  });

  test("both shards read", async () => {
    const { code, out } = await on("flowlogs.flows", "read | group 'count() as on_both_shards'");
    expect({ code, out }).toEqual({ code: 0, out: '{"on_both_shards":600}\n' });
    const [first = "", second = ""] = cluster?.shards.map(({ url }) => url) ?? [];
    for (const url of [first, second]) await askShard(url, "SYSTEM FLUSH LOGS");
    expect(Number(await askShard(second, `${rowsRead} AND is_initial_query = 0`))).toBe(300);
    expect(Number(await askShard(first, `${rowsRead} AND is_initial_query = 1`))).toBe(600);
  });

  test.each([
    [
      "a table that is not there",
      "flowlogs.flowz",
      "action",
      "default",
      "has no table flowlogs.flowz; did you mean flowlogs.flows?",
    ],
    ["a column that the shards do not have", "flowlogs.wrong", "newer", "default", "newer"],
    ["a user that is not there", "flowlogs.flows", "action", "nobody", "nobody"],
    // Its profile says that what was read until then is an answer.
    ["more rows than a user may read", "flowlogs.flows", "action", "breaks", "Limit for rows"],
  ])("%s is an error in the words of the server", async (_, table, key, user, problem) => {
    const result = await on(table, `read | group --by ${key} 'count()'`, user);
    expect({ code: result.code, out: result.out }).toEqual({ code: 5, out: "" });
    expect(result.err).toContain(problem);
  });

  // The profile of "skips" says that the answer of one shard is an answer.
  test.each(["default", "skips"])("a shard that is lost is an error to %s", async (user) => {
    const [, second] = cluster?.shards ?? [];
    await lost(second);
    const { code, out, err } = await on("flowlogs.flows", "read | group 'count()'", user);
    expect({ code, out }).toEqual({ code: 5, out: "" });
    expect(err).toMatch(/ClickHouse did not answer: .*(?:All connection tries failed|Connection refused)/);
  });
});

/** Ends it, and waits until nobody answers. */
async function lost(shard: Shard | undefined): Promise<void> {
  if (shard === undefined) return;
  const isThere = async (): Promise<boolean> =>
    await askShard(shard.url, "SELECT 1").then(
      () => true,
      () => false,
    );
  if (await isThere()) process.kill(shard.pid, "SIGKILL");
  while (await isThere());
}
