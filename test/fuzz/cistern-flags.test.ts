// The flags of Cistern's first client: in any order, among options and sources of flow-query, and beside a query of a file.
import { expect, test } from "vitest";
import { execute } from "../../packages/cli/src/run.ts";
import { memoryHost } from "../../packages/cli/src/memoryHost.ts";
import { command as query } from "../../packages/flow-query/src/command.ts";
import { repeatAsync } from "./random.ts";

/** Two hours of records: before, in and after the range. */
const records = [
  { _ts: "2017-08-01T01:00:00Z", source_address: "10.0.0.1", dest_port: 443, bytes: 1, packets: 9 },
  { _ts: "2017-08-01T02:00:00Z", source_address: "10.0.0.1", dest_port: 443, bytes: 10, packets: 2 },
  { _ts: "2017-08-01T02:30:00Z", source_address: "10.0.0.2", dest_port: 443, bytes: 300, packets: 1 },
  { _ts: "2017-08-01T03:00:00Z", source_address: "10.0.0.1", dest_port: 443, bytes: 20, packets: 5 },
  { _ts: "2017-08-01T03:00:00Z", source_address: "10.0.0.3", dest_port: 443, bytes: 7, packets: 7 },
  { _ts: "2017-08-01T03:00:00Z", source_address: "10.0.0.3", dest_port: 22, bytes: 9000, packets: 7 },
  { _ts: "2017-08-01T04:00:00Z", source_address: "10.0.0.2", dest_port: 443, bytes: 5000, packets: 1 },
];
const stdin = records.map((it) => `${JSON.stringify(it)}\n`).join("");

/** Each with the part of a statement that says the same. */
const flags: readonly (readonly [words: readonly string[], clause: string])[] = [
  [["-columns", "sum(bytes), max(packets)"], "SELECT sum(bytes), max(packets)"],
  [["-group", "source_address"], "GROUP BY source_address"],
  [["-filters", "dest_port eq 443"], "FILTER dest_port eq 443"],
  [["-order-by", "sum(bytes)"], "ORDER BY sum(bytes)"],
  [["-descending"], "DESC"],
  [["-limit", "2"], "LIMIT 2"],
  [["-point-size=1h"], "POINT SIZE 1h"],
];
/** What a statement has no part for. */
const range: readonly (readonly string[])[] = [
  ["-start", "1501552800"],
  ["-end", "2017-08-01T03:00:00Z"],
  ["-collection", "flowlogs"],
];
const others: readonly (readonly string[])[] = [["--lang", "cistern"], ["-"], ["--quiet"], ["--threads=1"]];

/** By hand: 10 + 20 bytes of 10.0.0.1, 300 of 10.0.0.2 and 7 of 10.0.0.3 are in the range. */
const expected = {
  summary: [
    { source_address: "10.0.0.2", "sum(bytes)": 300, "max(packets)": 1 },
    { source_address: "10.0.0.1", "sum(bytes)": 30, "max(packets)": 5 },
  ],
  series: [
    { _ts: "2017-08-01T02:00:00Z", source_address: "10.0.0.1", "sum(bytes)": 10, "max(packets)": 2 },
    { _ts: "2017-08-01T02:00:00Z", source_address: "10.0.0.2", "sum(bytes)": 300, "max(packets)": 1 },
    { _ts: "2017-08-01T03:00:00Z", source_address: "10.0.0.1", "sum(bytes)": 20, "max(packets)": 5 },
  ],
};

async function run(words: readonly string[], files: Readonly<Record<string, string>> = {}) {
  const host = memoryHost({ stdin, files });
  const code = await execute(query, words, host);
  return { code, err: host.err(), out: host.out() };
}

async function answerTo(words: readonly string[], files?: Readonly<Record<string, string>>): Promise<unknown> {
  const { code, err, out } = await run(words, files);
  expect({ words, code, err }).toEqual({ words, code: 0, err: "" });
  return JSON.parse(out);
}

