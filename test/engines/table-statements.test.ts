// flow-write --ddl clickhouse: ClickHouse executes its statement, and finds the records that were written, in every layout and format.
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { layoutNames } from "../../packages/flow-write/src/layout/layouts.ts";
import { file, run, scratch, shell } from "../command.ts";
import { type ChdbSession, openChdb } from "./chdbSession.ts";

const chdb = openChdb();
const flowLog = ["--account", "123456789012", "--region", "us-east-1", "--flow-log-id", "fl-0a1b2c3d"];

/** What the table of the statement answers to a query. */
function answerOf(session: ChdbSession, statement: string, query: string): readonly unknown[] {
  session.query("CREATE DATABASE IF NOT EXISTS statements ENGINE = Atomic");
  session.query("USE statements");
  session.query(statement.replace(/;\s*$/, ""));
  try {
    const rows = session.query(query, "JSONCompactEachRow").split("\n");
    return rows.filter((row) => row !== "").map((row): unknown => JSON.parse(row));
  } finally {
    session.query("DROP TABLE flow_logs");
  }
}

async function statementOf(options: readonly string[]): Promise<string> {
  const { out, err, status } = await run(["flow-write", ...options, "--ddl", "clickhouse"]);
  expect({ err, status }).toEqual({ err: "", status: 0 });
  return out;
}

describe.skipIf(chdb === undefined)("ClickHouse", () => {
  test.each(layoutNames.flatMap((layout) => ["text", "parquet"].map((format) => [layout, format] as const)))(
    "layout %s, %s",
    async (layout, format) => {
      if (chdb === undefined) return;
      const folder = join(scratch, `it's ${layout} ${format}`);
      const options = [folder, "--layout", layout, "--format", format, ...flowLog];
      await shell('flowlogs-read sample: | flow-write "$@"', ...options);
      // The records themselves, by another way.
      const jq =
        "flowlogs-read sample: | jq -c -s '[length, (map(.bytes // 0) | add), (map(select(.srcaddr == null)) | length), (map(.end) | max)]'";
      const expected: unknown = JSON.parse((await shell(jq)).out);
      const query =
        "SELECT count()::Int32, sum(bytes)::Int32, countIf(srcaddr IS NULL)::Int32, max(`end`)::Int32 FROM flow_logs";
      expect(answerOf(chdb, await statementOf(options), query)).toEqual([expected]);
    },
  );

  test.each(["text", "parquet"])("quotes, backslashes and what looks like null, %s", async (format) => {
    if (chdb === undefined) return;
    const tags = [
      '"quoted"',
      'a"b',
      '"open',
      "'x'",
      "'open",
      "\\N",
      "\\t",
      "NULL",
      "-x",
      "%2D",
      "#c",
      "{}",
      "ü,;|",
      null,
    ];
    const records = tags.map((tag, i) => `${JSON.stringify({ end: i, instance_tag: tag, action: tag })}\n`).join("");
    const options = [
      join(scratch, `odd ${format}`),
      "--layout",
      "flat",
      "--format",
      format,
      "--fields",
      "end,instance_tag,action",
    ];
    const written = await run(["flow-write", options[0] ?? "", file("odd.ndjson", records), ...options.slice(1)]);
    expect(written).toEqual({ out: "", err: "", status: 0 });
    const found = answerOf(
      chdb,
      await statementOf(options),
      "SELECT `end`::Int32, instance_tag, action FROM flow_logs ORDER BY `end`",
    );
    expect(found).toEqual(tags.map((tag, i) => [i, tag, tag]));
  });
});
