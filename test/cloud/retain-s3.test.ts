// flow-write --retain in a bucket: thousands of objects, calls that remove many of them, and what is denied.
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Outcome, shell } from "../command.ts";
import { Buckets } from "../doubles/buckets.ts";

const s3 = await new Buckets().listen();
const keys = Object.entries(s3.env).map(([key, value]) => `${key}=${value}`);
const day = "AWSLogs/123456789012/vpcflowlogs/eu-west-1/2026/10/21";
/** The calls that remove something: many objects, or the one of a path. */
let calls: string[] = [];
let count = 0;
let bucket: string;

beforeAll(async () => await s3.create("flows"));
afterAll(async () => await s3.close());
beforeEach(() => {
  calls = [];
  bucket = `test${++count}`;
  answer(() => undefined);
});

/** Answers calls that remove something: with a status, or with a body. */
function answer(by: (method: string, path: string) => number | string | undefined): void {
  s3.onCall = async (method, path) => {
    if (method !== "DELETE" && method !== "POST") return undefined;
    calls.push(method === "POST" ? method : path);
    return by(method, path);
  };
}

/** Old files of the layout; their paths, as they are listed. */
async function fill(files: number): Promise<string[]> {
  const hashes = Array.from({ length: files }, (_, i) => i.toString(16).padStart(8, "0"));
  const paths = hashes.map((hash) => `${day}/123456789012_vpcflowlogs_eu-west-1_fl-1_20261021T0955Z_${hash}.log.gz`);
  await Promise.all(paths.map((path) => s3.put("flows", `${bucket}/${path}`, "x")));
  return paths;
}

const retain = async (words = ""): Promise<Outcome> =>
  await shell(`export ${keys.join(" ")}; flow-write s3://flows/${bucket} --retain 30d ${words} < /dev/null`);

const left = async (): Promise<string[]> =>
  (await s3.keys("flows", `${bucket}/`)).map((key) => key.slice(bucket.length + 1));

const silent = { out: "", err: "", status: 0 };

test("more objects than a page of a listing has, a thousand with one call", async () => {
  const paths = await fill(2100);
  const others = [`${day}/mine.log.gz`, paths[0]?.replaceAll("2026", "2126") ?? "", `x/${paths[0]}`];
  for (const other of others) await s3.put("flows", `${bucket}/${other}`, "x");
  const listed = await retain("--dry-run");
  expect({ ...listed, out: listed.out.trimEnd().split("\n") }).toEqual({ ...silent, out: paths });
  expect(calls).toEqual([]);
  expect(await retain()).toEqual(silent);
  expect(await left()).toEqual(others.toSorted());
  expect(calls).toEqual(["POST", "POST", "POST"]);
}, 60_000);

const denied = "access denied: s3:DeleteObject is not allowed";
const advice = "add it to the policy of these credentials";

test("a bucket that denies it: nothing more is tried", async () => {
  const paths = await fill(1001);
  answer(() => 403);
  const ended = "the removal of old files ended there, 0 were removed";
  expect(await retain()).toEqual({
    out: "",
    err: `flow-write: s3://flows/${bucket}: ${denied}: ${ended}; ${advice}\n`,
    status: 5,
  });
  expect(calls).toEqual(["POST"]);
  expect((await left()).length).toBe(1000);
  expect((await retain("--dry-run")).out.trimEnd().split("\n")).toEqual(paths);
});

const errorOf = (path: string, code: string): string =>
  `<Error><Key>${bucket}/${path}</Key><Code>${code}</Code><Message>no</Message></Error>`;

test("objects that are denied are told, and the others are removed", async () => {
  const paths = await fill(5);
  const [one = "", two = "", passing = ""] = paths;
  answer((method) => {
    if (method !== "POST") return undefined;
    for (const path of paths.slice(3)) void s3.remove("flows", `${bucket}/${path}`);
    const errors = [errorOf(one, "AccessDenied"), errorOf(two, "AccessDenied"), errorOf(passing, "SlowDown")];
    return `<DeleteResult>${errors.join("")}</DeleteResult>`;
  });
  const uri = `s3://flows/${bucket}`;
  expect(await retain()).toEqual({
    out: "",
    err:
      `flow-write: ${uri}/${two}: ${denied}\n` +
      `flow-write: ${uri}/${one}: ${denied}: 2 old files could not be removed, 3 were removed; ${advice}\n`,
    status: 5,
  });
  // What the service only had no time for is asked for again.
  expect([one, two, passing].map((path) => calls.filter((call) => call.includes(path)).length)).toEqual([0, 0, 1]);
  expect(await left()).toEqual([one, two]);
});

test.each([405, 501])("a service without that call (%s): one after the other", async (status) => {
  const [one = ""] = await fill(20);
  answer((method, path) => (method === "POST" ? status : path.includes(one) ? 403 : undefined));
  expect(await retain()).toEqual({
    out: "",
    err: `flow-write: s3://flows/${bucket}/${one}: ${denied}: 1 old file could not be removed, 19 were removed; ${advice}\n`,
    status: 5,
  });
  expect(await left()).toEqual([one]);
});
