// flow-write to a bucket: whole objects with what is known of them, in the troubles of S3; what cannot be uploaded is kept.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { file, type Outcome, scratch, shell } from "../command.ts";
import { Moto } from "../doubles/moto.ts";
import { FakeUploads } from "../doubles/uploads.ts";

const keys = "AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=A AWS_SECRET_ACCESS_KEY=s";
const origin = "--account 123456789012 --region eu-west-1 --flow-log-id fl-0a1b2c3d";
const folder = "AWSLogs/123456789012/vpcflowlogs/eu-west-1/2018/06/20";
const first = "123456789012_vpcflowlogs_eu-west-1_fl-0a1b2c3d_20180620T1620Z";
/** Two slots: two records and one. */
const records = file(
  "records.ndjson",
  [1529511600, 1529511659, 1529511900].map((end) => `{"start":${end - 60},"end":${end}}\n`).join(""),
);

/** The paths of files that were kept. */
const kept = (name = "flow-write-failed"): string[] =>
  existsSync(join(scratch, name))
    ? readdirSync(join(scratch, name), { recursive: true, encoding: "utf8" }).filter((it) => it.endsWith(".gz"))
    : [];

describe("a bucket with troubles", () => {
  let s3: FakeUploads;
  let env: string;
  beforeEach(async () => {
    s3 = new FakeUploads();
    env = `AWS_ENDPOINT_URL_S3=${await s3.listen()} AWS_MAX_ATTEMPTS=3 ${keys}`;
  });
  afterEach(async () => {
    await s3.close();
    rmSync(join(scratch, "flow-write-failed"), { recursive: true, force: true });
  });

  const write = async (words = "", bucket = "s3://flows/logs"): Promise<Outcome> =>
    await shell(`${env} flow-write ${bucket} ${records} ${origin} --fields start,end ${words}`);

  test("each file is an object that says what is in it", async () => {
    const { out, ...others } = await write("--list");
    expect(others).toEqual({ err: "", status: 0 });
    const [path = ""] = out.split("\n");
    expect(path.startsWith(`${folder}/${first}_`)).toBe(true);
    const stored = s3.objects.get(`flows/logs/${path}`);
    expect(stored?.type).toBe("application/gzip");
    // Both ended at 16:20; the first began a minute before.
    expect(stored?.metadata).toMatchObject({
      "num-records": "2",
      "first-timestamp": "1529511540",
      "last-timestamp": "1529511659",
    });
    expect(gunzipSync(stored?.body ?? "").toString()).toBe("start end\n1529511540 1529511600\n1529511599 1529511659\n");
    expect(s3.objects.size).toBe(2);
  });

  test("the same again is not uploaded again, and what else has the name stays", async () => {
    await write();
    const before = new Map(s3.objects);
    const err = "flow-write: 2 files were there already, with the same content\n";
    expect(await write()).toEqual({ out: "", err, status: 0 });
    expect(s3.objects).toEqual(before);
    const [key = ""] = s3.objects.keys();
    s3.objects.set(key, { body: Buffer.from("theirs"), metadata: {}, type: "" });
    const one = "flow-write: 1 file was there already, with the same content\n";
    expect(await write()).toEqual({ out: "", err: one, status: 0 });
    expect([s3.objects.get(key)?.body.toString(), s3.objects.size]).toEqual(["theirs", 3]);
  });

  test("storms and cut connections are waited for", async () => {
    s3.trouble = ({ index }) => (index === 0 ? { code: "SlowDown", status: 503 } : index === 1 ? "cut" : undefined);
    expect(await write()).toEqual({ out: "", err: "", status: 0 });
    expect(s3.objects.size).toBe(2);
    expect(kept()).toEqual([]);
  });

  test.each([
    [
      "a bucket that denies",
      { code: "AccessDenied", status: 403 },
      "access denied: s3:PutObject is not allowed",
      "; add it to the policy of these credentials",
    ],
    [
      "a storm that does not end",
      { code: "SlowDown", status: 503 },
      "still throttled after 5 minutes: s3:PutObject was refused",
      "; lower --rate, or try again later",
    ],
    [
      "connections that are always cut",
      "cut",
      "the connection keeps failing",
      "; check the network, --endpoint-url and the region (us-east-1)",
    ],
  ] as const)("%s: nothing is lost", async (_, trouble, what, advice) => {
    s3.trouble = () => trouble;
    const { out, err, status } = await write("--list");
    expect({ out, status }).toEqual({ out: "", status: 5 });
    expect(err).toBe(
      `flow-write: s3://flows/logs: ${what}${advice}; files that cannot be uploaded go to flow-write-failed\n` +
        `flow-write: s3://flows/logs: 2 files were not uploaded: ${what}; upload them later: aws s3 cp --recursive flow-write-failed s3://flows/logs/\n`,
    );
    const paths = kept();
    expect(paths.length).toBe(2);
    const texts = paths.map((path) => gunzipSync(readFileSync(join(scratch, "flow-write-failed", path))).toString());
    expect(texts.join("").match(/^\d+ \d+$/gm)?.length).toBe(3);
  });

  test("a service without If-None-Match: the same again is known, and what else has the name stays", async () => {
    s3.trouble = ({ headers }) =>
      headers["if-none-match"] === undefined ? undefined : { code: "NotImplemented", status: 501 };
    const remark = "flow-write: flows: the service has no If-None-Match: another writer could replace an object\n";
    expect(await write()).toEqual({ out: "", err: remark, status: 0 });
    const [key = "", ...others] = s3.objects.keys();
    expect(others).toHaveLength(1);
    s3.objects.set(key, { body: Buffer.from("theirs"), metadata: {}, type: "" });
    const { err, status } = await write();
    expect(status).toBe(0);
    expect(err).toContain("flow-write: 1 file was there already, with the same content\n");
    expect([s3.objects.get(key)?.body.toString(), s3.objects.size]).toEqual(["theirs", 3]);
    expect(kept()).toEqual([]);
  });

  test("an endpoint at which nobody listens: nothing is lost", async () => {
    const [address] = env.split(" ");
    // Of a port that is free.
    const gone = new FakeUploads();
    const url = await gone.listen();
    await gone.close();
    env = env.replace(address ?? "", `AWS_ENDPOINT_URL_S3=${url}`);
    const { err, status } = await write();
    expect(status).toBe(5);
    expect(err).toContain(
      "flow-write: s3://flows/logs: 2 files were not uploaded: the service cannot be reached; upload them later:",
    );
    expect(kept()).toHaveLength(2);
  });

  test("a bucket that is not there, and another folder for what is kept", async () => {
    const { err, status } = await write("--failed-uploads elsewhere/kept", "s3://none");
    expect(status).toBe(5);
    expect(err).toContain(
      "s3://none: 2 files were not uploaded: there is no bucket none; upload them later: aws s3 cp --recursive elsewhere/kept s3://none/\n",
    );
    expect(kept("elsewhere/kept").length).toBe(2);
  });

  test("what is not allowed to be listed is told with the name of the bucket", async () => {
    s3.trouble = () => ({ code: "AccessDenied", status: 403 });
    expect(await shell(`${env} flow-write s3://flows/logs --retain 30d --dry-run`)).toEqual({
      out: "",
      err: "flow-write: s3://flows/logs: access denied: s3:ListBucket is not allowed; add it to the policy of these credentials\n",
      status: 5,
    });
  });

  test("a state is not committed when a file is not in the bucket", async () => {
    const log = file("one/a.log", "2 123456789010 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 9 1529511600 1529511659 ACCEPT OK\n");
    const line = `${env} bash -c 'flowlogs-read ${log} --state S --prepare | flow-write s3://flows --region eu-west-1 --flow-log-id fl-1 --commit S'`;
    s3.trouble = () => ({ code: "AccessDenied", status: 403 });
    expect(await shell(line)).toMatchObject({ out: "", status: 5 });
    expect(existsSync(join(scratch, "S"))).toBe(false);
    s3.trouble = undefined;
    expect(await shell(line)).toEqual({ out: "", err: "", status: 0 });
    expect([existsSync(join(scratch, "S")), s3.objects.size]).toEqual([true, 1]);
  });

  test("what is killed leaves no half object", async () => {
    s3.trouble = ({ operation }) => (operation === "Put" ? "lost" : undefined);
    const { status } = await shell(`${env} timeout -s KILL 2 flow-write s3://flows ${records} ${origin} --fields end`);
    expect([137, "SIGKILL", 0, 5]).toContain(status);
    for (const { body } of s3.objects.values()) expect(gunzipSync(body).toString()).toMatch(/^end\n(\d+\n)+$/);
  });
});

