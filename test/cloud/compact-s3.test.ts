// flow-write --compact in, to and from buckets: all records once, whatever happens on the way.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Outcome, scratch, shell, startShell } from "../command.ts";
import { Buckets } from "../doubles/buckets.ts";
import { Moto } from "../doubles/moto.ts";

const day = "AWSLogs/123456789012/vpcflowlogs/us-east-1/2018/06/20";
const name = "123456789012_vpcflowlogs_us-east-1_fl-1234abcd_20180620T";
const merged = new RegExp(`^${day}/${name}0000Z_[0-9a-f]{8}\\.log\\.gz$`);
const header = "version srcaddr bytes start end log-status";
/** Small files as AWS delivers them, by their paths, and the lines of each. */
const small: ReadonlyMap<string, readonly string[]> = new Map(
  ["1620", "1625", "1630"].flatMap((time, i) =>
    ["fe123456", "aa000001"].map(
      (hash, j) =>
        [
          `${day}/${name}${time}Z_${hash}.log.gz`,
          [`5 10.0.0.${2 * i + j} 40 1529511600 1529511659 OK`, "5 - - 1529511600 1529511659 NODATA"],
        ] as const,
    ),
  ),
);
const lines = [...small.values()].flat().toSorted();

const s3 = await new Buckets().listen();
const keys = Object.entries(s3.env).map(([key, value]) => `${key}=${value}`);
let count = 0;
/** A new bucket, and a folder, for each test. */
let bucket: string;
let folder: string;

beforeAll(async () => await s3.create("flows"));
afterAll(async () => await s3.close());
beforeEach(() => {
  s3.onCall = undefined;
  bucket = `test${++count}`;
  folder = join(scratch, bucket);
});

async function fill(prefix = "logs/", files: Iterable<readonly [string, readonly string[]]> = small): Promise<void> {
  for (const [path, own] of files) await s3.put("flows", `${bucket}/${prefix}${path}`, zipped(own));
}

function zipped(own: readonly string[]): Buffer {
  return gzipSync(`${[header, ...own].join("\n")}\n`);
}

const compact = (words: string): Promise<Outcome> =>
  shell(`export ${keys.join(" ")}; flow-write ${words} --compact day`);

/** The paths of objects below a prefix. */
async function paths(prefix = "logs/"): Promise<string[]> {
  const own = `${bucket}/${prefix}`;
  return (await s3.keys("flows", own)).map((key) => key.slice(own.length));
}

async function linesIn(prefix = "logs/"): Promise<string[]> {
  const all = await Promise.all((await paths(prefix)).map((path) => s3.get("flows", `${bucket}/${prefix}${path}`)));
  return all.flatMap(linesOf).toSorted();
}

function linesOf(bytes: Buffer): string[] {
  const [first, ...others] = gunzipSync(bytes).toString().trim().split("\n");
  expect(first).toBe(header);
  return others;
}

const good = { err: "", status: 0 };

test("in place", async () => {
  await fill();
  const { out, ...others } = await compact(`s3://flows/${bucket}/logs --list`);
  expect(others).toEqual(good);
  expect(out.trim()).toMatch(merged);
  expect(await paths()).toEqual([out.trim()]);
  expect(await linesIn()).toEqual(lines);
  expect(await compact(`s3://flows/${bucket}/logs --list`)).toEqual({ out: "", ...good });
});

test("to another bucket: the old ones stay, and the same again writes nothing", async () => {
  await fill();
  const words = `s3://flows/${bucket}/new --from s3://flows/${bucket}/logs --list`;
  const { out, ...others } = await compact(words);
  expect(others).toEqual(good);
  expect(await paths("new/")).toEqual([out.trim()]);
  expect(await linesIn("new/")).toEqual(lines);
  expect(await paths()).toEqual([...small.keys()].toSorted());
  expect(await compact(words)).toEqual({ out: "", ...good });
  // A late file: the records of the others would be twice.
  await s3.put("flows", `${bucket}/logs/${day}/${name}1630Z_00000001.log.gz`, zipped(["5 10.1.0.1 4 1 2 OK"]));
  expect(await compact(words)).toEqual({
    out: "",
    err: `flow-write: s3://flows/${bucket}/new/${out.trim()}: is of the same slot or day, and has other records; remove it, and compact again\n`,
    status: 3,
  });
  expect(await linesIn("new/")).toEqual(lines);
});

