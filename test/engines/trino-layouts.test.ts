// The tables that flow-write --ddl trino makes, one for each layout: a question about some hours reads the objects of these hours, and
// answers what it answers here. Which objects these are is counted on the disk.
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { memoryHost } from "../../packages/cli/src/memoryHost.ts";
import { execute } from "../../packages/cli/src/run.ts";
import { command } from "../../packages/flow-query/src/command.ts";
import { outcome, startShell } from "../command.ts";
import { answeredHere, comparable } from "./asked.ts";
import { ask } from "./trino/cluster.ts";

const trino = inject("trino");
const url = trino?.url ?? "";
const folder = join(trino?.files ?? "", "layouts");
const owner = ["--account", "123456789012", "--region", "us-east-1", "--flow-log-id", "fl-0a1b2c3d"];
const layouts = ["aws", "hourly", "hive", "hive-hourly"] as const;
const fields = "srcaddr bytes start end action";
/** 2026-02-27. */
const FIRST = 1_772_150_400;

/** Two records an hour for three days. */
const log = Array.from({ length: 144 }, (_, i) => {
  const start = FIRST + Math.floor(i / 2) * 3600 + (i % 2) * 1800;
  return `10.0.0.${i % 5} ${i} ${start} ${start + 60} ${i % 3 === 0 ? "REJECT" : "ACCEPT"}`;
}).join("\n");

async function shell(line: string, ...words: readonly string[]): Promise<string> {
  const child = startShell(line, ...words);
  child.stdin.end(`${fields}\n${log}\n`);
  const { out, err, status } = await outcome(child);
  if (status !== 0) throw new Error(`${line}: ${err}`);
  return out;
}

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function ran(table: string, ...words: readonly string[]): Promise<Ran> {
  const host = memoryHost({ env: { USER: "tests" } });
  const name = `hive.layouts.${table.replace("-", "_")}`;
  const code = await execute(command, ["--engine", "trino", "--server", url, "--table", name, ...words], host);
  return { code, out: host.out(), err: host.err() };
}

/** The bytes of the files in folders whose path matches. */
function bytesOf(layout: string, pattern: RegExp): number {
  const files = readdirSync(join(folder, layout), { recursive: true }).map(String);
  const matching = files.filter((path) => path.endsWith(".log.gz") && pattern.test(path));
  return matching.reduce((sum, path) => sum + statSync(join(folder, layout, path)).size, 0);
}

describe.skipIf(trino === undefined)("tables of flow-write --ddl trino", () => {
  beforeAll(async () => {
    await ask(url, "CREATE SCHEMA hive.layouts");
    for (const layout of layouts) {
      const format = fields.split(" ").map((name) => `\${${name}}`);
      const options = ["--layout", layout, "--roll-time", "1h", "--log-format", format.join(" ")];
      await shell('flowlogs-read - | flow-write "$@"', join(folder, layout), ...options, ...owner);
      for (const [suffix, known] of [
        ["", owner],
        ["_injected", []],
      ] as const) {
        const statement = await shell('flow-write "$@" --ddl trino', "s3://flows/x", ...options, ...known);
        const sql = statement.replaceAll("s3://flows/x", `local:///layouts/${layout}`).replace(/;\s*$/, "");
        await ask(url, sql.replace("TABLE flow_logs", `TABLE hive.layouts.${layout.replace("-", "_")}${suffix}`));
      }
    }
  });

  const days = /2026\/02\/2[78]|month=02\/day=2[78]/;
  // Of 21:00 until 00:00, and those that may be delivered in the hour after.
  const hours = /02\/27\/2[123]\/|02\/28\/00\/|day=27\/hour=2[123]|day=28\/hour=00/;

  test.each([
    ["aws", days, "2 partitions"],
    ["hourly", hours, "4 partitions"],
    ["hive", days, "2 partitions"],
    ["hive-hourly", hours, "4 partitions"],
  ])("%s: three hours over midnight, in bins of another zone", async (layout, read, partitions) => {
    const window = "--start 2026-02-27T22:00+01:00 --end 2026-02-28T01:00+01:00";
    const plan = "bin 90m --tz Europe/Berlin | group --by bin,action 'sum(bytes)' 'count()'";
    const explained = await ran(layout, "--explain", `read ${window} | ${plan}`);
    expect(explained.out).toContain(
      `will read: ${partitions} (the partitions, as Trino says); how many bytes that is cannot be told`,
    );
    const { code, out, err } = await ran(layout, "--stats=json", `read ${window} | ${plan}`);
    expect({ code, bytes: JSON.parse(err.split("\n")[0] ?? "").bytes_scanned }).toEqual({
      code: 0,
      bytes: bytesOf(layout, read),
    });
    const records = await answeredHere("read -", `${fields}\n${log}\n`);
    const here = await answeredHere(`filter 'start >= 1772226000 and start < 1772236800' | ${plan}`, records);
    expect(comparable(here, false).length).toBeGreaterThan(3);
    expect(comparable(out, false)).toEqual(comparable(here, false));
  });

  test.each(layouts)("%s, where the table knows neither account nor Region", async (layout) => {
    const window = "--start 2026-02-28T00:00Z --end 2026-02-28T02:00Z";
    const given = "filter 'aws_account_id = 123456789012 and aws_region = us-east-1'";
    const answer = await ran(`${layout}_injected`, `read ${window} | ${given} | group 'sum(bytes)' 'count()'`);
    // 48, 49, 50, 51.
    expect(answer).toEqual({ code: 0, out: '{"sum(bytes)":198,"count()":4}\n', err: "" });
    const explained = await ran(`${layout}_injected`, "--explain", `read ${window} | ${given} | group 'count()'`);
    expect(explained.out).toContain(
      layout.endsWith("hourly") ? "will read: 3 partitions (" : "will read: 1 partition (",
    );
    const without = await ran(`${layout}_injected`, `read ${window} | group 'count()'`);
    expect({ code: without.code, out: without.out }).toEqual({ code: 2, out: "" });
    expect(without.err).toContain(`add | filter 'aws_account_id = "123456789012" and aws_region = "eu-west-1"'`);
  });
});
