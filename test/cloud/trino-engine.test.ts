// The client of Trino against a double of its protocol: pages, numbers, what goes wrong, and where nothing is sent.
import { createServer } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { VirtualClock } from "../../packages/base/src/clock.fake.ts";
import { Trino } from "../../packages/engines/src/clients/trino/client.ts";
import {
  type EngineColumn,
  type EngineContext,
  type EngineQuery,
  rowWriter,
} from "../../packages/engines/src/index.ts";
import { type TrinoAnswer, TrinoDouble } from "../doubles/trino.ts";

const columns: readonly EngineColumn[] = [
  { name: "srcaddr", type: "address" },
  { name: "sum(bytes)", type: "integer" },
  { name: "avg", type: "number" },
];
const types = [
  ["srcaddr", "varchar"],
  ["sum(bytes)", "bigint"],
  ["avg", "double"],
] as const;
const row = '["10.0.0.1",1,1.5]';
const line = '{"srcaddr":"10.0.0.1","sum(bytes)":1,"avg":1.5}\n';
let answer: TrinoAnswer;
let perQuery: ((sql: string) => TrinoAnswer) | undefined;
const double = new TrinoDouble((sql) => perQuery?.(sql) ?? answer);
const progress: string[] = [];

beforeAll(async () => void (await double.listen()));
afterAll(async () => await double.close());

beforeEach(() => {
  answer = { columns: types, pages: [`[${row}]`] };
  perQuery = undefined;
  double.trouble = () => false;
  double.elsewhere = undefined;
  double.holdsPage = () => Promise.resolve();
  for (const list of [double.asked, double.requests, double.ended, progress]) list.length = 0;
});

afterEach(() => void vi.unstubAllGlobals());

function connected(server = double.url, environment: EngineContext["environment"] = { USER: "me" }): Trino {
  const context = {
    settings: { server },
    environment,
    progress: (text: string) => progress.push(text),
    note: () => {},
  };
  return new Trino(context, new VirtualClock());
}

function query(): EngineQuery {
  const table = { name: ["hive", "logs", "flows"], columns: [], partitions: [] };
  return { engine: "trino", text: "SELECT 1", columns, notes: [], table };
}

async function rows(engine = connected(), signal = new AbortController().signal): Promise<string> {
  const write = rowWriter(columns);
  let found = "";
  for await (const piece of engine.run(query(), signal)) found += new TextDecoder().decode(write(piece));
  return found;
}

test("rows of all pages, with every digit, nulls, and numbers that JSON does not have", async () => {
  const pages = [
    "[]",
    '[["10.0.0.1",9223372036854775807,0.3333333333333333],["say \\"1234567890123456\\"",-9223372036854775808,"NaN"]]',
    '[[null,null,"-Infinity"],["2001:db8::1","99999999999999999999","12.50"]]',
  ];
  answer = { columns: types, pages, stats: { physicalInputBytes: 700, processedRows: 40, completedSplits: 3 } };
  const engine = connected();
  expect(await rows(engine)).toBe(
    '{"srcaddr":"10.0.0.1","sum(bytes)":9223372036854775807,"avg":0.3333333333333333}\n' +
      '{"srcaddr":"say \\"1234567890123456\\"","sum(bytes)":-9223372036854775808,"avg":"NaN"}\n' +
      '{"srcaddr":null,"sum(bytes)":null,"avg":"-Infinity"}\n' +
      '{"srcaddr":"2001:db8::1","sum(bytes)":99999999999999999999,"avg":12.5}\n',
  );
  expect(engine.scanned).toEqual({ bytes: 700, records: 40, splits: 3 });
  expect(double.asked[0]).toMatchObject({
    sql: "SELECT 1",
    headers: { "x-trino-user": "me", "x-trino-source": "flowlogs" },
  });
  expect(double.ended).toEqual([]);
});

test.each([429, 502, 503, 504])("a server that answers %i is asked again", async (status) => {
  let left = 5;
  double.trouble = (_, response) => {
    if (left-- <= 0) return false;
    response.writeHead(status, { "Retry-After": "2" }).end("busy");
    return true;
  };
  expect(await rows()).toBe(line);
  expect(double.requests.filter((it) => it.startsWith("POST"))).toHaveLength(6);
  expect(progress).toContain(`Trino is busy (${status}); asking again`);
});

test("a server that is busy for a minute is given up, in its words", async () => {
  double.trouble = (_, response) => {
    response.writeHead(503).end("no healthy upstream");
    return true;
  };
  await expect(rows()).rejects.toThrow("Trino did not answer (503): no healthy upstream");
  expect(double.requests.length).toBeGreaterThan(10);
  expect(double.requests.length).toBeLessThan(30);
});

