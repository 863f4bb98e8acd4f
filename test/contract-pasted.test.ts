// What people paste of the AWS CLI: events as text, messages alone, rows of queries, and what is no log but tells how to get one.
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { run } from "./command.ts";
import { log, numbers, upTo } from "./growing.ts";

const [first = "", second = "", third = ""] = log(0, 3).split("\n");
const object = '{"srcaddr":"10.0.0.9","bytes":3}';
const TOKEN = "35271000000000000000000000000000000000000000000000000001";
const ID = "35271000000000000000000000000000000000000000000000000000";

async function read(
  input: string | Uint8Array,
  ...words: string[]
): Promise<{ had: number[]; out: string; err: string; status: number | string }> {
  const { out, err, status } = await run(["flowlogs-read", ...words], input);
  return { had: numbers(out), out, err, status };
}

/** A row of a query. */
function row(fields: Record<string, string>): object[] {
  return Object.entries({ ...fields, "@ptr": "Cm" }).map(([field, value]) => ({ field, value }));
}

/** The answer to get-query-results. */
function answer(rows: object[][], status = "Complete"): object {
  return { results: rows, statistics: { recordsMatched: 3, recordsScanned: 3, bytesScanned: 400 }, status };
}

function event(message: string): object {
  return { timestamp: 1_700_000_000_000, message };
}

describe("text of the AWS CLI", () => {
  test("filter-log-events: the members of an event in the order of their names", async () => {
    const line = (message: string): string => `EVENTS\t${ID}\t1700000000500\teni-1-all\t${message}\t1700000000000\n`;
    const text = `${line(first)}${line(second)}SEARCHEDLOGSTREAMS\teni-1-all\tTrue\nNone\n${line(third)}${line(object)}`;
    expect(await read(text, "--fields", "bytes")).toMatchObject({ had: upTo(0, 4), err: "", status: 0 });
    const { out } = await read(text, "--with-source", "--limit", "1");
    expect(JSON.parse(out)).toMatchObject({
      bytes: 0,
      log_stream: "eni-1-all",
      event_id: ID,
      event_time: 1_700_000_000,
      ingestion_time: 1_700_000_000.5,
    });
  });

  test("get-log-events: tokens in front, neither ids nor streams", async () => {
    const text = `b/${TOKEN}/s\tf/${TOKEN}/s\nEVENTS\t1700000000500\t${first}\t1700000000000\nEVENTS\t1700000000500\t${second}\t1700000000000\n`;
    expect(await read(text, "--fields", "bytes")).toMatchObject({ had: upTo(0, 2), err: "", status: 0 });
    expect(JSON.parse((await read(text, "--with-source", "--limit", "1")).out)).toMatchObject({
      event_time: 1_700_000_000,
    });
  });

  test.each([
    ["tabs", `${first}\t${second}\t${third}\t${object}\n`],
    ["tabs, a line a page", `${first}\t${second}\n${third}\t${object}`],
    ["a page without events", `${first}\t${second}\nNone\n${third}\t${object}\n`],
    ["newlines", `${first}\n${second}\n${third}\n`],
    ["objects", `${object}\t${object}\n`],
  ])("messages alone, by --query: %s", async (what, text) => {
    const had = what === "newlines" ? upTo(0, 3) : what === "objects" ? [3, 3] : upTo(0, 4);
    expect(await read(text, "--fields", "bytes")).toMatchObject({ had, err: "", status: 0 });
  });

  test("columns with tabs between them are one record", async () => {
    expect(await read(`${first.replaceAll(" ", "\t")}\n`)).toMatchObject({ had: [0], err: "" });
  });

  test("what is bad in it is told", async () => {
    const { had, err } = await read(`${first}\tone two\t${second}\n`);
    expect(had).toEqual([0, 1]);
    expect(err).toMatch(/stdin:2: wrong number of columns/);
  });
});

