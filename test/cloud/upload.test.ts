// What becomes of uploads to S3 in the troubles that it has: all of an object is there, or nothing, and none is replaced.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { FakeUploads } from "../doubles/uploads.ts";
import { AwsContext } from "../../packages/aws/src/awsContext.ts";
import { BucketUploader } from "../../packages/aws/src/s3/upload.ts";

const folder = mkdtempSync(join(tmpdir(), "flowlogs-upload-"));
const small = join(folder, "small");
const large = join(folder, "large");
const smallBytes = Buffer.from("small\n".repeat(1000));
const PART = 65_536;
/** Three parts, the last one short. */
const largeBytes = Buffer.alloc(2 * PART + 7, "0123456789abcdef\n");
writeFileSync(small, smallBytes);
writeFileSync(large, largeBytes);
afterAll(() => rmSync(folder, { recursive: true }));

let s3: FakeUploads;
let uploader: BucketUploader;
let aws: AwsContext;
let notes: string[];

/** `slept`: waits take no time, and the clock is that much later. */
async function open(bucket = "flows"): Promise<void> {
  uploader?.close();
  let now = 0;
  const clock = { now: () => now, sleep: async (ms: number) => void (now += ms) };
  const host = { note: (text: string) => void notes.push(text), env: {}, stderrIsTerminal: false };
  aws = new AwsContext({ "endpoint-url": url, region: "us-east-1" }, host, clock);
  uploader = new BucketUploader(bucket, {}, aws, host.note, PART);
}

let url: string;
beforeEach(async () => {
  s3 = new FakeUploads();
  notes = [];
  process.env["AWS_ACCESS_KEY_ID"] = "A";
  process.env["AWS_SECRET_ACCESS_KEY"] = "s";
  url = await s3.listen();
  await open();
});
afterEach(async () => {
  uploader.close();
  await s3.close();
});

const options = { metadata: { "num-records": "5" }, contentType: "application/gzip" };

describe.each([
  ["small", small, smallBytes, ["Put"]],
  ["large", large, largeBytes, ["Create", "Part", "Part", "Part", "Complete"]],
])("a %s file", (_, path, body, operations) => {
  const stored = { metadata: { "num-records": "5" }, type: "application/gzip" };

  test("is there as a whole, with what is known of it", async () => {
    expect(await uploader.upload("a/b c.gz", path, options)).toBe(true);
    expect(s3.objects.get("flows/a/b c.gz")).toMatchObject(stored);
    expect(s3.objects.get("flows/a/b c.gz")?.body.equals(body)).toBe(true);
    expect(s3.calls.map(({ operation }) => operation)).toEqual(operations);
    expect(await uploader.find("a/b c.gz")).toEqual({ size: body.length, metadata: options.metadata });
    expect(await uploader.find("a/other")).toBeUndefined();
  });

  test("does not replace another one, and leaves no parts", async () => {
    s3.objects.set("flows/k", { body: Buffer.from("theirs"), metadata: {}, type: "" });
    expect(await uploader.upload("k", path, options)).toBe(false);
    expect(s3.objects.get("flows/k")?.body.toString()).toBe("theirs");
    expect(s3.open.size).toBe(0);
  });

  test("comes through a storm, and through connections that are cut", async () => {
    let count = 0;
    s3.trouble = ({ operation }) => {
      count++;
      if (operation === "Head") return undefined;
      if (count % 3 === 0) return undefined;
      return count % 3 === 1 ? { code: "SlowDown", status: 503 } : "cut";
    };
    expect(await uploader.upload("k", path, options)).toBe(true);
    expect(s3.objects.get("flows/k")?.body.equals(body)).toBe(true);
    expect(aws.waits.throttled).toBeGreaterThan(0);
    expect(aws.waits.failed).toBeGreaterThan(0);
  });

  test("whose answer is lost is there: whoever asks again is told so", async () => {
    s3.trouble = ({ operation, index }) =>
      (operation === "Put" || operation === "Complete") && index === 0 ? "lost" : undefined;
    expect(await uploader.upload("k", path, options)).toBe(false);
    expect(await uploader.find("k")).toEqual({ size: body.length, metadata: options.metadata });
    expect(s3.open.size).toBe(0);
  });

  test("goes to a service without If-None-Match, with a word", async () => {
    s3.trouble = ({ headers }) =>
      headers["if-none-match"] === undefined ? undefined : { code: "NotImplemented", status: 501 };
    expect(await uploader.upload("k", path, options)).toBe(true);
    expect(await uploader.upload("l", path, options)).toBe(true);
    expect(notes).toEqual(["flows: the service has no If-None-Match: another writer could replace an object"]);
    expect(s3.open.size).toBe(0);
  });

  test("waits for another writer at its key", async () => {
    s3.trouble = ({ operation, index }) =>
      operation === operations.at(-1) && index === 0 ? { code: "ConditionalRequestConflict", status: 409 } : undefined;
    expect(await uploader.upload("k", path, options)).toBe(true);
    expect(s3.open.size).toBe(0);
  });

  test.each([
    [
      { code: "AccessDenied", status: 403, message: "User: arn:aws:iam::1:user/u is not authorized" },
      "access denied: s3:PutObject is not allowed",
    ],
    [{ code: "SlowDown", status: 503 }, "still throttled after 5 minutes: s3:PutObject was refused"],
    ["cut", "the connection keeps failing"],
  ] as const)("that is refused (%j) is an error, and no part of it stays", async (trouble, message) => {
    s3.trouble = ({ operation }) => (operation === operations.at(-1) ? trouble : undefined);
    await expect(uploader.upload("k", path, options)).rejects.toMatchObject({ message });
    expect([s3.objects.size, s3.open.size]).toEqual([0, 0]);
  });

  test("for a bucket that is not there", async () => {
    await open("none");
    await expect(uploader.upload("k", path, options)).rejects.toMatchObject({ message: "there is no bucket none" });
  });
});

test("parts that cannot be given up are told", async () => {
  s3.trouble = ({ operation }) =>
    operation === "Complete" || operation === "Abort" ? { code: "AccessDenied", status: 403 } : undefined;
  await expect(uploader.upload("k", large, options)).rejects.toThrow("access denied: s3:PutObject is not allowed");
  expect(notes).toEqual([
    "s3://flows/k: its parts stay in the bucket (access denied: s3:AbortMultipartUpload is not allowed); remove them: aws s3api abort-multipart-upload",
  ]);
});

test("of the parts of a file only a few are in memory", async () => {
  const many = join(folder, "many");
  writeFileSync(many, Buffer.alloc(PART * 20));
  expect(await uploader.upload("k", many, options)).toBe(true);
  expect(s3.callsOf("Part").length).toBe(20);
  expect(s3.mostParts).toBeLessThanOrEqual(4);
});

test("an object is removed, and one that is not there is no error", async () => {
  s3.objects.set("flows/k", { body: smallBytes, metadata: {}, type: "" });
  await uploader.remove("k");
  await uploader.remove("k");
  expect(s3.objects.size).toBe(0);
});