test("a page whose connection breaks is asked for again, and a query is not sent again", async () => {
  let broken = 0;
  double.trouble = ({ method }, response) => {
    if (method !== "GET" || broken++ > 2) return false;
    if (broken === 1) response.destroy();
    else response.writeHead(200, { "Content-Length": "9999" }).write('{"id":', () => response.destroy());
    return true;
  };
  expect(await rows()).toBe(line);
  double.trouble = (_, response) => {
    response.destroy();
    return true;
  };
  double.requests.length = 0;
  await expect(rows()).rejects.toThrow("Trino cannot be reached");
  expect(double.requests).toEqual(["POST /v1/statement"]);
});

test("a query that fails is an error in Trino's words; of rows that have come it says that they are not all", async () => {
  const error = {
    message: "line 1:8: Column 'bytez' cannot be resolved",
    errorName: "COLUMN_NOT_FOUND",
    errorType: "USER_ERROR",
  };
  answer = { columns: types, pages: [], error };
  await expect(rows()).rejects.toThrow(
    "Trino did not answer: line 1:8: Column 'bytez' cannot be resolved (COLUMN_NOT_FOUND)",
  );
  const lost = {
    message: "Could not communicate with the remote task",
    errorName: "REMOTE_TASK_ERROR",
    errorType: "INTERNAL_ERROR",
  };
  answer = { columns: types, pages: [`[${row},${row}]`], error: lost };
  const failure: unknown = await rows().catch((it: unknown) => it);
  expect(failure).toMatchObject({
    message:
      "Trino did not answer to the end, 2 rows are not all: Could not communicate with the remote task (REMOTE_TASK_ERROR)",
    advice: "run it again",
  });
});

test.each([
  [401, "Invalid credentials", "Trino does not let this user in (401): Invalid credentials"],
  [403, "Access Denied", "Trino refuses this user (403): Access Denied"],
  [404, "<html>\nnothing here</html>", "is not a Trino server (404)"],
  [307, "", "sends its clients to another address (307)"],
  [500, "boom\nat x", "Trino did not answer (500): boom"],
  [200, "<html>Welcome to nginx!</html>", "does not answer as Trino does"],
  [200, '{"hello":1}', "does not answer as Trino does"],
])("HTTP %i %j", async (status, body, message) => {
  double.trouble = (_, response) => {
    response.writeHead(status, { Location: "http://127.0.0.1:9/" }).end(body);
    return true;
  };
  await expect(rows()).rejects.toThrow(message);
  expect(double.requests).toHaveLength(1);
});

test("a query that Trino has forgotten", async () => {
  double.trouble = ({ method }, response) => {
    if (method === "GET") response.writeHead(410).end("Query not found");
    return method === "GET";
  };
  await expect(rows()).rejects.toThrow("Trino does not know the query any more (410): Query not found");
});

test("nobody there, and addresses that are none", async () => {
  await expect(rows(connected("http://127.0.0.1:9"))).rejects.toThrow("Trino cannot be reached");
  for (const text of ["127.0.0.1:8080", "ftp://x", "http://x/?a=1"]) {
    expect(() => connected(text)).toThrow("is not the address of a server");
  }
  expect(() => connected("trino://me:secret@host")).toThrow('"trino://me:...@host" is not the address of a server');
});

test("a query that nobody waits for any more is ended there", async () => {
  const end = new AbortController();
  let onHeld: (() => void) | undefined;
  const held = new Promise<void>((resolve) => (onHeld = resolve));
  double.holdsPage = (page) => {
    if (page > 0) onHeld?.();
    return page > 0 ? new Promise(() => {}) : Promise.resolve();
  };
  const all = rows(connected(), end.signal);
  await held;
  end.abort(new Error("over"));
  await expect(all).rejects.toThrow("over");
  expect(double.ended).toEqual([String(double.started - 1)]);
});

test("a query whose rows nobody takes any more is ended there", async () => {
  answer = { columns: types, pages: [`[${row}]`, `[${row}]`] };
  for await (const _ of connected().run(query(), new AbortController().signal)) break;
  expect(double.ended).toEqual([String(double.started - 1)]);
});

test("nothing is sent to another server, whoever says so", async () => {
  const reached: string[] = [];
  const other = createServer((request, response) => {
    reached.push(`${request.method} ${request.url}`);
    response.end();
  });
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const bound = other.address();
  double.elsewhere = `http://127.0.0.1:${typeof bound === "object" && bound !== null ? bound.port : 0}`;
  await expect(rows()).rejects.toThrow(`sends its clients to another server, ${double.elsewhere}`);
  await new Promise((resolve) => other.close(resolve));
  expect(reached).toEqual([]);
});

