// Buckets read over HTTP from a stand-in for S3 that makes every kind of trouble.
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FakeS3, type S3Call, type Trouble } from "../doubles/s3.ts";
import { log, numbers, upTo } from "../growing.ts";
import { outcome, startShell, untilPrinted } from "../command.ts";

let s3: FakeS3;
let env: string;

beforeEach(async () => {
  s3 = new FakeS3();
  env = `AWS_ENDPOINT_URL_S3=${await s3.listen()} AWS_REGION=eu-west-1 AWS_ACCESS_KEY_ID=A AWS_SECRET_ACCESS_KEY=s`;
});

afterEach(async () => {
  await s3.close();
});

/** Objects of a hundred records each, compressed or not in turns. */
function fill(count: number, each = 100): void {
  for (let index = 0; index < count; index++) {
    const text = log(index * each, each);
    s3.put("flows", `day/${String(index).padStart(4, "0")}.log`, index % 2 === 0 ? gzipSync(text) : text);
  }
}

/** What a run over a source gives: the numbers of its records, what it says, and how it ends. */
async function read(source: string, options = ""): Promise<{ had: number[]; err: string; status: number | string }> {
  const child = startShell(`${env} exec flowlogs-read ${source} --fields bytes ${options}`);
  child.stdin.end();
  const { out, err, status } = await outcome(child);
  return { had: numbers(out), err, status };
}

function gets(make: (call: S3Call) => Trouble | undefined): void {
  s3.behaviour.trouble = (call) => (call.operation === "Get" ? make(call) : undefined);
}

describe("all there, once, in the order of keys", () => {
  test.each<[string, (() => void) | undefined]>([
    ["when nothing goes wrong", undefined],
    ["with pages of a few keys", () => (s3.behaviour.page = 3)],
    ["with bodies cut in the middle", () => gets(({ index }) => (index % 3 === 0 ? "cut" : undefined))],
    ["with bodies that come in drips", () => gets(() => "drip")],
    [
      "in a storm of throttling",
      () => gets(({ index }) => (index < 20 ? { code: "SlowDown", status: 503 } : undefined)),
    ],
    [
      "with a service that fails now and then",
      () =>
        (s3.behaviour.trouble = () => (s3.calls.length % 5 === 1 ? { code: "InternalError", status: 500 } : undefined)),
    ],
    [
      "with credentials that expire",
      () => gets(({ index }) => (index === 7 ? { code: "ExpiredToken", status: 400 } : undefined)),
    ],
    ["from another region", () => (s3.behaviour.region = "ap-south-1")],
    [
      "from a region that must be asked for",
      () => Object.assign(s3.behaviour, { region: "ap-south-1", isSecretive: true }),
    ],
  ])("%s", async (_, arrange) => {
    fill(40);
    arrange?.();
    expect(await read("s3://flows/day")).toEqual({ had: upTo(0, 4000), err: "", status: 0 });
  });

  test("an object of many parts, of which each is cut", async () => {
    const text = log(0, 200_000);
    s3.put("flows", "large.log", text);
    s3.put("flows", "larger.log", log(200_000, 100));
    gets(({ index }) => (index % 2 === 0 ? "cut" : undefined));
    expect(await read("s3://flows/")).toEqual({ had: upTo(0, 200_100), err: "", status: 0 });
    expect(text.length).toBeGreaterThan(10 << 20);
    // Nothing is fetched twice: each call begins where the one before broke off.
    const begins = s3
      .callsOf("Get")
      .filter(({ key }) => key === "large.log")
      .map(({ range }) => range?.split("-")[0]);
    expect(new Set(begins).size).toBe(begins.length);
  });
});

