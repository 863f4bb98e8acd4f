// The questions of the documents on DuckDB, about the records of the sample: the same rows.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { scratch } from "../command.ts";
import { answeredBy, answeredHere, comparable } from "../engines/asked.ts";
import { questionsInLanguages, questionsOfDocuments, recordsOfSample, withoutTies } from "../engines/documents.ts";
import { duckdbWith } from "../engines/duckdb.ts";

const records = await recordsOfSample();
const path = join(scratch, "sample.ndjson");
writeFileSync(path, records);
const duckdb = await duckdbWith(path, join(scratch, "spill"));
afterAll(() => duckdb.close());
const questions = [...questionsOfDocuments(), ...(await questionsInLanguages())];
const asked = questions.flatMap(({ text, pipeline }) => (pipeline === undefined ? [] : [[text, pipeline] as const]));

test("a question that is not a plan has a reason", () => {
  expect(questions.filter(({ pipeline, why }) => (pipeline === undefined) === (why === undefined))).toEqual([]);
  expect(asked.length).toBeGreaterThan(40);
  expect(new Set(questions.flatMap(({ why }) => why ?? []))).toEqual(
    new Set([
      "a shell does a part of it",
      "goes on with a file",
      "groups of parts",
      "a limit is of records in an order",
      "another language, or an answer of one object",
      "its reader does more than to read",
      "is a record",
      "reads records, and asks nothing of them",
    ]),
  );
});

test.each(asked)("%s", async (text, pipeline) => {
  const whole = withoutTies(pipeline);
  const answer = await answeredBy(whole, duckdb.engine);
  const here = await answeredHere(whole, records);
  // Those that stand for the words of others are about something.
  expect(text.startsWith("drill") && here === "").toBe(false);
  expect({ refused: answer.refused, rows: comparable(answer.out, false) }).toEqual({
    rows: comparable(here, false),
  });
});
