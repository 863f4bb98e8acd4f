// A database reads what it was given, and nothing else; it answers as long as somebody takes the rows.
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "@flowlogs/base/errors";
import { expect, test } from "vitest";
import { openDatabase } from "./database.ts";
import { answerOf, boundOf, withRecords } from "./database.fake.ts";

test("flows, and other sources by their names", async () => {
  const found = await withRecords('{"bytes":5}\n', async (database, folder) => {
    writeFileSync(join(folder, "other.ndjson"), '{"bytes":7}\n');
    await database.add(join(folder, "other.ndjson"), `o"t'her`);
    return await answerOf(database, `SELECT a.bytes AS a, b.bytes AS b FROM flows a, read('o"t''her') b`);
  });
  expect(found).toBe('{"a":5,"b":7}\n');
});

test("nothing else can be read, and the settings stay", async () => {
  await withRecords('{"bytes":5}\n', async (database, folder) => {
    writeFileSync(join(folder, "secret.ndjson"), '{"a":1}\n');
    await expect(answerOf(database, `SELECT * FROM read_text('${folder}/secret.ndjson')`)).rejects.toThrow(
      "Permission",
    );
    await expect(answerOf(database, "SELECT * FROM read('none')")).rejects.toThrow("does not exist");
    expect(await answerOf(database, "SELECT bytes FROM flows")).toBe('{"bytes":5}\n');
  });
});

test("rows come while the query runs", async () => {
  await withRecords("", async (database) => {
    const query = "SELECT * FROM range(1000000000000)";
    let count = 0;
    for await (const piece of database.answer(query, boundOf(query))) {
      count += piece.length;
      if (count > 100_000) break;
    }
    expect(count).toBeLessThan(1_000_000);
    expect(await answerOf(database, "SELECT 1 AS a")).toBe('{"a":1}\n');
  });
});

test("names that come twice are told apart, and an error of whoever takes the rows is not one of the query", async () => {
  await withRecords("", async (database) => {
    expect(await answerOf(database, "SELECT 1 AS a, 2 AS a")).toBe('{"a":1,"a:1":2}\n');
    const query = "SELECT 1 AS a";
    const taking = async (): Promise<void> => {
      for await (const _ of database.answer(query, boundOf(query))) throw new RangeError("full");
    };
    await expect(taking()).rejects.toThrow(RangeError);
    await expect(answerOf(database, "SELECT b")).rejects.toThrow(UsageError);
  });
});

test("an interrupted query ends", async () => {
  await withRecords("", async (database) => {
    const answer = answerOf(database, "SELECT count(*) FROM range(100000000000000)");
    setTimeout(() => database.interrupt(), 100);
    await expect(answer).rejects.toThrow("Interrupted");
  });
});

test("an interruption that comes before the query starts ends it too", async () => {
  await withRecords("", async (database) => {
    database.interrupt();
    await expect(answerOf(database, "SELECT count(*) FROM range(100000000000000)")).rejects.toThrow("Interrupted");
  });
});

test("the plan has what is read, and the place of an error is that of the query", async () => {
  await withRecords('{"bytes":5,"action":"OK"}\n', async (database) => {
    const query = "SELECT sum(bytes) FROM flows WHERE bytes > :n";
    expect(await database.plan(query, boundOf(query, { n: "3" }))).toMatch(/READ_JSON[^]*bytes/);
    const wrong = "SELECT byts FROM flows";
    await expect(database.plan(wrong, boundOf(wrong))).rejects.toMatchObject({
      problem: { text: wrong, from: 7, to: 11 },
    });
  });
});

test("what does not fit into its memory goes to its folder, which it removes", async () => {
  await withRecords("", async (_, folder) => {
    const spill = join(folder, "more");
    const database = await openDatabase({ folder: spill, memory: 20_000_000, threads: 1 });
    const query = "SELECT DISTINCT hash(range) AS h FROM range(2000000)";
    let rows = 0;
    let isSpilled = false;
    const watch = setInterval(() => (isSpilled ||= existsSync(spill)), 5);
    for await (const piece of database.answer(query, boundOf(query)))
      rows += piece.filter((byte) => byte === 10).length;
    clearInterval(watch);
    database.close();
    expect({ rows, isSpilled, isLeft: existsSync(spill) }).toEqual({ rows: 2_000_000, isSpilled: true, isLeft: false });
  });
});