test("to a folder and back, and the old ones go", async () => {
  await fill();
  expect(await compact(`${folder} --from s3://flows/${bucket}/logs --remove-source`)).toEqual({ out: "", ...good });
  expect(await paths()).toEqual([]);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((it) => it.endsWith(".gz"));
  expect(files.flatMap((path) => linesOf(readFileSync(join(folder, path)))).toSorted()).toEqual(lines);
  expect(await compact(`s3://flows/${bucket}/back --from ${folder} --remove-source`)).toEqual({ out: "", ...good });
  expect(await linesIn("back/")).toEqual(lines);
  expect(readdirSync(folder)).toEqual([]);
});

test("what goes is told from what may not, before anything is written", async () => {
  await fill();
  s3.onCall = async (method) => (method === "DELETE" ? 403 : undefined);
  const { err, status } = await compact(`s3://flows/${bucket}/logs`);
  expect({ err, status }).toEqual({
    err: `flow-write: s3://flows/${bucket}/logs: access denied: s3:DeleteObject is not allowed; add it to the policy of these credentials\n`,
    status: 5,
  });
  // No note, and no trial of it, is left.
  expect(await paths()).toEqual([...small.keys()].toSorted());
  const move = await compact(`s3://flows/${bucket}/new --from s3://flows/${bucket}/logs --remove-source`);
  expect(move).toMatchObject({ status: 5 });
  const copy = await compact(`s3://flows/${bucket}/new --from s3://flows/${bucket}/logs`);
  expect(copy.err).toContain(`s3://flows/${bucket}/new: access denied: s3:DeleteObject is not allowed`);
  expect(await paths("")).toEqual([...small.keys()].map((path) => `logs/${path}`).toSorted());
  s3.onCall = undefined;
  expect((await compact(`s3://flows/${bucket}/logs`)).status).toBe(0);
  expect((await paths()).length).toBe(1);
});

test("a bucket that denies removing what it let write: the next run ends it", async () => {
  await fill();
  s3.onCall = async (method, path) => (method === "DELETE" && path.includes("/AWSLogs/") ? 403 : undefined);
  const { err, status } = await compact(`s3://flows/${bucket}/logs`);
  expect({ status, told: err.split("\n")[0] }).toEqual({
    status: 5,
    told: `flow-write: s3://flows/${bucket}/logs: records may be twice until --compact runs again, which ends this`,
  });
  s3.onCall = undefined;
  expect(await compact(`s3://flows/${bucket}/logs`)).toEqual({
    out: "",
    err: "flow-write: a compaction that was killed is finished: 6 files removed whose records are in others\n",
    status: 0,
  });
  expect(await linesIn()).toEqual(lines);
  expect((await paths()).length).toBe(1);
});

test("an object that is replaced before it would go stays, and is told", async () => {
  await fill();
  const [changed = ""] = small.keys();
  s3.onCall = async (method, path) => {
    if (method !== "PUT" || !path.includes("T0000Z_")) return undefined;
    s3.onCall = undefined;
    await s3.put("flows", `${bucket}/logs/${changed}`, zipped(["5 - - 1 2 SKIPDATA"]));
    return undefined;
  };
  const { err, status } = await compact(`s3://flows/${bucket}/logs`);
  expect({ err, status }).toEqual({
    err: `flow-write: s3://flows/${bucket}/logs/${changed}: changed after it was read, and stays; records may be twice; look at it, and remove it\n`,
    status: 3,
  });
  expect((await paths()).includes(changed)).toBe(true);
  expect((await paths()).length).toBe(2);
});

test("a damaged object stays, and so do those that it would be merged with", async () => {
  await fill();
  const [damaged = ""] = small.keys();
  await s3.put("flows", `${bucket}/logs/${damaged}`, zipped(["5 - - 1 2 SKIPDATA"]).subarray(0, 40));
  const { err, status } = await compact(`s3://flows/${bucket}/logs`);
  expect(status).toBe(3);
  expect(err).toBe(
    `flow-write: s3://flows/${bucket}/logs/${damaged}: the gzip data is damaged; mend or remove the file\n`,
  );
  expect(await paths()).toEqual([...small.keys()].toSorted());
});

test.each([
  ["in place", ""],
  ["moved", " --remove-source"],
])("kill -9 at each call that writes, %s: the next run has all records once", async (_, moves) => {
  const logs = "s3://flows/BUCKET/logs";
  const words = moves === "" ? logs : `s3://flows/BUCKET/new --from ${logs}${moves}`;
  const target = moves === "" ? "logs/" : "new/";
  const few = [...small].slice(0, 2);
  const expected = few.flatMap(([, own]) => own).toSorted();
  let kills = 0;
  for (let at = 0; ; at += moves === "" ? 1 : 2) {
    bucket = `test${++count}`;
    await fill("logs/", few);
    if (!(await killedAt(at, words.replaceAll("BUCKET", bucket)))) break;
    kills++;
    const { status } = await compact(words.replaceAll("BUCKET", bucket));
    expect({ at, status, lines: await linesIn(target) }).toEqual({ at, status: 0, lines: expected });
    expect((await paths("")).length).toBe(1);
  }
  // Notes, the new object, and two old ones; of a move each second call.
  expect(kills).toBeGreaterThanOrEqual(moves === "" ? 7 : 5);
});

