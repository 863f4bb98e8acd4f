// flow-query --engine clickhouse against a server on 127.0.0.1 that knows one table: what it is asked, and what comes of its rows.
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { memoryHost } from "../../packages/cli/src/memoryHost.ts";
import { execute } from "../../packages/cli/src/run.ts";
import { command } from "../../packages/flow-query/src/command.ts";

const asked: string[] = [];
const columns = '["srcaddr","IPv6"]\n["bytes","UInt64"]\n["start","Int64"]\n';
const server = createServer((request, response) => {
  void text(request).then((query) => {
    asked.push(query);
    if (query.includes("system.columns")) response.end(columns);
    else if (query.includes("refused"))
      response.writeHead(400).end("Code: 62. DB::Exception: Syntax error. (SYNTAX_ERROR)");
    else response.end('["::ffff:10.0.0.1","18446744073709551615"]\n["2001:db8::1","7"]\n');
  });
});
let url = "";

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  url = typeof address === "object" && address !== null ? `http://127.0.0.1:${address.port}` : "";
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function ran(pipeline: string): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const host = memoryHost();
  const words = ["--engine", "clickhouse", "--server", url, "--table", "logs.flows", pipeline];
  const code = await execute(command, words, host);
  return { code, out: host.out(), err: host.err() };
}

test("rows with every digit, and the commands behind the groups here", async () => {
  const { code, out } = await ran("read | group --by srcaddr 'sum(bytes)' | top 1 --by 'sum(bytes)' --share");
  expect(asked.at(-1)).toMatch(/FROM ["`]logs["`]\.["`]flows["`] AS f/);
  // 18446744073709551615 of 18446744073709551622.
  const row = '{"srcaddr":"10.0.0.1","sum(bytes)":18446744073709551615,"percent":100,"cumulative_percent":100}\n';
  expect({ code, out }).toEqual({ code: 0, out: row });
});

test("what the server refuses is an error, and nothing is printed", async () => {
  const { code, out, err } = await ran("read | filter 'srcaddr like \"refused\"' | group 'sum(bytes)'");
  expect({ code, out }).toEqual({ code: 5, out: "" });
  expect(err).toContain("ClickHouse did not answer: Syntax error");
});