test("large compressed objects, which a thread decompresses, are as by one thread, whole or damaged", async () => {
  const whole = gzipSync(log(0, 90_000), { level: 0 });
  expect(whole.length).toBeGreaterThan(4 << 20);
  const damaged = Buffer.from(whole);
  damaged.writeUInt8(0x07, damaged.indexOf(log(60_000, 1)) - 5);
  s3.put("flows", "a.log.gz", whole);
  s3.put("flows", "b.log.gz", damaged);
  s3.put("flows", "c.log.gz", whole.subarray(0, -1000));
  s3.put("flows", "d.log.gz", whole);
  gets(({ index }) => (index % 2 === 0 ? "cut" : undefined));
  const many = await read("s3://flows/", "--workers 2");
  const one = await read("s3://flows/", "--workers 1");
  expect(many.had.slice(0, 90_000)).toEqual(upTo(0, 90_000));
  expect(many.had.slice(-90_000)).toEqual(upTo(0, 90_000));
  expect(many.err).toMatch(/b\.log\.gz: .*damaged[^]*c\.log\.gz: .*is cut short/);
  expect({ ...many, had: many.had.length, same: many.had.every((number, at) => number === one.had[at]) }).toEqual({
    ...one,
    had: one.had.length,
    same: true,
  });
});

describe("what goes wrong is said with what to do", () => {
  test.each<[string, Trouble, string]>([
    [
      "access denied",
      {
        code: "AccessDenied",
        status: 403,
        message: "User: arn:aws:iam::1:user/u is not authorized to perform: s3:GetObject on resource: r",
      },
      "access denied: s3:GetObject is not allowed; add it to the policy of arn:aws:iam::1:user/u; if the requester pays, give --requester-pays",
    ],
    [
      "denied by KMS",
      {
        code: "AccessDenied",
        status: 403,
        message: "User: arn:aws:iam::1:user/u is not authorized to perform: kms:Decrypt on the resource",
      },
      "access denied: kms:Decrypt is not allowed; add it for the bucket's key to the policy of arn:aws:iam::1:user/u, and to the key policy",
    ],
    ["gone", { code: "NoSuchKey", status: 404 }, "the object no longer exists; it was deleted after it was listed"],
    [
      "replaced",
      { code: "PreconditionFailed", status: 412 },
      "was replaced while it was read; the records before that are written; read it again",
    ],
  ])("one object is %s, and the others are read", async (_, trouble, said) => {
    fill(3);
    gets(({ key }) => (key === "day/0001.log" ? trouble : undefined));
    expect(await read("s3://flows/day")).toEqual({
      had: [...upTo(0, 100), ...upTo(200, 300)],
      err: `flowlogs-read: s3://flows/day/0001.log: ${said}\n`,
      status: 5,
    });
  });

  test("an archived object", async () => {
    fill(1);
    s3.put("flows", "day/archived.log", log(100, 1), "GLACIER");
    const { had, err, status } = await read("s3://flows/day");
    expect([had.length, status]).toEqual([100, 5]);
    expect(err).toBe(
      "flowlogs-read: s3://flows/day/archived.log: is archived (GLACIER); restore it: aws s3api restore-object; or move it to another class\n",
    );
  });

  test("an object that is replaced in its middle: the records before that are written", async () => {
    s3.put("flows", "large.log", log(0, 200_000));
    gets(({ index }) => {
      if (index > 0) return undefined;
      setImmediate(() => s3.put("flows", "large.log", "another"));
      return "cut";
    });
    const { had, err, status } = await read("s3://flows/large.log", "--concurrency 1");
    expect(err.split("\n")).toEqual([
      "flowlogs-read: s3://flows/large.log: was replaced while it was read; the records before that are written; read it again",
      expect.stringMatching(/large\.log:\d+: line cut short/),
      "",
    ]);
    expect(had).toEqual(upTo(0, had.length));
    expect([had.length > 1000, status]).toEqual([true, 5]);
  });

  test("a listing that is denied, of all and of one folder", async () => {
    fill(1);
    s3.put("flows", "other/1.log", log(100, 100));
    s3.behaviour.trouble = ({ query }) =>
      query.get("prefix") === "day/" ? { code: "AccessDenied", status: 403 } : undefined;
    const denied =
      "access denied: s3:ListBucket is not allowed; add it to the policy of these credentials; if the requester pays, give --requester-pays";
    expect(await read("s3://flows")).toEqual({
      had: upTo(100, 200),
      err: `flowlogs-read: s3://flows/day/: ${denied}\n`,
      status: 5,
    });
    expect(await read("s3://flows/day/")).toMatchObject({
      err: `flowlogs-read: s3://flows/day/: ${denied}\n`,
      status: 5,
    });
  });

  test("who may not list can read an object whose key is known", async () => {
    fill(2);
    s3.behaviour.trouble = ({ operation }) =>
      operation === "List" ? { code: "AccessDenied", status: 403 } : undefined;
    expect(await read("s3://flows/day/0001.log")).toEqual({ had: upTo(100, 200), err: "", status: 0 });
    expect((await read("s3://flows/day/none.log")).err).toContain("s3:ListBucket is not allowed");
  });

  test("credentials that have expired for good", async () => {
    fill(1);
    s3.behaviour.trouble = () => ({ code: "ExpiredToken", status: 400 });
    expect((await read("s3://flows/day")).err).toBe(
      "flowlogs-read: s3://flows/day: the credentials have expired; get new ones and run the command again\n",
    );
  });
});

