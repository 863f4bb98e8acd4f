// What Trino answers to each pipeline, from text, gzip, Parquet, and through Glue and S3, is what the pipeline answers here.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { client } from "../../packages/engines/src/clients/trino/client.ts";
import type { EngineColumn, EngineRow, EngineTable } from "../../packages/engines/src/index.ts";
import { answeredBy, answeredHere, type AskedEngine, comparable, withoutApproximate } from "./asked.ts";
import { isRanked, plans, refused } from "./plans.ts";
import { oddNames, oddQuestions } from "./texts.ts";
import { ask } from "./trino/cluster.ts";
import { createInBucket, fields, flowLog, log, shell, window } from "./trino/tables.ts";

const trino = inject("trino");

/** Writes the log to a folder with flow-write, and has Trino execute the statement that makes it a table. */
async function inFolder(name: string, format: string): Promise<void> {
  const options = [...flowLog, "--layout", "flat", "--format", format, "--roll-time", "12h"];
  await shell('flowlogs-read - | flow-write "$@"', join(trino?.files ?? "", name), ...options);
  await createdByDdl(name, options);
}

async function createdByDdl(name: string, options: readonly string[]): Promise<void> {
  const statement = await shell('flow-write "$@" --ddl trino', "s3://flows/x", ...options);
  const sql = statement.replaceAll("s3://flows/x", `local:///${name}`).replace(/;\s*$/, "");
  await ask(trino?.url ?? "", sql.replace("TABLE flow_logs", `TABLE hive.flow.${name}`));
}

function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

async function engineOn(name: string, reader = "read"): Promise<AskedEngine> {
  const settings = { server: trino?.url };
  const engine = await client.connect({ settings, environment: { USER: "tests" }, progress: () => {}, note: () => {} });
  const table: EngineTable = await engine.describe(name);
  const rows = async (text: string, columns: readonly EngineColumn[]): Promise<readonly EngineRow[]> => {
    const found: EngineRow[] = [];
    const query = { engine: "trino", text, columns, notes: [], table } as const;
    for await (const piece of engine.run(query, new AbortController().signal)) found.push(...piece);
    return found;
  };
  return { kind: "trino", table, rows, reader };
}