test("flags in any order", async () => {
  await repeatAsync(12, async (random) => {
    const words = random.shuffled([...flags.map(([it]) => it), ...range, ...others]).flat();
    expect(await answerTo(words)).toMatchObject(expected);
  });
});

test("flags beside a statement, on the command line or in a file, as one or several lines", async () => {
  await repeatAsync(12, async (random) => {
    const isFlag = flags.map(() => random.once(2));
    // The direction is part of an order.
    isFlag[4] = isFlag[3] === true;
    const clauses = flags.filter((_, i) => isFlag[i] !== true).map(([, clause]) => clause);
    const beside = [...flags.filter((_, i) => isFlag[i] === true).map(([words]) => words), ...range];
    if (clauses.length === 0) return;
    const statement = clauses.join(random.once(2) ? " " : "\n  # so\n");
    const isFile = random.once(2);
    const text = isFile ? `# The largest.\n\n${statement}\n` : statement;
    const words = random.shuffled([...beside, ...others, isFile ? ["-f", "q.cistern"] : []]).flat();
    // A statement is the first operand.
    expect(await answerTo(isFile ? words : [text, ...words], { "q.cistern": text })).toMatchObject(expected);
  });
});

test("flags beside flags of a file", async () => {
  await repeatAsync(12, async (random) => {
    const all = random.shuffled([...flags.map(([it]) => it), ...range]);
    const count = random.between(1, all.length - 1);
    const spelled = all.slice(0, count).map((words) => words.map((it) => (/[ (]/.test(it) ? `'${it}'` : it)).join(" "));
    const words = random.shuffled([...all.slice(count), ...others, ["--file", "q"]]).flat();
    expect(await answerTo(words, { q: `# Flags.\n${spelled.join("\n")}\n` })).toMatchObject(expected);
  });
});

test.each<[what: string, words: readonly string[], err: string]>([
  [
    "a part that the query of the file has",
    ["-limit", "3"],
    "flow-query: QUERY: -limit is given twice; leave one of the two out\n  -limit 3\n  ^^^^^^\n",
  ],
  [
    "a flag that there is not",
    ["-start", "0", "-colums", "sum(bytes)"],
    `flow-query: QUERY: "-colums" is not a flag; did you mean "-columns"?\n  -start 0 -colums 'sum(bytes)'\n           ^^^^^^^\n`,
  ],
  [
    "an order by what is not in the answer",
    ["-order-by", "packets"],
    `flow-query: QUERY: the answer has no "packets"; its columns are max(bytes)\n  -order-by packets\n            ^^^^^^^\n`,
  ],
])("refused at its place: %s", async (_, words, err) => {
  const files = { q: "-- name: a\n\nSELECT max(bytes)\n LIMIT 5" };
  expect(await run(["--lang", "cistern", "-f", "q", ...words, "-"], files)).toEqual({ code: 2, err, out: "" });
});

test("a place in the file is told by its line, whatever values were put before it", async () => {
  const text = "-- name: a\nLIMIT 5\n-- name: b\n\n# So.\n-group :g\n-colums 'sum(bytes)'\n";
  const words = ["--lang", "cistern", "-f", "q", "--query", "b", "--set", "g=protocol", "-limit", "1"];
  const err = `flow-query: q:7: "-colums" is not a flag; did you mean "-columns"?\n  -colums 'sum(bytes)'\n  ^^^^^^^\n`;
  expect(await run(words, { q: text })).toEqual({ code: 2, err, out: "" });
});

test("a flag does not silently win over the statement beside it", async () => {
  const words = ["--lang", "cistern", "-limit", "3", "SELECT sum(bytes) LIMIT 1", "-"];
  const place = "  -limit 3 'SELECT sum(bytes) LIMIT 1'\n           ^^^^^^^^^^^^^^^^^^^^^^^^^^^\n";
  const err = `flow-query: QUERY: -limit is given twice; leave one of the two out\n${place}`;
  expect(await run(words)).toEqual({ code: 2, err, out: "" });
});
