// Ctrl-C while an engine works: it ends the query there, nothing is printed, and the command ends by the signal (130 in a shell).
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { file, outcome, type Outcome, startShell } from "../command.ts";
import { AthenaDouble } from "../doubles/athena.ts";
import { FakeAws } from "../doubles/aws.ts";
import { TrinoDouble } from "../doubles/trino.ts";

const aws = new FakeAws();
const athena = new AthenaDouble(() => Promise.resolve({ columns: [], rows: [] }));
const columns = '[["srcaddr","varchar","",""],["bytes","bigint","",""]]';
const trino = new TrinoDouble((sql) => {
  if (sql.startsWith("SHOW")) return { columns: [], pages: [columns] };
  return { columns: [["count()", "bigint"]], pages: ["[]", "[[1]]"] };
});
const clickhouse = { asked: 0, closed: 0 };
const server = createServer((request, response) => {
  void text(request).then((query) => {
    if (query.includes("system.columns")) {
      response.end('["srcaddr","String"]\n["bytes","Int64"]\n');
      return;
    }
    clickhouse.asked++;
    response.on("close", () => clickhouse.closed++);
    // Nothing comes.
    response.writeHead(200).flushHeaders();
  });
});
let [awsUrl, clickhouseUrl] = ["", ""];

beforeAll(async () => {
  awsUrl = await aws.listen();
  await trino.listen();
  aws.services.push(athena);
  athena.tables.set("AwsDataCatalog.logs.flows", { columns: [["srcaddr", "string"]] });
  athena.polls = 1_000_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  clickhouseUrl = typeof address === "object" && address !== null ? `http://127.0.0.1:${address.port}` : "";
});

afterAll(async () => {
  server.closeAllConnections();
  await Promise.all([aws.close(), trino.close(), new Promise((resolve) => server.close(resolve))]);
});

const silent: Outcome = { out: "", err: "", status: "SIGINT" };

/** Interrupts the command once the engine works. */
async function interrupted(
  words: string,
  isWorking: (child: ChildProcessWithoutNullStreams) => boolean,
): Promise<Outcome> {
  const env = `AWS_ENDPOINT_URL=${awsUrl} AWS_REGION=eu-west-1 AWS_ACCESS_KEY_ID=A AWS_SECRET_ACCESS_KEY=s`;
  const child = startShell(`${env} exec flow-query ${words}`);
  child.stdin.end();
  const ended = outcome(child);
  while (!isWorking(child) && child.exitCode === null) await setTimeout(20);
  child.kill("SIGINT");
  return await ended;
}

const pipeline = `"read | group 'count()'"`;

test("Athena", async () => {
  const isWorking = (): boolean => (athena.executions.at(-1)?.polls ?? athena.polls) < athena.polls;
  expect(await interrupted(`--engine athena --table logs.flows --yes ${pipeline}`, isWorking)).toEqual(silent);
  expect(athena.executions.map(({ isStopped }) => isStopped)).toEqual([true]);
});

test("Trino", async () => {
  let isHeld = false;
  trino.holdsPage = async (page) => {
    if (page === 0 || !(trino.asked.at(-1)?.sql ?? "").includes("count(*)")) return;
    isHeld = true;
    await new Promise(() => {});
  };
  expect(await interrupted(`--engine trino --server ${trino.url} --table a.b.c ${pipeline}`, () => isHeld)).toEqual(
    silent,
  );
  expect(trino.ended).toEqual([String(trino.started - 1)]);
});

test("ClickHouse", async () => {
  const isWorking = (): boolean => clickhouse.asked > 0;
  expect(
    await interrupted(`--engine clickhouse --server ${clickhouseUrl} --table logs.flows ${pipeline}`, isWorking),
  ).toEqual(silent);
  while (clickhouse.closed === 0) await setTimeout(5);
  expect(clickhouse).toEqual({ asked: 1, closed: 1 });
});

/** Hundredths of a second that it has worked. */
function worked({ pid }: ChildProcessWithoutNullStreams): number {
  return Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ")[11]);
}

test("DuckDB", async () => {
  const lines = Array.from({ length: 200_000 }, (_, i) => `10.0.${i & 255}.${i % 253} ${i} ${1_700_000_000 + i}`);
  const path = file("flows.log", `srcaddr bytes start\n${lines.join("\n")}\n`);
  // What takes long is worked out by DuckDB: the clocks of many years for each record, for many results.
  const results = Array.from({ length: 40 }, (_, i) => `'p${i + 1}(bytes ^ 2) as p${i}'`).join(" ");
  const long = `"read ${path} | bin 1h --tz Europe/Berlin | group --by bin,srcaddr ${results}"`;
  expect(await interrupted(`--engine duckdb --threads 1 ${long}`, (child) => worked(child) > 100)).toEqual(silent);
});
