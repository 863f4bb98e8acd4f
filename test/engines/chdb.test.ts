// What ClickHouse answers to a pipeline in its language, in a process: chDB, where somebody installed it (npm i --no-save chdb).
import { describe, expect, test } from "vitest";
import { engineType, readerOf } from "../../packages/engines/src/clients/clickhouse/values.ts";
import { findField } from "../../packages/core/src/index.ts";
import type { EngineColumn, EngineRow } from "../../packages/engines/src/index.ts";
import { answeredBy, answeredHere, type AskedEngine, comparable } from "./asked.ts";
import { questionsInLanguages, questionsOfDocuments, recordsOfSample, withoutTies } from "./documents.ts";
import { type ChdbSession, openChdb } from "./chdbSession.ts";
import { isRanked, logOfPlans, plans, refused } from "./plans.ts";
import { oddQuestions } from "./texts.ts";

const chdb = openChdb();

const texts = new Set("account_id interface_id srcaddr dstaddr action log_status flow_direction".split(" "));
const quoted = (name: string): string => `"${name.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;

function isTextField(name: string): boolean {
  return !["integer", "time"].includes(findField(name)?.kind ?? "text");
}

/** A table of these records. */
function tableOf(session: ChdbSession, name: string, records: string, isText: (key: string) => boolean): AskedEngine {
  const lines = records.split("\n").filter((line) => line !== "");
  const columns = [...new Set(lines.flatMap((line) => Object.keys(JSON.parse(line))))].map((key) => {
    const stored = `Nullable(${isText(key) ? "String" : "Int64"})`;
    return { name: key, stored, type: engineType(stored) };
  });
  const list = columns.map((column) => `${quoted(column.name)} ${column.stored}`).join(", ");
  session.query("CREATE DATABASE IF NOT EXISTS flowlogs ENGINE = Atomic");
  session.query(`CREATE TABLE flowlogs.${name} (${list}) ENGINE = MergeTree ORDER BY tuple()`);
  session.query(`INSERT INTO flowlogs.${name} FORMAT JSONEachRow ${records}`);
  const asked = (text: string, shown: readonly EngineColumn[]): readonly EngineRow[] => {
    const settings = "SETTINGS output_format_json_quote_64bit_integers = 1, output_format_json_quote_denormals = 1";
    const rowOf = readerOf(shown);
    const answer = session.query(`${text} ${settings}`, "JSONCompactEachRow").split("\n");
    return answer.filter((line) => line !== "").map((line) => rowOf(JSON.parse(line)));
  };
  return {
    kind: "clickhouse",
    table: { name: ["flowlogs", name], columns, partitions: [] },
    rows: (text, shown) => Promise.resolve(asked(text, shown)),
  };
}

describe("chDB", async () => {
  const records = await answeredHere("read -", logOfPlans());
  const clickhouse = chdb && tableOf(chdb, "flows", records, (key) => texts.has(key));

  test.skipIf(clickhouse === undefined).each(plans)("%s", async (plan) => {
    if (clickhouse === undefined) return;
    const answer = await answeredBy(plan, clickhouse);
    expect(answer.refused === undefined).toBe(!refused.includes(plan));
    if (answer.refused !== undefined) return;
    const here = await answeredHere(plan, records);
    expect(comparable(answer.out, isRanked(plan))).toEqual(comparable(here, isRanked(plan)));
  });

  const sample = await recordsOfSample();
  const ofSample = chdb && tableOf(chdb, "sample", sample, isTextField);
  const questions = [...questionsOfDocuments(), ...(await questionsInLanguages())];
  const asked = questions.flatMap(({ pipeline }) => (pipeline === undefined ? [] : [withoutTies(pipeline)]));

  test.skipIf(ofSample === undefined).each(asked)("%s", async (pipeline) => {
    if (ofSample === undefined) return;
    const answer = await answeredBy(pipeline, ofSample);
    const here = await answeredHere(pipeline, sample);
    expect({ refused: answer.refused, rows: comparable(answer.out, false) }).toEqual({ rows: comparable(here, false) });
  });

  test.skipIf(chdb === undefined).each([1, 2, 3, 4])("odd names and texts, by the seed %i", async (seed) => {
    if (chdb === undefined) return;
    const odd = oddQuestions(seed);
    const engine = tableOf(chdb, `odd${seed}`, odd.records, (key) => key !== "bytes");
    for (const pipeline of odd.pipelines) {
      const answer = await answeredBy(pipeline, engine);
      const here = await answeredHere(pipeline, odd.records);
      expect({ pipeline, ...answer, out: comparable(answer.out, false) }).toEqual({
        pipeline,
        out: comparable(here, false),
      });
    }
  });

  test.skipIf(chdb === undefined)("a time that DateTime does not have is an error, not another time", async () => {
    if (chdb === undefined) return;
    for (const [name, start] of [
      ["early", -5],
      ["milliseconds", 1_700_000_000_000],
    ] as const) {
      const engine = tableOf(chdb, name, JSON.stringify({ start, bytes: 1 }), () => false);
      for (const size of ["5m", "1mo"]) {
        await expect(answeredBy(`bin ${size} | group --by bin "sum(bytes)"`, engine)).rejects.toThrow("1970 and 2106");
      }
    }
  });
});
