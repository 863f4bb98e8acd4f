// flow-filter and DuckDB on the same questions about the same random records: the same rows are true and false,
// and unknown the others, however the input is cut.
import { expect, test } from "vitest";
import { filterWorker } from "../../packages/core/src/stages.ts";
import { expressionOf, feed, linesOf, type MakeWorker, randomCut } from "../fuzz/feed.ts";
import { Random } from "../fuzz/random.ts";
import { ask } from "./duckdb.ts";
import { columns, randomLogs } from "./logs.ts";
import { condition, lists } from "./questions.ts";

test.each([1, 2, 3, 4, 5, 6])("random conditions, round %i", async (round) => {
  const random = new Random(round);
  const logs = randomLogs(random, 400);
  const lines = logs.trimEnd().split("\n");
  const questions = random.times(80, () => condition(random, 3));
  const sql = questions.map((question) => question.sql).join(",\n");
  const rows = await ask(`SELECT ${sql} FROM flows ORDER BY arrival`, logs, columns);
  let telling = 0;
  let unknown = 0;
  for (const [place, question] of questions.entries()) {
    const keptBy = (text: string): number[] => {
      const make: MakeWorker = (context) => filterWorker(expressionOf(text), context);
      const kept = new Set(linesOf(feed(make, logs, randomCut(random), lists)));
      return [...lines.keys()].filter((row) => kept.has(lines[row] ?? ""));
    };
    const answered = (truth: boolean | null): number[] =>
      [...lines.keys()].filter((row) => rows[row]?.[place] === truth);
    // What is neither true nor false is unknown: then nor is its opposite.
    const ours = { holds: keptBy(question.ours), holdsNot: keptBy(`not (${question.ours})`) };
    expect({ ...question, ...ours }).toEqual({ ...question, holds: answered(true), holdsNot: answered(false) });
    if (ours.holds.length > 0 && ours.holds.length < lines.length) telling++;
    if (answered(null).length > 0) unknown++;
  }
  // The questions would prove nothing if their answers were all or none, or always known.
  expect(telling).toBeGreaterThan(40);
  expect(unknown).toBeGreaterThan(40);
});
