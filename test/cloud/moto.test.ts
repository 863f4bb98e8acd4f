// Log groups read from moto, which knows nothing of us: what it is told by AWS's own client comes back by our command.
import { writeSync } from "node:fs";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Outcome, shell } from "../command.ts";
import { Moto } from "../doubles/moto.ts";

const moto = await Moto.start();
if (moto === undefined) {
  const advice = "pip install 'moto[server]' brings it";
  writeSync(2, `Not tested against moto, which is not installed here: ${advice}.\n`);
}

const region = "us-east-1";
const credentials = { accessKeyId: "AKIATEST", secretAccessKey: "secret" };
/** An hour ago, as events that are older than two weeks are not taken. */
const start = Math.floor(Date.now() / 1000) - 3600;
const STREAMS = 4;

/** What the command prints that is told to read from moto. */
async function read(words: string): Promise<Outcome> {
  const env = `AWS_ENDPOINT_URL=${moto?.url} AWS_REGION=${region} AWS_ACCESS_KEY_ID=AKIATEST AWS_SECRET_ACCESS_KEY=secret`;
  return await shell(`${env} exec flowlogs-read --rate 1000 ${words}`);
}

/** A group with so many events; the message of each is made of its number and its second. */
async function fill(group: string, count: number, message: (number: number, second: number) => string): Promise<void> {
  const client = new CloudWatchLogsClient({ region, credentials, endpoint: moto?.url ?? "" });
  await client.send(new CreateLogGroupCommand({ logGroupName: group }));
  for (let stream = 0; stream < STREAMS; stream++) {
    const logStreamName = `eni-0000000${stream}-all`;
    await client.send(new CreateLogStreamCommand({ logGroupName: group, logStreamName }));
    const numbers = Array.from({ length: count }, (_, number) => number).filter((it) => it % STREAMS === stream);
    for (let from = 0; from < numbers.length; from += 5000) {
      const logEvents = numbers.slice(from, from + 5000).map((number) => {
        const second = start + Math.floor(number / 20);
        return { timestamp: second * 1000, message: message(number, second) };
      });
      await client.send(new PutLogEventsCommand({ logGroupName: group, logStreamName, logEvents }));
    }
  }
  client.destroy();
}

const flow = (number: number, second: number): string =>
  `2 123456789012 eni-0000000${number % STREAMS} 10.0.0.1 192.0.2.1 443 49152 6 10 ${number} ${second} ${second + 60} ${number % 10 === 0 ? "REJECT" : "ACCEPT"} OK`;

/** The numbers of the records, in order, and whether they came in the order of time. */
function numbersIn(out: string): { numbers: number[]; isInOrder: boolean } {
  const all = [...out.matchAll(/"bytes":(\d+)/g)].map(([, digits]) => Number(digits));
  const isInOrder = all.every((it, at) => Math.floor(it / 20) >= Math.floor((all[at - 1] ?? 0) / 20));
  return { numbers: all.toSorted((a, b) => a - b), isInOrder };
}

const upTo = (count: number, step = 1): number[] => Array.from({ length: count / step }, (_, at) => at * step);

