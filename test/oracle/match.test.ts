// flow-filter --match against DuckDB's join on the same random records and lists: pairs, connections, either direction, and nulls.
import { expect, test } from "vitest";
import { fakeContext } from "../../packages/core/src/stage/context.fake.ts";
import { everyRecord, filterWorker } from "../../packages/core/src/stages.ts";
import { readMatchFile } from "../../packages/flow-filter/src/matchFile.ts";
import { expressionOf, feed, linesOf, randomCut } from "../fuzz/feed.ts";
import { Random } from "../fuzz/random.ts";
import { ask } from "./duckdb.ts";
import { addresses, columns as types, randomLogs } from "./logs.ts";

const values: Readonly<Record<string, readonly string[]>> = {
  srcaddr: addresses,
  dstaddr: addresses,
  srcport: ["0", "22", "443", "1024"],
  dstport: ["0", "22", "53", "80", "443"],
  protocol: ["1", "6", "17"],
  action: ["ACCEPT", "REJECT"],
};
const other: Readonly<Record<string, string>> = {
  srcaddr: "dstaddr",
  dstaddr: "srcaddr",
  srcport: "dstport",
  dstport: "srcport",
};

test.each([
  [1, ["srcaddr", "dstaddr"], false],
  [2, ["srcaddr", "dstaddr"], true],
  [3, ["srcaddr", "dstaddr", "srcport", "dstport", "protocol"], false],
  [4, ["srcaddr", "dstaddr", "dstport"], true],
  [5, ["dstport", "action"], true],
  [6, ["protocol", "action"], false],
])("round %i: %j, both directions: %j", async (round, names, both) => {
  const random = new Random(round);
  const logs = randomLogs(random, 600);
  const rows = random.times(names.length > 3 ? 3000 : 12, () => names.map((name) => random.pick(values[name] ?? [])));
  // IPv6 in another spelling is the same address.
  const spelt = rows.map((row) =>
    row.map((value) => (random.once(2) ? value.replace("::", ":0::") : value.toUpperCase())).join(),
  );
  const csv = Buffer.from([names.join(), ...spelt, ""].join("\n"));
  const match = readMatchFile("list.csv", both, fakeContext({ load: () => csv }));
  const ours = linesOf(feed((context) => filterWorker(everyRecord, context, { match }), logs, randomCut(random)));

  const list = `(VALUES ${rows.map((row) => `(${row.map((value) => `'${value}'`).join()})`).join()}) AS list(${names.join()})`;
  const equal = (nameOf: (name: string) => string): string =>
    names.map((name) => `flows.${nameOf(name)}::VARCHAR = list.${name}`).join(" AND ");
  const directions = both
    ? `(${equal((name) => name)}) OR (${equal((name) => other[name] ?? name)})`
    : equal((name) => name);
  const sql = `SELECT arrival FROM flows WHERE EXISTS (SELECT 1 FROM ${list} WHERE ${directions}) ORDER BY arrival`;
  const lines = logs.trimEnd().split("\n");
  const theirs = (await ask(sql, logs, types)).map(([arrival]) => lines[Number(arrival) - 1]);
  expect(ours).toEqual(theirs);
  expect(ours.length).toBeGreaterThan(0);
  expect(ours.length).toBeLessThan(lines.length);

  const worker = expressionOf("bytes > 50000");
  const narrowed = linesOf(feed((context) => filterWorker(worker, context, { match }), logs));
  expect(narrowed).toEqual(linesOf(feed((context) => filterWorker(worker, context), ours.join("\n"))));
});
