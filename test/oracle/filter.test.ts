// flow-filter and DuckDB on the same questions about the same random records: the same rows, however the input is cut.
import { expect, test } from "vitest";
import { filterWorker } from "../../packages/core/src/stages.ts";
import { expressionOf, feed, linesOf, randomCut } from "../fuzz/feed.ts";
import { Random } from "../fuzz/random.ts";
import { ask } from "./duckdb.ts";
import { columns, randomLogs } from "./logs.ts";
import { condition } from "./questions.ts";

test.each([1, 2, 3, 4, 5, 6])("random conditions, round %i", async (round) => {
  const random = new Random(round);
  const logs = randomLogs(random, 400);
  const lines = logs.trimEnd().split("\n");
  const questions = random.times(80, () => condition(random, 3));
  const sql = questions.map((question) => question.sql).join(",\n");
  const rows = await ask(`SELECT ${sql} FROM flows ORDER BY arrival`, logs, columns);
  let telling = 0;
  for (const [place, question] of questions.entries()) {
    const expression = expressionOf(question.ours);
    const outcome = feed((surroundings) => filterWorker(expression, surroundings), logs, randomCut(random));
    const kept = new Set(linesOf(outcome));
    const ours = [...lines.keys()].filter((row) => kept.has(lines[row] ?? ""));
    const theirs = [...lines.keys()].filter((row) => rows[row]?.[place] === true);
    expect({ ...question, rows: ours }).toEqual({ ...question, rows: theirs });
    if (theirs.length > 0 && theirs.length < lines.length) telling++;
  }
  // The questions would prove nothing if their answers were all or none.
  expect(telling).toBeGreaterThan(40);
});
