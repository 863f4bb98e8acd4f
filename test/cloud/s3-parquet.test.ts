// Parquet in a bucket: only what is needed of it is fetched, whatever it is called, and it reads as from a disk.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { outcome, scratch, startShell } from "../command.ts";
import { FakeS3 } from "../doubles/s3.ts";

const s3 = new FakeS3();
let env: string;
let bytes: Buffer;
const folder = join(scratch, "parquet");

beforeAll(async () => {
  env = `AWS_ENDPOINT_URL_S3=${await s3.listen()} AWS_REGION=eu-west-1 AWS_ACCESS_KEY_ID=A AWS_SECRET_ACCESS_KEY=s`;
  mkdirSync(folder);
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  // Texts that take much room, and do not compress; row groups by time.
  await connection.run(`COPY (SELECT md5(i::text) AS interface_id, '10.0.' || (i % 250) || '.1' AS srcaddr, i AS bytes,
    md5((i + 1)::text) AS vpc_id, 1700000000 + i AS start FROM range(200000) t(i))
    TO '${folder}/large.parquet' (FORMAT parquet, ROW_GROUP_SIZE 20480)`);
  connection.closeSync();
  instance.closeSync();
  bytes = readFileSync(`${folder}/large.parquet`);
  for (const key of ["large.parquet", "without-a-name"]) s3.put("flows", key, bytes);
  writeFileSync(
    `${folder}/nameProblem.parquet`,
    "2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 7 1 2 ACCEPT OK\n".repeat(40_000),
  );
  s3.put("flows", "nameProblem.parquet", readFileSync(`${folder}/nameProblem.parquet`));
});

beforeEach(() => {
  s3.calls.length = 0;
  delete s3.behaviour.trouble;
});

afterAll(async () => {
  await s3.close();
});

async function read(source: string, options: string): Promise<string> {
  const child = startShell(`${env} exec flowlogs-read ${source} ${options}`);
  child.stdin.end();
  const { out, err, status } = await outcome(child);
  expect([err, status]).toEqual(["", 0]);
  return out;
}

/** Bytes that were asked for. */
function fetched(): number {
  const ranges = s3.callsOf("Get").map(
    ({ range }) =>
      /(\d+)-(\d+)/
        .exec(range ?? "")
        ?.slice(1)
        .map(Number) ?? [],
  );
  return ranges.reduce((sum, [from = 0, to = 0]) => sum + to + 1 - from, 0);
}

test("it is large enough to matter", () => {
  expect(bytes.length).toBeGreaterThan(10 << 20);
});

// What has another name is under way before it is known what it is.
test.each([
  ["large.parquet", 0.25],
  ["without-a-name", 1.3],
] as const)("%s: two columns of many", async (key, share) => {
  const out = await read(`s3://flows/${key}`, "--fields srcaddr,bytes");
  expect(out).toBe(await read(`${folder}/large.parquet`, "--fields srcaddr,bytes"));
  expect(out.split("\n").length).toBe(200_001);
  expect(fetched()).toBeLessThan(bytes.length * share);
});

test("row groups out of the window are not fetched", async () => {
  const window = "--start 1700190000 --end 1700191000";
  const out = await read("s3://flows/large.parquet", window);
  expect(out).toBe(await read(`${folder}/large.parquet`, window));
  expect(out.split("\n").length).toBe(1001);
  expect(fetched()).toBeLessThan(bytes.length / 4);
});

test("all of it, with connections that break", async () => {
  s3.behaviour.trouble = ({ operation, index }) => (operation === "Get" && index % 3 === 1 ? "cut" : undefined);
  const out = await read("s3://flows/large.parquet", "");
  expect(out).toBe(await read(`${folder}/large.parquet`, ""));
});

test("what is only called so is read as what it is", async () => {
  const out = await read("s3://flows/nameProblem.parquet", "--fields bytes");
  expect(out).toBe('{"bytes":7}\n'.repeat(40_000));
});

test("an object that is denied in its middle is said", async () => {
  s3.behaviour.trouble = ({ operation, index }) =>
    operation === "Get" && index > 0 ? { code: "AccessDenied", status: 403 } : undefined;
  const child = startShell(`${env} exec flowlogs-read s3://flows/large.parquet`);
  child.stdin.end();
  const { err, status } = await outcome(child);
  expect(err).toContain("flowlogs-read: s3://flows/large.parquet: access denied: s3:GetObject is not allowed");
  expect(status).toBe(5);
});