test("a password and a token go to their server by https, and nowhere else", async () => {
  const sent: { readonly url: string; readonly headers: Headers }[] = [];
  let next: string | undefined;
  vi.stubGlobal("fetch", (url: URL, { headers }: RequestInit) => {
    sent.push({ url: url.href, headers: new Headers(headers) });
    return Promise.resolve(
      new Response(JSON.stringify({ id: "q", stats: {}, nextUri: sent.length === 1 ? next : undefined })),
    );
  });
  await rows(connected("https://me:se%40cret@trino.example:8443/"));
  expect(sent[0]?.url).toBe("https://trino.example:8443/v1/statement");
  expect(sent[0]?.headers.get("authorization")).toBe(`Basic ${btoa("me:se@cret")}`);
  for (const server of ["http://trino.example:8443", "https://trino.example", "https://trino.example.org:8443"]) {
    sent.length = 0;
    next = `${server}/v1/statement/queued/1`;
    const withPassword = connected("https://trino.example:8443", { TRINO_USER: "me", TRINO_PASSWORD: "x" });
    await expect(rows(withPassword)).rejects.toThrow("sends its clients to another server");
    expect(sent.map(({ url }) => url)).toEqual(["https://trino.example:8443/v1/statement"]);
  }
  sent.length = 0;
  next = undefined;
  await rows(connected("https://trino.example", { USER: "me", TRINO_ACCESS_TOKEN: "ey.x" }));
  expect(sent[0]?.headers.get("authorization")).toBe("Bearer ey.x");
  expect(sent[0]?.headers.get("x-trino-user")).toBeNull();
  expect(() => connected("http://me:x@trino.example")).toThrow("a password is sent over https only");
  expect(() => connected("http://trino.example", { TRINO_ACCESS_TOKEN: "x" })).toThrow(
    "a token is sent over https only",
  );
});

test("a table has the columns and partitions that Trino tells, by what their values look like", async () => {
  const shown =
    '[["srcaddr","varchar","",""],["bytes","bigint","",""],["ip","ipaddress","",""],["day","varchar","partition key",""],["region","varchar","partition key",""]]';
  const counts: Record<string, string> = { "2026/11/02": "[[30,0,0,30,0,0,0,0]]", mixed: "[[30,0,0,29,0,0,0,0]]" };
  let values = "2026/11/02";
  let statement = "CREATE TABLE x (\n   day varchar\n)";
  perQuery = (sql) => {
    if (sql.startsWith("SHOW CREATE")) return { columns: [], pages: [JSON.stringify([[statement]])] };
    return { columns: [], pages: [sql.startsWith("SHOW") ? shown : (counts[values] ?? "[]")] };
  };
  const engine = connected();
  const table = await engine.describe('hive.lo"gs.flows');
  expect(double.asked.map(({ sql }) => sql)).toEqual([
    'SHOW COLUMNS FROM "hive"."lo""gs"."flows"',
    'SHOW CREATE TABLE "hive"."lo""gs"."flows"',
    expect.stringContaining('FROM "hive"."lo""gs"."flows$partitions"'),
  ]);
  const region = { name: "region", stored: "varchar", type: "text", unit: "other" };
  expect(table).toEqual({
    name: ["hive", 'lo"gs', "flows"],
    columns: [
      { name: "srcaddr", stored: "varchar", type: "text" },
      { name: "bytes", stored: "bigint", type: "integer" },
      { name: "ip", stored: "ipaddress", type: "address" },
    ],
    partitions: [{ name: "day", stored: "varchar", type: "text", unit: "date", format: "yyyy/MM/dd" }, region],
  });
  values = "mixed";
  const unknown = await engine.describe("hive.logs.flows");
  expect(unknown.partitions).toEqual([{ name: "day", stored: "varchar", type: "text", unit: "other" }, region]);
  // As Trino 476 prints it.
  statement = [
    "CREATE TABLE hive.logs.flows (",
    "   srcaddr varchar,",
    "   day varchar WITH (partition_projection_format = 'yyyy/MM/dd/HH', partition_projection_type = 'DATE'),",
    "   region varchar WITH (partition_projection_type = 'ENUM', partition_projection_values = ARRAY['eu-west-1'])",
    ")",
    "WITH (",
    "   partition_projection_enabled = true,",
    "   partitioned_by = ARRAY['day','region']",
    ")",
  ].join("\n");
  double.asked.length = 0;
  const projected = await engine.describe("hive.logs.flows");
  expect(projected.partitions[0]).toMatchObject({ unit: "date", format: "yyyy/MM/dd/HH" });
  expect(double.asked).toHaveLength(2);
  await expect(engine.describe("flows")).rejects.toThrow('"flows" is not the name of a table');
});