describe("get-query-results", () => {
  const events = [first, second, third].map((message) =>
    row({
      "@timestamp": "2026-11-20 10:00:00.250",
      "@message": message,
      "@logStream": "eni-1-all",
      "@log": "123456789012:flows",
    }),
  );

  test.each([undefined, 4])("messages, laid out by %s", async (indent) => {
    const text = JSON.stringify(answer(events), undefined, indent);
    expect(await read(text, "--fields", "bytes")).toMatchObject({ had: upTo(0, 3), err: "", status: 0 });
    expect(JSON.parse((await read(text, "--with-source", "--limit", "1")).out)).toMatchObject({
      bytes: 0,
      log_group: "flows",
      log_stream: "eni-1-all",
      event_time: 1_795_168_800.25,
    });
  });

  test("fields are a record, with those that were computed", async () => {
    const rows = [
      row({ srcAddr: "10.0.0.1", bytes: "840", "@message": first, "bytes * 8": "6720" }),
      row({ "sum(bytes)": "12" }),
    ];
    const { out, err } = await read(JSON.stringify(answer(rows)));
    expect(err).toBe("");
    expect(
      out
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual([{ srcaddr: "10.0.0.1", bytes: 840, "@message": first, "bytes * 8": "6720" }, { "sum(bytes)": "12" }]);
  });

  test.each(["Running", "Failed"])("%s: what is missing is an error", async (status) => {
    for (const rows of [events, []]) {
      const outcome = await read(JSON.stringify(answer(rows, status)), "--fields", "bytes");
      expect(outcome).toMatchObject({ had: upTo(0, rows.length), status: 3 });
      expect(outcome.err).toContain(`the query is not complete (${status}): results are missing`);
    }
  });

  test("rows without their document, as --query results leaves them, do not pass for records", async () => {
    const text = JSON.stringify([row({ srcAddr: "10.0.0.1", bytes: "840" })]);
    const { out, err, status } = await read(text);
    expect({ out, status }).toEqual({ out: "", status: 3 });
    expect(err).toContain("a part of a row: print the whole response, without --query");
  });

  test("nothing found, and records that have results of their own", async () => {
    expect(await read(JSON.stringify(answer([])))).toMatchObject({ out: "", err: "", status: 0 });
    const record = '{"results":[],"status":7}\n';
    expect(await read(record)).toMatchObject({ out: record, err: "" });
  });
});

test.each([
  [
    "a query",
    '{"queryId":"12ab3456-12ab-123a-789e-1234567890ab"}',
    "run: aws logs get-query-results --query-id 12ab3456-12ab-123a-789e-1234567890ab",
  ],
  [
    "a query, laid out",
    '{\n    "queryId": "12ab3456-12ab-123a-789e-1234567890ab"\n}\n',
    "run: aws logs get-query-results --query-id 12ab3456-12ab-123a-789e-1234567890ab",
  ],
  [
    "a query, as text",
    "12ab3456-12ab-123a-789e-1234567890ab\n",
    "run: aws logs get-query-results --query-id 12ab3456-12ab-123a-789e-1234567890ab",
  ],
  ["YAML", `events:\n- eventId: '${ID}'\n  message: ${first}\n`, "use --output json"],
  ["YAML of a query", "results:\n- - field: '@message'\n    value: x\n", "use --output json"],
  ["YAML without events", "events: []\nsearchedLogStreams: []\n", "use --output json"],
  ["a stream of YAML", "- events:\n  - eventId: 'x'\n", "use --output json"],
  ["a table", "-------------------\n|  FilterLogEvents  |\n+-----------------+\n", "use --output json"],
])("%s: a hint", async (_, input, advice) => {
  const { out, err, status } = await read(input);
  expect({ out, status }).toEqual({ out: "", status: 3 });
  expect(err).toMatch(new RegExp(`^flowlogs-read: stdin: unrecognised format: .*; ${advice}\n$`));
});

describe("messages that are JSON are records", () => {
  const pretty = '{\n  "srcaddr": "10.0.0.9",\n  "bytes": 1\n}';
  const envelope = {
    messageType: "DATA_MESSAGE",
    owner: "123456789012",
    logGroup: "flows",
    logStream: "s",
    subscriptionFilters: ["all", "some"],
    logEvents: [first, pretty, '{"bytes":2}', "{}"].map((message, id) => ({ id: String(id), ...event(message) })),
  };

  test.each<[string, string | Uint8Array]>([
    ["events", JSON.stringify({ events: [first, pretty, '{"bytes":2}'].map(event) })],
    ["an envelope", gzipSync(JSON.stringify(envelope))],
    ["objects of Firehose", [first, pretty, '{"bytes":2}'].map((message) => JSON.stringify({ message })).join("")],
    ["a list of messages", JSON.stringify([first, pretty, '{"bytes":2}'])],
    [
      "an export",
      `2026-11-20T10:00:00.000Z {"bytes":0}\n2026-11-20T10:00:01.000Z ${second}\n2026-11-20T10:00:02.000Z {"a":"{","bytes":2}`,
    ],
    [
      "the tail",
      `2026-11-20T10:00:00.000000+00:00 eni-1 {"bytes":0}\n2026-11-20T10:00:01+00:00 eni-1 ${second}\n2026-11-20T10:00:01+00:00 {"bytes":2}`,
    ],
  ])("%s", async (_, input) => {
    const { had, err, status } = await read(input);
    expect({ had, err, status }).toEqual({ had: upTo(0, 3), err: "", status: 0 });
  });

  test("an envelope says whose it is, and by which filters it came", async () => {
    const { out } = await read(JSON.stringify(envelope), "--with-source");
    const records = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(records).toHaveLength(4);
    expect(records[1]).toEqual({
      srcaddr: "10.0.0.9",
      bytes: 1,
      source: "stdin",
      owner: "123456789012",
      log_group: "flows",
      log_stream: "s",
      subscription_filter: "all,some",
      event_id: "1",
      event_time: 1_700_000_000,
    });
  });

  test("an object that is none is a bad line", async () => {
    const { had, err } = await read(JSON.stringify({ events: [first, '{"bytes":', second].map(event) }));
    expect(had).toEqual([0, 1]);
    expect(err).toMatch(/stdin:2: .*; skipped\n$/);
  });
});