const moto = await Moto.start();
/** A Python with flowlogs-reader (pip install flowlogs-reader), which others wrote for AWS's files. */
const python = process.env["FLOWLOGS_PYTHON"] ?? "python3";
const hasReader = isInstalled("import flowlogs_reader");
afterAll(async () => await moto?.stop());

describe.skipIf(moto === undefined)("a bucket of moto", () => {
  const s3 = new S3Client({
    region: "us-east-1",
    credentials: { accessKeyId: "A", secretAccessKey: "s" },
    endpoint: moto?.url ?? "",
    forcePathStyle: true,
    requestHandler: new NodeHttpHandler({}),
  });
  const play = async (line: string): Promise<Outcome> =>
    await shell(
      `export AWS_ENDPOINT_URL=${moto?.url} ${keys}; cd ${join(import.meta.dirname, "../fixtures")}; ${line}`,
    );

  beforeAll(async () => await s3.send(new CreateBucketCommand({ Bucket: "flows" })), 60_000);
  afterAll(() => s3.destroy());

  test("has what was written, by its own word and record by record", async () => {
    const { out, ...others } = await play(`flow-write s3://flows/a ${records} ${origin} --fields start,end --list`);
    expect(others).toEqual({ err: "", status: 0 });
    const [path] = out.split("\n");
    const { Metadata, ContentType } = await s3.send(new HeadObjectCommand({ Bucket: "flows", Key: `a/${path}` }));
    expect(ContentType).toBe("application/gzip");
    // Both ended at 16:20; the first began a minute before. The hash is that of what the bucket has.
    const stored = await s3.send(new GetObjectCommand({ Bucket: "flows", Key: `a/${path}` }));
    const sha256 = createHash("sha256")
      .update((await stored.Body?.transformToByteArray()) ?? "")
      .digest("hex");
    const times = { "first-timestamp": "1529511540", "last-timestamp": "1529511659" };
    expect(Metadata).toEqual({ "num-records": "2", ...times, sha256 });
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: "flows", Key: `a/${path}` }));
    expect(gunzipSync((await Body?.transformToByteArray()) ?? "").toString()).toContain("1529511540 1529511600\n");
  });

  test("the sample comes back as it is, and nothing is replaced", async () => {
    const line = `flowlogs-read sample/AWSLogs | flow-write s3://flows/b ${origin} --fields srcaddr,dstaddr,bytes,start,end`;
    expect(await play(line)).toEqual({ out: "", err: "", status: 0 });
    const fields = "--fields srcaddr,dstaddr,bytes,start,end | sort";
    const here = await play(`flowlogs-read sample/AWSLogs ${fields}`);
    expect((await play(`flowlogs-read s3://flows/b ${fields}`)).out).toBe(here.out);
    // moto knows If-None-Match.
    const err = "flow-write: 8 files were there already, with the same content\n";
    expect(await play(line)).toEqual({ out: "", err, status: 0 });
    expect((await play(`flowlogs-read s3://flows/b ${fields}`)).out).toBe(here.out);
  });

  test("what is too old is removed, and nothing else", async () => {
    await play(`flow-write s3://flows/old ${records} ${origin} --fields end`);
    const others = [
      `${folder}/${first}_fe123456.log.gz.bak`,
      `${folder}/notes.txt`,
      `x/${folder}/${first}_fe123456.log.gz`,
    ];
    for (const key of others) await s3.send(new PutObjectCommand({ Bucket: "flows", Key: `old/${key}`, Body: "x" }));
    const now = `echo '{"end":'$(date +%s)'}' | flow-write s3://flows/old ${origin} --fields end --list`;
    const { out: recent } = await play(now);
    const listed = await play("flow-write s3://flows/old --retain 30d --dry-run");
    expect(listed.out.split("\n").length).toBe(3);
    expect(await play("flow-write s3://flows/old --retain 30d < /dev/null")).toEqual({ out: "", err: "", status: 0 });
    expect((await play("flow-write s3://flows/old --retain 30d --dry-run")).out).toBe("");
    for (const key of [recent.trim(), ...others])
      await s3.send(new HeadObjectCommand({ Bucket: "flows", Key: `old/${key}` }));
  });

  test.skipIf(!hasReader)("flowlogs_reader reads our layout as it reads that of AWS", async () => {
    await play(`flowlogs-read sample/AWSLogs/123456789012 | flow-write s3://flows/ours ${origin}`);
    const sample = readdirSync(join(import.meta.dirname, "../fixtures/sample"), { recursive: true, encoding: "utf8" });
    for (const path of sample.filter((it) => it.includes("AWSLogs/123456789012") && it.endsWith(".gz"))) {
      const Body = readFileSync(join(import.meta.dirname, "../fixtures/sample", path));
      await s3.send(new PutObjectCommand({ Bucket: "flows", Key: `theirs/${path}`, Body }));
    }
    const read = (prefix: string): Promise<Outcome> =>
      play(
        `${python} -W ignore -m flowlogs_reader --location-type s3 -s '2026-11-20 00:00:00' -e '2026-11-21 00:00:00' flows/${prefix} | sort`,
      );
    const theirs = await read("theirs");
    expect(theirs.out.split("\n").length).toBeGreaterThan(1000);
    expect(await read("ours")).toEqual(theirs);
  });
});

function isInstalled(statement: string): boolean {
  try {
    execFileSync(python, ["-W", "ignore", "-c", statement], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
