// A million rows of an engine come in a stream: they are those that the engine gave, and the command's memory does not grow with
// them. The doubles make the rows as they are asked for. Of Logs Insights there are fewer: it takes ten calls a second.
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { file, shell } from "../command.ts";
import { AthenaDouble } from "../doubles/athena.ts";
import { type Answer, type Call, FakeAws } from "../doubles/aws.ts";
import { FakeS3 } from "../doubles/s3.ts";
import { TrinoDouble } from "../doubles/trino.ts";

const ROWS = 1_000_000;
const PAGE = 10_000;
const START = 1_700_000_000;
/** MiB that a command may have at most; node alone has 45. */
const MOST = 300;
const pipeline = "read | group --by srcaddr 'sum(bytes)'";

const addressOf = (i: number): string => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`;
/** Beyond 2^53. */
const bytesOf = (i: number): string => `90071992547${String(i).padStart(7, "0")}`;

function pieces<T>(make: (i: number) => T, from = 0, to = ROWS): T[] {
  return Array.from({ length: to - from }, (_, i) => make(from + i));
}

function wanted(rows: number): string {
  const hash = createHash("sha256");
  for (let from = 0; from < rows; from += PAGE) {
    hash.update(
      pieces((i) => `{"srcaddr":"${addressOf(i)}","sum(bytes)":${bytesOf(i)}}\n`, from, from + PAGE).join(""),
    );
  }
  return hash.digest("hex");
}

/** Of Trino. */
function pageOf(page: number): string | undefined {
  if (page * PAGE >= ROWS) return undefined;
  return `[${pieces((i) => `["${addressOf(i)}",${bytesOf(i)}]`, page * PAGE, (page + 1) * PAGE).join(",")}]`;
}

const aws = new FakeAws();
const s3 = new FakeS3();
const trino = new TrinoDouble((sql) => {
  if (sql.startsWith("SHOW COLUMNS"))
    return { columns: [], pages: ['[["srcaddr","varchar","",""],["bytes","bigint","",""]]'] };
  const columns = [
    ["srcaddr", "varchar"],
    ["sum(bytes)", "bigint"],
  ] as const;
  return { columns, pages: pageOf };
});
let clickhouseUrl = "";
const clickhouse = createServer((request, response) => {
  void (async () => {
    const query = await text(request);
    if (query.includes("system.columns")) {
      response.end('["srcaddr","String"]\n["bytes","Int64"]\n');
      return;
    }
    for (let from = 0; from < ROWS; from += PAGE) {
      const lines = pieces((i) => `["${addressOf(i)}","${bytesOf(i)}"]\n`, from, from + PAGE).join("");
      if (!response.write(lines)) await new Promise((resolve) => response.once("drain", resolve));
    }
    response.end();
  })();
});

/** Logs Insights with so many rows in each second from START on, of which an answer has 10,000. */
class ManyRows {
  readonly #windows: (readonly [start: number, end: number])[] = [];
  readonly perSecond: number;
  readonly column: string;

  constructor(perSecond: number, column: string) {
    [this.perSecond, this.column] = [perSecond, column];
  }

  answer({ operation, input, service }: Call): Answer | undefined {
    if (service !== "logs") return undefined;
    if (operation === "StartQuery") {
      const id = this.#windows.push([Number(input["startTime"]), Number(input["endTime"])]) - 1;
      return JSON.stringify({ queryId: String(id) });
    }
    if (operation !== "GetQueryResults") return undefined;
    const [start, end] = this.#windows[Number(input["queryId"])] ?? [0, 0];
    const [from, to] = [(start - START) * this.perSecond, (end + 1 - START) * this.perSecond];
    const rows = pieces(
      (i) => [
        { field: "srcaddr", value: addressOf(i) },
        { field: this.column, value: String(i) },
      ],
      from,
      Math.min(to, from + PAGE),
    );
    const statistics = { bytesScanned: 1, recordsScanned: 1, recordsMatched: to - from };
    return JSON.stringify({ status: "Complete", results: rows, statistics });
  }
}

let peak = "";
let awsWords = "";

beforeAll(async () => {
  peak = file("peak.mjs", 'process.on("exit", () => console.error(`peak ${process.resourceUsage().maxRSS >> 10}`));');
  const [url, s3Url] = [await aws.listen(), await s3.listen(), await trino.listen()];
  await new Promise<void>((resolve) => clickhouse.listen(0, "127.0.0.1", resolve));
  const address = clickhouse.address();
  clickhouseUrl = typeof address === "object" && address !== null ? `http://127.0.0.1:${address.port}` : "";
  awsWords = `AWS_REGION=eu-west-1 AWS_ACCESS_KEY_ID=A AWS_SECRET_ACCESS_KEY=s AWS_ENDPOINT_URL=${url} AWS_ENDPOINT_URL_S3=${s3Url}`;
});

