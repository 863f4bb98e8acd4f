// A service that is no S3, or one that means no good: whatever it answers, the run ends, and says why.
import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { limited } from "../../packages/aws/src/s3/limitedResponse.ts";
import { shell } from "../command.ts";
import { FakeS3, type S3Call } from "../doubles/s3.ts";
import { log, numbers, upTo } from "../growing.ts";

let s3: FakeS3;
let env: string;

beforeEach(async () => {
  s3 = new FakeS3();
  env = `AWS_ENDPOINT_URL_S3=${await s3.listen()} AWS_REGION=eu-west-1 AWS_ACCESS_KEY_ID=A AWS_SECRET_ACCESS_KEY=s AWS_MAX_ATTEMPTS=3`;
  s3.put("flows", "a/1.log", log(0, 10));
});
afterEach(async () => await s3.close());

async function read(words = ""): Promise<{ had: number[]; err: string; status: number | string }> {
  const { out, err, status } = await shell(`${env} exec flowlogs-read s3://flows/a/ --fields bytes ${words}`);
  return { had: numbers(out), err, status };
}

/** Pages of a listing of `a/`, each made of the number of those before it. */
function lists(
  page: (
    index: number,
    call: S3Call,
  ) => { keys?: string[]; folders?: string[]; token?: string | undefined; isWhole?: boolean },
): void {
  s3.behaviour.answer = (call, response) => {
    if (call.operation !== "List") return false;
    const { keys = [], folders = [], token, isWhole = false } = page(call.index, call);
    const contents = keys.map((key) => `<Contents><Key>${key}</Key><ETag>"e"</ETag><Size>1</Size></Contents>`);
    const prefixes = folders.map((key) => `<CommonPrefixes><Prefix>${key}</Prefix></CommonPrefixes>`);
    const next = token === undefined ? "" : `<NextContinuationToken>${token}</NextContinuationToken>`;
    send(
      response,
      `<ListBucketResult><IsTruncated>${!isWhole}</IsTruncated>${next}${contents.join("")}${prefixes.join("")}</ListBucketResult>`,
    );
    return true;
  };
}

function send(response: ServerResponse, body: string): void {
  response.writeHead(200, { "content-type": "application/xml" }).end(body);
}

/** Writes until nobody listens any more. */
function endless(response: ServerResponse, status: number, headers: Record<string, string>, start = ""): true {
  response.writeHead(status, headers);
  response.write(start);
  const piece = Buffer.alloc(1 << 20, "x");
  const more = (): void => {
    while (!response.destroyed && response.write(piece));
  };
  response.on("drain", more);
  more();
  return true;
}

