// What a value is to be: what it is compared with tells.
import { expect, test } from "vitest";
import { answerOf, withRecords } from "./database.fake.ts";

const records = '{"account_id":"012","dstport":443}\n{"account_id":"12","dstport":80}\n';

test.each([
  ["SELECT dstport AS v FROM flows WHERE account_id = :a", "12", "80"],
  ["SELECT dstport AS v FROM flows WHERE account_id = :a", "012", "443"],
  ["SELECT account_id AS v FROM flows WHERE dstport = :a", "0443", '"012"'],
  ["SELECT account_id AS v FROM flows WHERE dstport IN (1, :a)", "80", '"12"'],
  ["SELECT dstport AS v FROM flows LIMIT :a", "1", "443"],
  ["SELECT :a + 1 AS v", "9223372036854775806", "9223372036854775807"],
  ["SELECT :a AS v", "007", '"007"'],
  ["SELECT :a AS v", "", '""'],
  ["SELECT :a AS v", "'; DROP TABLE flows; --", `"'; DROP TABLE flows; --"`],
])("%s with %s", async (query, a, value) => {
  const found = await withRecords(records, async (database) => await answerOf(database, query, { a }));
  expect(found).toBe(`{"v":${value}}\n`);
});

test.each([
  ["SELECT $b", "$b has no value"],
  ["SELECT ?", "a parameter without a name has no value"],
  ["SELECT 1 + :a::BIGINT", "Conversion Error: Could not convert string 'x' to INT64"],
])("%s is an error", async (query, message) => {
  const values = query.includes(":a") ? { a: "x" } : {};
  const answer = withRecords(records, async (database) => await answerOf(database, query, values));
  await expect(answer).rejects.toThrow(message);
});