describe.skipIf(trino === undefined)("Trino", () => {
  const engines = new Map<string, AskedEngine>();
  let records = "";

  beforeAll(async () => {
    if (trino === undefined) return;
    records = await answeredHere("read -", log);
    await ask(trino.url, "CREATE SCHEMA hive.flow");
    mkdirSync(join(trino.files, "text"));
    const lines = log.trimEnd().split("\n");
    const [header = ""] = lines;
    for (let from = 1, part = 0; from < lines.length; from += 100, part++) {
      writeFileSync(
        join(trino.files, "text", `${part}.log`),
        `${[header, ...lines.slice(from, from + 100)].join("\n")}\n`,
      );
    }
    const columns = fields.map((it) => {
      const isText = /addr|action|status|id$|direction/.test(it);
      return `"${it.replaceAll("-", "_")}" ${isText ? "varchar" : "bigint"}`;
    });
    await ask(
      trino.url,
      `CREATE TABLE hive.flow.text (${columns.join(", ")}) WITH (format = 'TEXTFILE', textfile_field_separator = ' ', ` +
        `skip_header_line_count = 1, external_location = 'local:///text')`,
    );
    await Promise.all([inFolder("gz", "text"), inFolder("parquet", "parquet")]);
    for (const name of ["text", "gz", "parquet"]) engines.set(name, await engineOn(`hive.flow.${name}`));
    if (trino.aws === undefined) return;
    await createInBucket(trino.aws, "logs");
    engines.set("glue", await engineOn("awsdatacatalog.logs.flows", window));
  }, 300_000);

  test("a table for each way in which the log is stored", () => {
    expect([...engines.keys()]).toEqual(["text", "gz", "parquet", ...(trino?.aws === undefined ? [] : ["glue"])]);
    const day = { unit: "date", format: "yyyy/MM/dd", name: "day" };
    const found = engines.get("glue")?.table.partitions.at(-1);
    expect({ ...day, ...found }).toMatchObject(day);
  });

  test("an hour of a table in folders by the hour, as flow-write --ddl trino makes it", async () => {
    const options = [...flowLog, "--layout", "hive-hourly", "--format", "parquet", "--roll-time", "1h"];
    await shell('flowlogs-read - | flow-write "$@"', join(trino?.files ?? "", "hours"), ...options);
    await createdByDdl("hours", options);
    const engine = await engineOn("hive.flow.hours", "read --start 2025-11-28T10:00Z --end 2025-11-28T12:00Z");
    expect(engine.table.partitions.map(({ unit }) => unit)).toEqual(["other", "other", "year", "month", "day", "hour"]);
    const plan = "group --by action 'count()' 'sum(bytes)'";
    const { out } = await answeredBy(plan, engine);
    const here = await answeredHere(`filter 'start >= 1764324000 and start < 1764331200' | ${plan}`, records);
    expect(here.split("\n").length).toBeGreaterThan(2);
    expect(comparable(out, false)).toEqual(comparable(here, false));
  });

  test.each(plans)("%s", async (plan) => {
    const here = await answeredHere(plan, records);
    const answers = await Promise.all(
      [...engines].map(async ([name, engine]) => {
        const answer = await answeredBy(plan, engine);
        if (answer.refused !== undefined) return { name, refused: answer.refused };
        const [there, expected] = withoutApproximate(answer.out, here);
        return { name, rows: comparable(there, isRanked(plan)), expected: comparable(expected, isRanked(plan)) };
      }),
    );
    for (const { name, refused: why, rows, expected } of answers) {
      expect({ name, isRefused: why !== undefined }).toEqual({ name, isRefused: refused.includes(plan) });
      expect({ name, rows }).toEqual({ name, rows: expected });
    }
  });

  // Athena's SQL is that of Trino, which reads it here.
  test.each([
    [1, "trino"],
    [2, "athena"],
    [3, "trino"],
    [4, "athena"],
  ] as const)("odd names and texts, by the seed %i, in the language of %s", async (seed, kind) => {
    if (trino === undefined) return;
    const odd = oddQuestions(seed);
    const oddTable = `odd${seed}'"; -- /*`;
    const names = ["interface_id", ...oddNames];
    const list = [...names.map((name) => `${quotedName(name)} varchar`), "bytes bigint"].join(", ");
    const rows = odd.records
      .trimEnd()
      .split("\n")
      .map((line) => {
        const record: Readonly<Record<string, string | number | null>> = JSON.parse(line);
        const texts = names.map((name) => {
          const value = record[name];
          return typeof value === "string" ? `'${value.replaceAll("'", "''")}'` : "NULL";
        });
        return `(${[...texts, record["bytes"]].join(", ")})`;
      });
    await ask(trino.url, `CREATE TABLE memory.default.${quotedName(oddTable)} (${list})`);
    await ask(trino.url, `INSERT INTO memory.default.${quotedName(oddTable)} VALUES ${rows.join(", ")}`);
    const described = await engineOn(`memory.default.${oddTable}`);
    // Trino has all names in small letters, and finds them by any.
    const columns = described.table.columns.map((column) => {
      return { ...column, name: names.find((name) => name.toLowerCase() === column.name) ?? column.name };
    });
    const engine = { ...described, kind, table: { ...described.table, columns } };
    let found = 0;
    await Promise.all(
      odd.pipelines.map(async (pipeline) => {
        const answer = await answeredBy(pipeline, engine);
        const here = await answeredHere(pipeline, odd.records);
        if (answer.out !== "") found++;
        const expected = { pipeline, refused: undefined, rows: comparable(here, false) };
        expect({ pipeline, refused: answer.refused, rows: comparable(answer.out, false) }).toEqual(expected);
      }),
    );
    expect(found).toBeGreaterThan(5);
  });
});
