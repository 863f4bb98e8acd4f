// Two servers of ClickHouse on 127.0.0.1, each a shard of the cluster "flows", in a folder of their own.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { freePorts } from "../freePorts.ts";

/** Milliseconds until both servers must be there. */
const PATIENCE = 60_000;

export interface Shard {
  readonly url: string;
  readonly pid: number;
}

export interface ShardCluster {
  readonly shards: readonly [Shard, Shard];
  stop(): Promise<void>;
}

/** Throws where a server does not come up. */
export async function startShards(program: string): Promise<ShardCluster> {
  const folder = mkdtempSync(join(tmpdir(), "flowlogs-clickhouse-"));
  const [httpA = 0, tcpA = 0, httpB = 0, tcpB = 0] = await freePorts(4);
  const a = startServer(program, join(folder, "a"), [httpA, tcpA], [tcpA, tcpB]);
  const b = startServer(program, join(folder, "b"), [httpB, tcpB], [tcpA, tcpB]);
  const stop = async (): Promise<void> => {
    await Promise.all([a, b].map(ended));
    rmSync(folder, { recursive: true, force: true });
  };
  const urls = [`http://127.0.0.1:${httpA}`, `http://127.0.0.1:${httpB}`] as const;
  try {
    await untilReady(urls, [a, b], folder);
  } catch (error) {
    await stop();
    throw error;
  }
  return { shards: [shardOf(urls[0], a), shardOf(urls[1], b)], stop };
}

function shardOf(url: string, { pid = 0 }: ChildProcess): Shard {
  return { url, pid };
}

function startServer(
  program: string,
  folder: string,
  [http, tcp]: readonly [number, number],
  shards: readonly number[],
): ChildProcess {
  mkdirSync(folder);
  const cluster = shards.map((port) => `<shard><replica><host>127.0.0.1</host><port>${port}</port></replica></shard>`);
  writeFileSync(
    join(folder, "config.xml"),
    `<yandex><logger><level>warning</level><console>1</console></logger><listen_host>127.0.0.1</listen_host>
<http_port>${http}</http_port><tcp_port>${tcp}</tcp_port><path>${folder}/data/</path><tmp_path>${folder}/tmp/</tmp_path>
<mark_cache_size>5368709</mark_cache_size><users_config>users.xml</users_config><default_profile>default</default_profile>
<default_database>default</default_database><remote_servers><flows>${cluster.join("")}</flows></remote_servers>
<query_log><database>system</database><table>query_log</table></query_log></yandex>\n`,
  );
  writeFileSync(
    join(folder, "users.xml"),
    `<yandex><profiles><default><log_queries>1</log_queries></default>
<skips><skip_unavailable_shards>1</skip_unavailable_shards></skips>
<breaks><max_rows_to_read>10</max_rows_to_read><read_overflow_mode>break</read_overflow_mode></breaks></profiles>
<users>${["default", "skips", "breaks"].map(userOf).join("")}</users><quotas><default/></quotas></yandex>\n`,
  );
  const log = openSync(join(folder, "log"), "w");
  const child = spawn(program, [`--config-file=${join(folder, "config.xml")}`], {
    cwd: folder,
    stdio: ["ignore", log, log],
  });
  process.once("exit", () => child.kill("SIGKILL"));
  return child;
}

/** With the settings of the profile of that name. */
function userOf(name: string): string {
  const rights = `<networks><ip>127.0.0.1</ip></networks><profile>${name}</profile><quota>default</quota>`;
  return `<${name}><password></password>${rights}</${name}>`;
}

async function untilReady(urls: readonly string[], children: readonly ChildProcess[], folder: string): Promise<void> {
  const end = Date.now() + PATIENCE;
  while (Date.now() < end && children.every(({ exitCode }) => exitCode === null)) {
    const answers = await Promise.all(urls.map((url) => askShard(url, "SELECT 1").catch(() => "")));
    if (answers.every((it) => it === "1\n")) return;
    await setTimeout(50);
  }
  throw new Error(`ClickHouse did not come up: ${readFileSync(join(folder, "a/log"), "utf8").slice(0, 1000)}`);
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const isEnded = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await isEnded;
}

/** Asks without the client that is tested; throws what the server says. */
export async function askShard(url: string, query: string): Promise<string> {
  const response = await fetch(url, { method: "POST", body: query });
  const answer = await response.text();
  if (!response.ok) throw new Error(`${answer}: ${query.slice(0, 200)}`);
  return answer;
}
