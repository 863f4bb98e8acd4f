// Records from AWS held against --eni, --account and --region: the service may return others than were asked for, and not
// every key tells whose records are in its object.
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeEach, expect, test } from "vitest";
import { type Outcome, scratch, shell } from "../command.ts";
import { FakeKinesis } from "../doubles/kinesis.ts";
import { FakeS3 } from "../doubles/s3.ts";
import { numbers } from "../growing.ts";
import { standIn } from "./standIn.ts";

const START = 1_700_000_000;
const made = standIn();

/** By number: the account and the interface of each record, all in the log stream of eni-1. */
const records = [
  ["123456789010", "eni-1"],
  ["123456789010", "eni-2"],
  ["210987654321", "eni-1"],
  ["-", "-"],
] as const;

beforeEach(() => {
  made.aws.group("flows").put(
    records.map(([account, eni], number) => ({
      stream: "eni-1-all",
      timestamp: (START + number) * 1000,
      message: `2 ${account} ${eni} 10.0.0.1 192.0.2.1 443 49152 6 10 ${number} ${START + number} ${START + number} ACCEPT OK`,
    })),
  );
});

async function read(words: string): Promise<Outcome & { had: number[] }> {
  const window = `--start ${START} --end ${START + 600} --format default`;
  const outcome = await shell(`${made.env} exec flowlogs-read cwl:flows ${window} --fields bytes ${words}`);
  return { ...outcome, had: numbers(outcome.out) };
}

const others =
  "flowlogs-read: --eni: 1 record is left out: the log streams belong to the requested interfaces, but the records to eni-2\n";
const untold =
  "flowlogs-read: --account: 1 record is left out: neither the path nor the field account_id tells the account\n";
const nowhere =
  "flowlogs-read: --account: no path and no record has the account 999999999999; there are 123456789010 and 210987654321\n";

test.each([
  ["what the service returns for --eni is looked at again", "--eni eni-1", [0, 2, 3], others],
  ["also where each record says where it comes from", "--eni eni-1 --with-source", [0, 2, 3], others],
  ["another stream may be of another interface", "--eni eni-1 --stream eni-1-all", [0, 1, 2, 3], ""],
  ["an account is told by the records", "--account 123456789010", [0, 1], untold],
  ["one that is not there", "--account 999999999999", [], untold + nowhere],
  ["both", "--eni eni-1,eni-9 --account 2109-8765-4321", [2], untold],
  ["the region is that of the group", "--region us-east-1", [0, 1, 2, 3], ""],
])("%s", async (_, words, had, err) => {
  expect(await read(words)).toMatchObject({ had, err, status: 0 });
});

test("an interface that has no log stream is told, and one that was quiet is not", async () => {
  const advice = "check the ids of the interfaces";
  expect(await read("--eni eni-10")).toMatchObject({
    had: [],
    err: `flowlogs-read: cwl:flows: no stream belongs to eni-10; ${advice}\n`,
    status: 5,
  });
  made.aws.group("flows").put([{ stream: "eni-3-all", timestamp: (START - 9999) * 1000, message: "- -" }]);
  expect(await read("--eni eni-3")).toMatchObject({ had: [], err: "", status: 0 });
});

function line(account: string, bytes: number): string {
  return `2 ${account} eni-1 10.0.0.1 10.0.0.2 1 2 6 1 ${bytes} 1 2 ACCEPT OK\n`;
}

test("of a bucket those objects are looked into whose keys do not tell", async () => {
  const s3 = new FakeS3();
  const env = `AWS_ENDPOINT_URL_S3=${await s3.listen()} AWS_REGION=eu-west-1 AWS_ACCESS_KEY_ID=A AWS_SECRET_ACCESS_KEY=s`;
  const named = "vpcflowlogs/eu-west-1/2026/11/20/x.log";
  s3.put("flows", `AWSLogs/123456789012/${named}`, line("111122223333", 1));
  s3.put("flows", `AWSLogs/210987654321/${named}`, line("123456789012", 2));
  s3.put("flows", "flat.log.gz", gzipSync(line("123456789012", 3) + line("210987654321", 4) + line("-", 5)));
  s3.put("flows", "more.log", line("123456789012", 6));
  const look = async (words: string): Promise<Outcome & { had: number[] }> => {
    const outcome = await shell(`${env} exec flowlogs-read s3://flows --fields bytes ${words} 2>&1`);
    return { ...outcome, had: numbers(outcome.out) };
  };
  const state = join(scratch, "held.state");
  for (const words of ["", "--workers 2", `--state ${state}`]) {
    const { had, out } = await look(`--account 123456789012 ${words}`);
    expect(had).toEqual([1, 3, 6]);
    expect(out).toContain("1 record is left out: neither the path nor the field account_id tells the account");
  }
  expect((await look(`--account 123456789012 --state ${state}`)).out).not.toContain("no record");
  const { had, out } = await look("--account 999999999999");
  expect(had).toEqual([]);
  expect(out).toContain("no path and no record has the account 999999999999; there are 123456789012 and 210987654321");
  await s3.close();
});

test("of a stream the records tell the account; the region is that of the stream", async () => {
  const kinesis = new FakeKinesis();
  const env = `AWS_ENDPOINT_URL=${await kinesis.listen()} AWS_REGION=eu-west-1 AWS_ACCESS_KEY_ID=A AWS_SECRET_ACCESS_KEY=s`;
  kinesis.stream("flows").put("key", line("123456789012", 1) + line("210987654321", 2));
  const { out, err } = await shell(
    `${env} exec flowlogs-read kinesis:flows --account 2109-8765-4321 --region eu-west-1 --fields bytes`,
  );
  expect({ had: numbers(out), err }).toEqual({ had: [2], err: "" });
  await kinesis.close();
});