describe.skipIf(moto === undefined)("moto", () => {
  beforeAll(async () => {
    await fill("flows", 24_000, flow);
    await fill("custom", 40, (number, second) => `${second} 10.0.0.9 ${number}`);
    const version = { Version: "2016-11-15" };
    const vpc = await moto?.query("ec2", { ...version, Action: "CreateVpc", CidrBlock: "10.0.0.0/16" });
    await moto?.query("ec2", {
      ...version,
      Action: "CreateFlowLogs",
      ResourceType: "VPC",
      "ResourceId.1": /<vpcId>([^<]+)/.exec(vpc ?? "")?.[1] ?? "",
      TrafficType: "ALL",
      LogGroupName: "custom",
      DeliverLogsPermissionArn: "arn:aws:iam::123456789012:role/delivery",
      LogFormat: "${start} ${pkt-srcaddr} ${bytes}",
    });
  }, 60_000);
  afterAll(async () => await moto?.stop());

  test("all events of a group, three pages of them, once and in order", async () => {
    const { out, err, status } = await read(`cwl:flows --start ${start} --fields bytes`);
    expect({ err, status }).toEqual({ err: "", status: 0 });
    expect(numbersIn(out)).toEqual({ numbers: upTo(24_000), isInOrder: true });
  });

  // moto ends its pages with a null token.
  test("events that are read whole come once too", async () => {
    const { out } = await read(`cwl:custom --start ${start} --with-source --fields bytes`);
    expect(numbersIn(out).numbers).toEqual(upTo(40));
  });

  test("a window, whose end is not in it", async () => {
    const { out } = await read(`cwl:flows --start ${start + 10} --end ${start + 20} --fields bytes`);
    expect(numbersIn(out).numbers).toEqual(upTo(400).slice(200));
  });

  test("streams, by their names or interfaces", async () => {
    const one = await read(`cwl:flows --start ${start} --stream eni-00000001-all --fields bytes`);
    expect(numbersIn(one.out).numbers).toEqual(upTo(24_000).filter((it) => it % STREAMS === 1));
    const two = await read(`cwl:flows --start ${start} --eni eni-00000001 --eni eni-00000002 --fields bytes`);
    expect(numbersIn(two.out).numbers).toEqual(upTo(24_000).filter((it) => [1, 2].includes(it % STREAMS)));
  });

  test("a condition gives the same with the service's help and without", async () => {
    const words = `cwl:flows --start ${start} --where 'action = REJECT' --fields bytes`;
    const [helped, alone] = [await read(words), await read(`${words} --no-pushdown`)];
    expect(numbersIn(helped.out).numbers).toEqual(upTo(24_000, 10));
    expect(numbersIn(alone.out)).toEqual(numbersIn(helped.out));
  });

  test("the columns are those of the flow log that writes into the group", async () => {
    const { out, err } = await read(`cwl:custom --start ${start}`);
    expect(err).toBe("");
    const record = (number: number) => ({
      start: start + Math.floor(number / 20),
      pkt_srcaddr: "10.0.0.9",
      bytes: number,
    });
    const records: { bytes: number }[] = out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(records.toSorted((a, b) => a.bytes - b.bytes)).toEqual(upTo(40).map(record));
  });

  test("a role is assumed with what was given, and all else is asked with what it gives", async () => {
    const role = "--role-arn arn:aws:iam::123456789012:role/reader --external-id 17 --role-session-name nightly";
    const calls = await moto?.calls(async () => {
      const { out, err } = await read(`cwl:custom --start ${start} --fields bytes ${role}`);
      expect({ numbers: numbersIn(out).numbers, err }).toEqual({ numbers: upTo(40), err: "" });
    });
    const by = (calls ?? []).map(({ headers, body }) => {
      const [, key = "", service = ""] =
        /Credential=(\w+)\/\d+\/[\w-]+\/(\w+)/.exec(headers["Authorization"] ?? "") ?? [];
      return { key, service, body };
    });
    const assumed = by.filter(({ service }) => service === "sts");
    expect(assumed.map(({ key }) => key)).toEqual(["AKIATEST"]);
    expect(Object.fromEntries(new URLSearchParams(assumed[0]?.body))).toMatchObject({
      Action: "AssumeRole",
      RoleArn: "arn:aws:iam::123456789012:role/reader",
      ExternalId: "17",
      RoleSessionName: "nightly",
    });
    const others = by.filter(({ service }) => service !== "sts");
    expect(new Set(others.map(({ service }) => service))).toEqual(new Set(["logs", "ec2"]));
    // The ids of keys that last for a time begin so.
    expect(others.filter(({ key }) => !key.startsWith("ASIA"))).toEqual([]);
  });

  test("a group that is not there, with one whose name is near", async () => {
    expect(await read("cwl:flow --start 1h")).toEqual({
      out: "",
      err: 'flowlogs-read: cwl:flow: there is no such log group in us-east-1; did you mean "flows"?\n',
      status: 5,
    });
  });

  test("a state: what was put in since comes once", async () => {
    const words = "cwl:custom --start 2h --fields bytes --state moto.state";
    expect(numbersIn((await read(words)).out).numbers).toEqual(upTo(40));
    await fill("later", 10, flow);
    expect((await read(words)).out).toBe("");
    const both = await read("cwl:custom cwl:later --start 2h --fields bytes --state moto.state");
    expect({ ...both, out: numbersIn(both.out).numbers }).toEqual({ out: upTo(10), err: "", status: 0 });
  });
});