/** Kills a run when it makes this call of those that write, before it is answered or after; false: there were not so many. */
async function killedAt(at: number, words: string): Promise<boolean> {
  const child = startShell(`export ${keys.join(" ")}; exec flow-write ${words} --compact day`);
  child.stdin.end();
  const closed = new Promise((resolve) => child.once("close", resolve));
  let calls = 0;
  s3.onCall = async (method) => {
    if (method === "GET" || method === "HEAD" || calls++ !== at) return undefined;
    child.kill("SIGKILL");
    await closed;
    // Most of them are done nevertheless.
    return at % 3 === 0 ? 403 : undefined;
  };
  await closed;
  s3.onCall = undefined;
  return calls > at;
}

test("one run at a time, and no note of others is obeyed", async () => {
  await fill();
  const note = ".flow-write-compact-00000000-1.json";
  const put = (text: string): Promise<void> => s3.put("flows", `${bucket}/logs/${note}`, text);
  await put(JSON.stringify({ run: "other", at: Date.now(), written: [], replaced: {} }));
  const busy = `flow-write: s3://flows/${bucket}/logs: another flow-write --compact is at work here; wait for its end; its note is ${note}\n`;
  for (const words of ["", ` --from s3://flows/${bucket}/logs`, ` --from s3://flows/${bucket}/logs --remove-source`]) {
    const target = words === "" ? "logs" : "new";
    expect(await compact(`s3://flows/${bucket}/${target}${words}`)).toEqual({ out: "", err: busy, status: 3 });
  }
  await put(JSON.stringify({ run: "other", at: 0, written: [], replaced: { "../../precious": "1" } }));
  expect(await compact(`s3://flows/${bucket}/logs`)).toEqual({
    out: "",
    err: `flow-write: s3://flows/${bucket}/logs/${note}: not a note of flow-write --compact; look at it, and remove it\n`,
    status: 3,
  });
  expect(await paths()).toEqual([note, ...[...small.keys()].toSorted()]);
});

test("a killed move is ended by the same one only", async () => {
  const [path = ""] = small.keys();
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), zipped(["5 - - 1 2 SKIPDATA"]));
  const note = { run: "other", at: 0, from: `s3://flows/${bucket}/logs/`, written: [path], replaced: {} };
  writeFileSync(join(folder, ".flow-write-compact-00000000-1.json"), JSON.stringify(note));
  expect(await compact(folder)).toEqual({
    out: "",
    err: `flow-write: ${folder}: a compaction from s3://flows/${bucket}/logs/ was killed; run it again first: --from s3://flows/${bucket}/logs/\n`,
    status: 3,
  });
  expect(existsSync(join(folder, path))).toBe(true);
  rmSync(folder, { recursive: true });
});

const moto = await Moto.start();
afterAll(async () => await moto?.stop());

test.skipIf(moto === undefined)("in moto, which knows the conditions: Parquet, read by the reader", async () => {
  const env = `export AWS_ENDPOINT_URL=${moto?.url} AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=A AWS_SECRET_ACCESS_KEY=s`;
  for (const [path, own] of small) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), zipped(own));
  }
  const { S3Client, CreateBucketCommand } = await import("@aws-sdk/client-s3");
  const credentials = { accessKeyId: "A", secretAccessKey: "s" };
  const client = new S3Client({ region: "us-east-1", credentials, endpoint: moto?.url ?? "", forcePathStyle: true });
  await client.send(new CreateBucketCommand({ Bucket: "moved" }));
  client.destroy();
  const play = (line: string): Promise<Outcome> => shell(`${env}; ${line}`);
  const move = `flow-write s3://moved/a --from ${folder} --compact slot --remove-source --list`;
  expect((await play(move)).out.trim().split("\n").length).toBe(3);
  const merge = await play("flow-write s3://moved/a --compact day --format parquet --list");
  expect(merge).toMatchObject(good);
  const read = await play("flowlogs-read s3://moved/a --fields srcaddr,log_status | sort");
  const expected = [...small.values()].flat().map((line) => line.split(" "));
  const records = expected.map(([, srcaddr = "", , , , status]) => {
    return JSON.stringify({ srcaddr: srcaddr === "-" ? null : srcaddr, log_status: status });
  });
  expect(read.out.trim().split("\n")).toEqual(records.toSorted());
});