describe("listings that do not end", () => {
  test.each<[string, Parameters<typeof lists>[0], string]>([
    ["the same token again", () => ({ token: "t" }), "the listing repeats its continuation token"],
    [
      "the same keys again, with other tokens",
      (index) => ({ keys: ["a/.1"], token: `t${index}` }),
      "the listing repeats a/.1, or is out of order",
    ],
    [
      "two pages in turns",
      (index) => ({ keys: [`a/.${index % 2}`], token: `t${index}` }),
      "the listing repeats a/.0, or is out of order",
    ],
    ["nothing, with other tokens", (index) => ({ token: `t${index}` }), "the listing has 1000 empty pages in a row"],
    ["more, and no token", () => ({ keys: ["a/.1"] }), "the listing is truncated, but has no continuation token"],
    [
      "folders in folders",
      (_, { query }) => ({ folders: [`${query.get("prefix")}bbbbbbbb/`], token: undefined }),
      "the listing is truncated, but has no continuation token",
    ],
    ["keys of something else", () => ({ keys: ["b/1"], token: "t" }), "the listing has keys that do not begin with a/"],
  ])("%s", async (_, page, says) => {
    lists(page);
    const { err, status } = await read();
    expect({ err: err.replace(/;[^\n]*/, ""), status }).toEqual({
      err: `flowlogs-read: s3://flows/a/: ${says}\n`,
      status: 5,
    });
  });

  test.each<[string, (name: string) => { keys?: string[]; folders?: string[] }]>([
    ["objects that are not wanted", (name) => ({ keys: [`${name}_vpcflowlogs_us-east-1_fl-1_20200101T0000Z_1.log`] })],
    ["objects", (name) => ({ keys: [`${name}.log`] })],
    ["folders", (name) => ({ folders: [`${name}/`] })],
  ])("%s in order, with no end", async (_, entries) => {
    lists((index, { query }) => {
      const name = `a/${String(index).padStart(9, "0")}`;
      return query.get("prefix") === "a/" ? { ...entries(name), token: `t${index}` } : { isWhole: true };
    });
    const { err, status } = await read("--max-objects 1000 --start 2026-01-01");
    expect(err).toContain(
      "flowlogs-read: s3://flows/a/: more than 1,000 objects and folders in the listing; name a longer prefix, or raise --max-objects\n",
    );
    expect(status).toBe(5);
    expect(s3.callsOf("List").length).toBeLessThan(2200);
  });

  test("as many objects as --max-objects says", async () => {
    expect(await read("--max-objects 1")).toEqual({ had: upTo(0, 10), err: "", status: 0 });
  });

  test("folders in folders, each on a page of its own", async () => {
    s3.behaviour.answer = (call, response) => {
      if (call.operation === "List") {
        const deeper = `${call.query.get("prefix")}bbbbbbbbbbbbbbbb/`;
        send(
          response,
          `<ListBucketResult><IsTruncated>false</IsTruncated><CommonPrefixes><Prefix>${deeper}</Prefix></CommonPrefixes></ListBucketResult>`,
        );
      }
      return call.operation === "List";
    };
    const { err, status } = await read();
    expect(err).toMatch(
      /^flowlogs-read: s3:\/\/flows\/a\/(b{16}\/){60}: the listing has a key of more than 1024 bytes: a\/b/,
    );
    expect(status).toBe(5);
  });

  test("an answer without an end", async () => {
    s3.behaviour.answer = ({ operation }, response) =>
      operation === "List" && endless(response, 200, { "content-type": "application/xml" }, "<ListBucketResult><Name>");
    expect(await read()).toEqual({
      had: [],
      err: "flowlogs-read: s3://flows/a/: a response has more than 32 MiB; check --endpoint-url\n",
      status: 5,
    });
  });

  test("an error without an end", async () => {
    s3.behaviour.answer = ({ operation }, response) =>
      operation === "Get" && endless(response, 403, {}, "<Error><Code>");
    expect(await read()).toEqual({
      had: [],
      err: "flowlogs-read: s3://flows/a/1.log: a response has more than 32 MiB; check --endpoint-url\n",
      status: 5,
    });
  });

  test("an answer that comes byte by byte", async () => {
    const drips = new Readable({
      read() {
        setTimeout(() => this.push("x"), 1);
      },
    });
    await expect(limited(drips, { bytes: 1000, milliseconds: 30 }).toArray()).rejects.toThrow(
      "the response does not end",
    );
    expect(drips.destroyed).toBe(true);
  });
});

const isGet = ({ operation }: S3Call): boolean => operation === "Get";

describe("objects", () => {
  test("whole ones, where parts were asked for", async () => {
    s3.behaviour.answer = (call, response) => {
      if (isGet(call)) response.writeHead(200, { etag: '"e"', "content-length": log(0, 10).length }).end(log(0, 10));
      return isGet(call);
    };
    expect(await read()).toEqual({ had: upTo(0, 10), err: "", status: 0 });
  });

  test("whole ones, where other parts are needed", async () => {
    s3.put("flows", "a/1.log", log(0, 200_000));
    s3.behaviour.answer = (call, response) => isGet(call) && endless(response, 200, { etag: '"e"' });
    expect(await read()).toEqual({
      had: [],
      err: "flowlogs-read: s3://flows/a/1.log: the service does not support ranges of objects; use a service that supports the Range header\n",
      status: 5,
    });
  });

  test("more than there is", async () => {
    s3.behaviour.answer = (call, response) =>
      isGet(call) && endless(response, 206, { etag: '"e"', "content-range": "bytes 0-500/501" }, log(0, 10));
    const { err, status } = await read();
    expect({ err, status }).toEqual({
      err: "flowlogs-read: s3://flows/a/1.log: the service sends more bytes of an object than it has; check --endpoint-url\n",
      status: 5,
    });
  });

  test("a byte at a time, and a connection for each", async () => {
    s3.behaviour.answer = (call, response) => {
      if (!isGet(call)) return false;
      const from = Number(/=(\d+)-/.exec(call.range ?? "")?.[1]);
      response.writeHead(206, { etag: '"e"', "content-range": `bytes ${from}-500/501`, "content-length": 400 });
      response.write(log(0, 10).slice(from, from + 1), () => response.destroy());
      return true;
    };
    const { err, status } = await read();
    expect(err).toContain("s3://flows/a/1.log: the connection keeps failing");
    expect({ status, calls: s3.callsOf("Get").length }).toEqual({ status: 5, calls: 3 });
  });
});
