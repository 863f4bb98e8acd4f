// Engines that are asked wrongly, or answer wrongly: exit 5 or 2, the engine's words with ours, and half an answer is called so.
import { createServer, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { AthenaDouble, type AthenaResult } from "../doubles/athena.ts";
import { FakeAws } from "../doubles/aws.ts";
import { FakeS3 } from "../doubles/s3.ts";
import { type TrinoAnswer, TrinoDouble } from "../doubles/trino.ts";
import { type Ran, ranInMemory } from "./queryInMemory.ts";

const keys = { AWS_REGION: "eu-west-1", AWS_ACCESS_KEY_ID: "A", AWS_SECRET_ACCESS_KEY: "s", USER: "me" };
const environment = process.env;

let answerOfTrino: (sql: string) => TrinoAnswer;
const trino = new TrinoDouble((sql) => answerOfTrino(sql));
let answerOfClickhouse: (query: string, response: ServerResponse) => void;
const server = createServer((request, response) => {
  void text(request).then((query) => {
    if (query.includes("system.columns")) {
      response.end((request.url ?? "").includes("flowz") ? "" : '["srcaddr","String"]\n["bytes","Int64"]\n');
    } else answerOfClickhouse(query, response);
  });
});
let clickhouseUrl = "";
const [aws, s3] = [new FakeAws(), new FakeS3()];
let resultOfAthena: AthenaResult;
const athena = new AthenaDouble(() => Promise.resolve(resultOfAthena), s3);

beforeAll(async () => {
  await trino.listen();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  clickhouseUrl = typeof address === "object" && address !== null ? `http://127.0.0.1:${address.port}` : "";
  const [url, s3Url] = [await aws.listen(), await s3.listen()];
  aws.services.push(athena);
  athena.tables.set("AwsDataCatalog.logs.flows", {
    columns: [
      ["srcaddr", "string"],
      ["bytes", "bigint"],
      ["ratio", "double"],
      ["big", "decimal(38,0)"],
      ["seen", "timestamp"],
      ["tags", "array<string>"],
      ["isNew", "boolean"],
    ],
  });
  process.env = { ...environment, ...keys, AWS_ENDPOINT_URL: url, AWS_ENDPOINT_URL_S3: s3Url };
});

beforeEach(() => {
  trino.trouble = () => false;
  aws.behaviour.trouble = undefined;
});

afterAll(async () => {
  process.env = environment;
  server.closeAllConnections();
  await Promise.all([aws.close(), s3.close(), trino.close(), new Promise((resolve) => server.close(resolve))]);
});

const ran = (...words: readonly string[]): Promise<Ran> => ranInMemory(words, keys);

const groups = "read | group --by srcaddr 'sum(bytes)'";
const onTrino = (table: string, pipeline = groups): Promise<Ran> =>
  ran("--engine", "trino", "--server", trino.url, "--table", table, pipeline);
const onClickhouse = (table: string, pipeline = groups): Promise<Ran> =>
  ran("--engine", "clickhouse", "--server", clickhouseUrl, "--table", table, pipeline);
const onAthena = (table: string, pipeline = groups): Promise<Ran> =>
  ran("--engine", "athena", "--yes", "--table", table, pipeline);

const described = { columns: [], pages: ['[["srcaddr","varchar","",""],["bytes","bigint","",""]]'] };
const sums = [
  ["srcaddr", "varchar"],
  ["sum(bytes)", "bigint"],
] as const;

describe("a table whose name is misspelt", () => {
  const names: Readonly<Record<string, string>> = {
    "SHOW CATALOGS": '[["hive"],["system"]]',
    'SHOW SCHEMAS FROM "hive"': '[["default"],["logs"]]',
    'SHOW TABLES FROM "hive"."logs"': '[["flows"],["others"]]',
  };

  test.each([
    ["hive.logs.flowz", "TABLE", "Table 'hive.logs.flowz' does not exist", '; did you mean "flows"?'],
    ["hive.lags.flows", "SCHEMA", "Schema 'lags' does not exist", '; did you mean "logs"?'],
    ["hivve.logs.flows", "CATALOG", "Catalog 'hivve' not found", '; did you mean "hive"?'],
    ["hive.logs.unlike", "TABLE", "Table 'hive.logs.unlike' does not exist", "; check --table"],
  ])("on Trino: %s", async (table, part, message, advice) => {
    answerOfTrino = (sql) => {
      if (names[sql] !== undefined) return { columns: [], pages: [names[sql]] };
      return { columns: [], pages: [], error: { message, errorName: `${part}_NOT_FOUND`, errorType: "USER_ERROR" } };
    };
    const { code, out, err } = await onTrino(table);
    expect({ code, out }).toEqual({ code: 5, out: "" });
    expect(err).toContain(`${message} (${part}_NOT_FOUND)${advice}`);
  });

  test.each([
    ["logs.flowz", '["logs","flows"]\n["other","flowz"]\n', "did you mean logs.flows?"],
    ["logs.flowz", '["logs","unlike"]\n["other","flowz"]\n', "did you mean other.flowz?"],
    ["logs.flowz", "", "check --table, and that this user may see it"],
  ])("on ClickHouse: %s of %j", async (table, tables, advice) => {
    answerOfClickhouse = (_, response) => void response.end(tables);
    const { code, out, err } = await onClickhouse(table);
    expect({ code, out }).toEqual({ code: 5, out: "" });
    expect(err).toContain(`ClickHouse has no table ${table}; ${advice}`);
  });

  test("on Athena", async () => {
    const { code, out, err } = await onAthena("logs.flowz");
    expect({ code, out }).toEqual({ code: 5, out: "" });
    expect(err).toContain("Athena has no table AwsDataCatalog.logs.flowz; did you mean logs.flows?");
    expect((await onAthena("nowhere.flowz")).err).toContain("check the name and the Region");
  });
});

test("a column that is misspelt", async () => {
  answerOfTrino = () => described;
  const pipeline = "read | group --by srcadr 'sum(bytes)'";
  for (const { code, out, err } of [
    await onTrino("a.b.c", pipeline),
    await onClickhouse("a.b", pipeline),
    await onAthena("logs.flows", pipeline),
  ]) {
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain('the table has no column "srcadr"; did you mean "srcaddr"?\n');
  }
  const { err } = await onTrino("a.b.c", "read | group --by tcp_flags 'count()'");
  expect(err).toContain('the table has no column "tcp_flags"; it has srcaddr and bytes');
});

describe("half an answer is called so", () => {
  const rows = '["10.0.0.1","1"]\n["10.0.0.2","2"]\n';
  const whole = '{"srcaddr":"10.0.0.1","sum(bytes)":1}\n{"srcaddr":"10.0.0.2","sum(bytes)":2}\n';

  test("on ClickHouse, where the connection is cut between rows, amid one, and where it ends amid one", async () => {
    for (const [more, end] of [
      ["", (it: ServerResponse) => void it.destroy()],
      ['["10.0.', (it: ServerResponse) => void it.destroy()],
      ['["10.0.', (it: ServerResponse) => void it.end()],
    ] as const) {
      answerOfClickhouse = (_, response) => void response.write(rows + more, () => end(response));
      const { code, out, err } = await onClickhouse("a.b");
      expect({ more, code, isOf: whole.startsWith(out) }).toEqual({ more, code: 5, isOf: true });
      expect(err).toContain("ClickHouse did not answer");
      expect(err.includes("the 2 rows before that are not all")).toBe(out !== "");
    }
  });

  test("on Trino, where a page comes again", async () => {
    answerOfTrino = (sql) => (sql.startsWith("SHOW") ? described : { columns: sums, pages: ['[["10.0.0.1",1]]'] });
    trino.trouble = ({ url = "" }, response) => {
      const [, id = ""] = /executing\/(\d+)\/\d$/.exec(url) ?? [];
      if (id !== String(trino.started - 1) || !trino.asked.at(-1)?.sql.includes("sum")) return false;
      const nextUri = `${trino.url}/v1/statement/executing/${id}/0`;
      response.end(JSON.stringify({ id: "q", stats: {}, columns: [], data: [["10.0.0.1", 1]], nextUri }));
      return true;
    };
    const { code, out, err } = await onTrino("a.b.c");
    expect({ code, out }).toEqual({ code: 5, out: '{"srcaddr":"10.0.0.1","sum(bytes)":1}\n' });
    expect(err).toContain("gives a page again; 1 rows are not all");
  });

  test("on Athena, where a page comes again, and where the file in S3 is cut", async () => {
    const many = Array.from({ length: 1500 }, (_, i) => [`10.0.0.${i}`, String(i)]);
    const columns = sums.map(([name, type]) => ({ name, type }));
    resultOfAthena = { columns, rows: many, file: '"srcaddr","sum(bytes)"\n"10.0.0.1","1"\n"10.0.' };
    const cut = await onAthena("logs.flows");
    expect(cut).toMatchObject({ code: 5, out: '{"srcaddr":"10.0.0.1","sum(bytes)":1}\n' });
    expect(cut.err).toContain("the results of the query in S3 are cut short");
    expect(cut.err).toContain("the 1 rows before that are not all");
    s3.behaviour.trouble = () => ({ code: "AccessDenied", status: 403 });
    aws.services.unshift({
      answer({ operation, input }) {
        if (operation !== "GetQueryResults" || input["NextToken"] === undefined) return undefined;
        return JSON.stringify({ ResultSet: { Rows: [{ Data: [{ VarCharValue: "x" }, {}] }] }, NextToken: "1000" });
      },
    });
    const again = await onAthena("logs.flows");
    expect(again.code).toBe(5);
    expect(again.err).toContain("Athena gives a page of rows again");
    delete s3.behaviour.trouble;
    aws.services.shift();
  });
});

test("Athena that is not there, and credentials that it does not take", async () => {
  process.env = { ...process.env, AWS_ENDPOINT_URL_ATHENA: "http://127.0.0.1:9", AWS_MAX_ATTEMPTS: "1" };
  const down = await onAthena("logs.flows");
  delete process.env["AWS_ENDPOINT_URL_ATHENA"];
  expect({ code: down.code, out: down.out }).toEqual({ code: 5, out: "" });
  aws.behaviour.trouble = () => ({ error: "UnrecognizedClientException", message: "The security token is invalid" });
  const refused = await onAthena("logs.flows");
  expect({ code: refused.code, out: refused.out }).toEqual({ code: 5, out: "" });
});

test("values of Athena as they are: numbers beyond 2^63, NaN, infinity, nulls, empty texts, other types", async () => {
  const types = ["varchar", "bigint", "double", "decimal(38,0)", "timestamp", "varchar", "boolean"];
  const names = ["srcaddr", "bytes", "ratio", "big", "seen", "tags", "isNew"];
  resultOfAthena = {
    columns: names.map((name, i) => ({ name, type: types[i] ?? "" })),
    rows: [
      [
        "2001:db8::1",
        "-9223372036854775808",
        "NaN",
        "99999999999999999999",
        "2026-11-29 08:00:00.000",
        "[a, b]",
        "true",
      ],
      ["", null, "-Infinity", null, null, null, "false"],
      [null, "9007199254740993", "1.0E-7", "-1", null, "", null],
    ],
  };
  const { code, out } = await onAthena("logs.flows", "read | filter 'bytes > 0 or bytes <= 0'");
  expect(code).toBe(0);
  expect(out).toBe(
    '{"srcaddr":"2001:db8::1","bytes":-9223372036854775808,"ratio":"NaN","big":99999999999999999999,"seen":"2026-11-29 08:00:00.000","tags":"[a, b]","isNew":true}\n' +
      '{"srcaddr":"","bytes":null,"ratio":"-Infinity","big":null,"seen":null,"tags":null,"isNew":false}\n' +
      '{"srcaddr":null,"bytes":9007199254740993,"ratio":1e-7,"big":-1,"seen":null,"tags":"","isNew":null}\n',
  );
});

test.each([
  [["--engine", "trinno", groups], '--engine: unknown word "trinno"; did you mean "trino"?'],
  [
    ["--engine", "trino", "--workgroup", "x", groups],
    "--workgroup: is for athena, and the engine is trino; leave it out",
  ],
  [
    ["--engine", "athena", "--server", "http://x", groups],
    "--server: is for clickhouse and trino, and the engine is athena",
  ],
  [
    ["--engine", "duckdb", "--table", "x", groups],
    "--table: is for athena, clickhouse, insights and trino, and the engine is duckdb",
  ],
  [["--engine", "trino", "--max-cost", "1", groups], "--max-cost: is for athena and insights, and the engine is trino"],
  [
    ["--engine", "athena", "--print", "trino", groups],
    "--print: is of trino, and the engine is athena; leave one of them out",
  ],
  [
    ["--print", "trino", "--output-location", "s3://x/", groups],
    "--output-location: is for athena, and the engine is trino",
  ],
  [["--engine", "trino", "--start", "1h", groups], "--start: is for queries in --lang"],
])("%j: options that do not belong together", async (words, problem) => {
  const { code, out, err } = await ran(...words);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain(problem);
});