afterAll(async () => {
  clickhouse.closeAllConnections();
  await Promise.all([aws.close(), s3.close(), trino.close(), new Promise((resolve) => clickhouse.close(resolve))]);
});

/** What is printed as a hash, and whether the command had less memory than the rows would take. */
async function asked(
  words: string,
  pipe = pipeline,
  most = MOST,
): Promise<{ readonly hash: string; readonly isBounded: boolean }> {
  const line = `set -o pipefail; ${awsWords} NODE_OPTIONS="--import=$1" flow-query ${words} "$2" | sha256sum`;
  const { out, err, status } = await shell(line, peak, pipe);
  if (status !== 0) throw new Error(`${status}: ${err}`);
  const used = Number(/peak (\d+)/.exec(err)?.[1]);
  return { hash: out.split(" ")[0] ?? "", isBounded: used > 20 && used < most };
}

test("of Trino, in pages", async () => {
  const found = await asked(`--engine trino --server ${trino.url} --table a.b.c`);
  expect(found).toEqual({ hash: wanted(ROWS), isBounded: true });
});

test("of Athena, in a file", async () => {
  const first = pieces((i) => [addressOf(i), bytesOf(i)], 0, 1100);
  const lines = pieces((i) => `"${addressOf(i)}","${bytesOf(i)}"\n`).join("");
  const columns = [
    { name: "srcaddr", type: "varchar" },
    { name: "sum(bytes)", type: "bigint" },
  ];
  const result = { columns, rows: first, file: `"srcaddr","sum(bytes)"\n${lines}` };
  const athena = new AthenaDouble(() => Promise.resolve(result), s3);
  athena.tables.set("AwsDataCatalog.logs.flows", {
    columns: [
      ["srcaddr", "string"],
      ["bytes", "bigint"],
    ],
  });
  aws.services.unshift(athena);
  const found = await asked("--engine athena --table logs.flows --yes");
  aws.services.shift();
  expect(found).toEqual({ hash: wanted(ROWS), isBounded: true });
});

test("of ClickHouse, in one answer", async () => {
  const found = await asked(`--engine clickhouse --server ${clickhouseUrl} --table logs.flows`);
  expect(found).toEqual({ hash: wanted(ROWS), isBounded: true });
});

test("of DuckDB, from a file", async () => {
  const path = file("flows.log", `srcaddr bytes\n${pieces((i) => `${addressOf(i)} ${bytesOf(i)}\n`).join("")}`);
  const found = await asked("--engine duckdb", `read ${path}`, 400);
  const lines = createHash("sha256");
  for (let from = 0; from < ROWS; from += PAGE) {
    lines.update(pieces((i) => `{"srcaddr":"${addressOf(i)}","bytes":${bytesOf(i)}}\n`, from, from + PAGE).join(""));
  }
  expect(found).toEqual({ hash: lines.digest("hex"), isBounded: true });
});

/** Those of Logs Insights from START on. */
function numbered(rows: number, column: string): string {
  const lines = pieces((i) => `{"srcaddr":"${addressOf(i)}","${column}":${i}}\n`, 0, rows);
  return createHash("sha256").update(lines.join("")).digest("hex");
}

test.each([
  ["records", 50, "bytes", "read cwl:flows --start 1700000000 --end 1700000010 --fields srcaddr,bytes", 5000],
  [
    "groups",
    12,
    "sum(bytes)",
    "read cwl:flows --start 1700000000 --end 1700000004 | group --by srcaddr 'sum(bytes)'",
    3000,
  ],
])("of Logs Insights, %s in pieces of the time", async (_, thousands, column, asking, perSecond) => {
  aws.services.unshift(new ManyRows(perSecond, column === "bytes" ? "bytes" : "sum_bytes"));
  const found = await asked("--engine insights --yes", asking);
  aws.services.shift();
  expect(found).toEqual({ hash: numbered(thousands * 1000, column), isBounded: true });
});
