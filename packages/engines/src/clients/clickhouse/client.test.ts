// The client against a server on 127.0.0.1 that answers as ClickHouse does over HTTP.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Engine, EngineColumn, EngineQuery } from "../../query.ts";
import { rowWriter } from "../../rows.ts";
import { client } from "./client.ts";

type Reply = (response: ServerResponse) => void;

const columns: readonly EngineColumn[] = [
  { name: "srcaddr", type: "address" },
  { name: "sum(bytes)", type: "integer" },
  { name: "avg", type: "number" },
];
const asked: { readonly query: string; readonly url: URL; readonly headers: IncomingMessage["headers"] }[] = [];
let reply: Reply = (response) => response.end();
let closed = (): void => {};
const server = createServer((request, response) => {
  response.on("close", () => closed());
  void text(request).then((sent) => {
    asked.push({ query: sent, url: new URL(request.url ?? "", "http://x"), headers: request.headers });
    reply(response);
  });
});
let address = "";
let engine: Engine;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  address = typeof bound === "object" && bound !== null ? `127.0.0.1:${bound.port}` : "";
  engine = await connected(`http://me:se%40cret@${address}`);
});

beforeEach(() => {
  asked.length = 0;
});

afterAll(async () => {
  await engine.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function connected(url: string): Promise<Engine> {
  const context = { settings: { server: url }, environment: {}, progress: () => {}, note: () => {} };
  return await client.connect(context);
}

function query(): EngineQuery {
  const table = { name: ["default", "flows"], columns: [], partitions: [] };
  return { engine: "clickhouse", text: "SELECT 1", columns, notes: [], table };
}

async function rows(signal = new AbortController().signal): Promise<string> {
  const write = rowWriter(columns);
  let found = "";
  for await (const piece of engine.run(query(), signal)) found += new TextDecoder().decode(write(piece));
  return found;
}

function refusing(status: number, message: string): Reply {
  return (response) => response.writeHead(status).end(message);
}

test("rows come in a stream, with every digit, nulls, and numbers that JSON does not have", async () => {
  reply = (response) => {
    response.write('["10.0.0.1","9223372036854775807",0.5]\n["2001:db8::1",nu');
    response.end('ll,"nan"]\n["::ffff:10.0.0.2","-1","-inf"]\n');
  };
  expect(await rows()).toBe(
    '{"srcaddr":"10.0.0.1","sum(bytes)":9223372036854775807,"avg":0.5}\n' +
      '{"srcaddr":"2001:db8::1","sum(bytes)":null,"avg":"NaN"}\n' +
      '{"srcaddr":"10.0.0.2","sum(bytes)":-1,"avg":"-Infinity"}\n',
  );
  const [first] = asked;
  expect(first?.query).toContain("SELECT 1");
  expect(first?.query).toContain("JSONCompactEachRow");
  expect(first?.url.searchParams.get("output_format_json_quote_64bit_integers")).toBe("1");
  expect(first?.url.searchParams.get("skip_unavailable_shards")).toBe("0");
  expect(first?.url.searchParams.get("timeout_overflow_mode")).toBe("throw");
  expect(first?.headers.authorization).toBe(`Basic ${Buffer.from("me:se@cret").toString("base64")}`);
});

test("a table has the columns that the server tells, by names that are not part of the query", async () => {
  reply = (response) =>
    response.end('["srcaddr","IPv6"]\n["bytes","UInt64"]\n["action","LowCardinality(Nullable(String))"]\n');
  expect(await engine.describe("logs.o'flows")).toEqual({
    name: ["logs", "o'flows"],
    columns: [
      { name: "srcaddr", stored: "IPv6", type: "address" },
      { name: "bytes", stored: "UInt64", type: "integer" },
      { name: "action", stored: "LowCardinality(Nullable(String))", type: "text" },
    ],
    partitions: [],
  });
  expect(asked[0]?.query).not.toContain("flows");
  expect(asked[0]?.url.searchParams.get("param_table")).toBe("o\\'flows");
  reply = (response) => response.end();
  await expect(engine.describe("flowz")).rejects.toThrow("ClickHouse has no table default.flowz");
});

test("what the server says is told, and what it is when it cannot be reached", async () => {
  reply = refusing(400, "Code: 47. DB::Exception: Unknown identifier: bytez. (UNKNOWN_IDENTIFIER)");
  await expect(rows()).rejects.toThrow("ClickHouse did not answer: Unknown identifier: bytez");
  reply = refusing(403, "Code: 516. DB::Exception: me: Authentication failed. (AUTHENTICATION_FAILED)");
  await expect(rows()).rejects.toThrow("Authentication failed");
  reply = (response) => response.end('["10.0.0.1","1",1]\nCode: 241. DB::Exception: Memory limit exceeded\n');
  await expect(rows()).rejects.toThrow("Memory limit exceeded");
  const nowhere = await connected("http://127.0.0.1:9");
  await expect(nowhere.describe("flows")).rejects.toThrow("ClickHouse cannot be reached");
  await nowhere.close();
  await expect(connected("127.0.0.1")).rejects.toThrow('"127.0.0.1" is not the address of a server');
});

test("a query that nobody waits for any more is ended with its connection", async () => {
  reply = (response) => response.write('["10.0.0.1","1",1]\n');
  const isClosed = new Promise<void>((done) => (closed = done));
  const end = new AbortController();
  const all = rows(end.signal);
  while (asked.length === 0) await new Promise((done) => setTimeout(done, 5));
  end.abort(new Error("over"));
  await expect(all).rejects.toThrow("over");
  await isClosed;
});