test("by several threads: the same records, and the same messages in the same order", async () => {
  fill(40);
  s3.put("flows", "day/0010.log", gzipSync(log(1000, 100)).subarray(0, -7));
  s3.put("flows", "day/0020.log", log(2000, 50_000));
  s3.put("flows", "day/0025.log", `nothing\n${log(2500, 1)}`);
  gets(({ key, range }) => {
    if (key === "day/0015.log") return { code: "AccessDenied", status: 403 };
    if (key !== "day/0020.log") return undefined;
    return range?.startsWith("bytes=0-") === true ? "cut" : { code: "PreconditionFailed", status: 412 };
  });
  const one = await read("s3://flows/day", "--workers 1");
  expect(one.status).toBe(5);
  expect(one.err.split("\n").map((line) => /day\/\d+/.exec(line)?.[0])).toEqual([
    "day/0010",
    "day/0015",
    "day/0020",
    "day/0020",
    "day/0025",
    undefined,
  ]);
  expect(await read("s3://flows/day", "--workers 3")).toEqual(one);
});

test("how far it is, in objects and bytes", async () => {
  fill(40);
  gets(({ key }) => (key === "day/0039.log" ? "stall" : undefined));
  const child = startShell(`${env} exec flowlogs-read s3://flows/day --progress always 2>&1 > /dev/null`);
  expect(await untilPrinted(child, "39 files, 0.1 MB, ")).not.toContain("40 files");
  process.kill(child.pid ?? 0, "SIGINT");
  await outcome(child);
});

test("the requester pays when told to", async () => {
  fill(2);
  s3.behaviour.requesterPays = true;
  expect(await read("s3://flows/day", "--requester-pays")).toEqual({ had: upTo(0, 200), err: "", status: 0 });
  const { err, status } = await read("s3://flows/day");
  expect(err).toContain("if the requester pays, give --requester-pays");
  expect(status).toBe(5);
});

test("no more calls at once than are allowed", async () => {
  fill(30);
  s3.behaviour.latency = 20;
  await read("s3://flows/day", "--concurrency 3");
  expect(Math.max(...s3.calls.map(({ together }) => together))).toBe(3);
});

test("no more objects are fetched than are needed", async () => {
  fill(200);
  const { had } = await read("s3://flows/day", "--limit 10");
  expect(had).toEqual(upTo(0, 10));
  expect(s3.callsOf("Get").length).toBeLessThan(80);
  s3.calls.length = 0;
  const child = startShell(`${env} flowlogs-read s3://flows/day | head -1`);
  child.stdin.end();
  expect((await outcome(child)).status).toBe(0);
  expect(s3.callsOf("Get").length).toBeLessThan(200);
});

test("progress knows the sizes from the listing, by pages of its own", async () => {
  const text = log(0, 1000);
  for (let index = 0; index < 120; index++) s3.put("flows", `day/${index}.log`, text);
  Object.assign(s3.behaviour, { page: 50, latency: 40 });
  const { err, status } = await read("s3://flows/day", "--progress always --concurrency 2");
  const total = ((120 * text.length) / 1e6).toFixed(1);
  // The last drawing but one: the listing is known by then.
  const lines = err.split("\r\u001b[K");
  expect(lines.at(-1)).toBe("");
  expect(lines.at(-2)).toMatch(
    new RegExp(String.raw`^\d+ of 120 files, [\d.]+ of ${total} MB, [1-9]\d* %, [\d.]+ k records/s, \d+ s left$`),
  );
  expect(status).toBe(0);
});
