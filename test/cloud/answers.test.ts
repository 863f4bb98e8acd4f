// Answers that are not what the service sends: cut short though their length matches, compressed on the way, or of somebody else.
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { beforeEach, describe, expect, test } from "vitest";
import { type Outcome, shell } from "../command.ts";
import type { Call, Wired } from "../doubles/aws.ts";
import { numbers, upTo } from "../growing.ts";
import { standIn } from "./standIn.ts";

const START = 1_700_000_000;
const made = standIn();

beforeEach(() => {
  made.aws.group("flows").put(
    upTo(0, 500).map((number) => ({
      stream: "eni-1-all",
      timestamp: (START + number) * 1000,
      message: `2 123456789010 eni-1 10.0.0.1 192.0.2.1 443 49152 6 10 ${number} ${START + number} ${START + number} ACCEPT OK`,
    })),
  );
  made.aws.behaviour.pageEvents = 100;
});

const isPage = ({ operation }: Call): boolean => operation === "FilterLogEvents";
const isAboutFlowLogs = ({ operation }: Call): boolean => operation === "DescribeFlowLogs";

async function read(words = ""): Promise<Outcome & { had: number[] }> {
  const window = `--start ${START} --end ${START + 600}`;
  const outcome = await shell(`${made.env} exec flowlogs-read cwl:flows ${window} --rate 1000 --fields bytes ${words}`);
  return { ...outcome, had: numbers(outcome.out) };
}

/** Every third page goes over the wire so, the first one too. */
function tamper(wire: (answer: Buffer) => Wired): void {
  let pages = 0;
  made.aws.behaviour.wire = (call, answer) => (isPage(call) && pages++ % 3 === 0 ? wire(answer) : undefined);
}

describe("a page that is cut short, with a length that matches, is asked for again", () => {
  test.each<[string, (answer: Buffer) => number]>([
    ["behind an event", (answer) => answer.indexOf("},{", answer.length >> 1) + 1],
    ["behind the comma between two", (answer) => answer.indexOf("},{", answer.length >> 1) + 2],
    ["behind the last event", (answer) => answer.lastIndexOf("}]") + 1],
    ["behind the list of events", (answer) => answer.indexOf("}],") + 2],
    ["in the middle of a text", (answer) => answer.indexOf(" 6 10 ", answer.length >> 1)],
    ["behind a key", (answer) => answer.indexOf('"message":', answer.length >> 1) + 10],
    ["behind its first byte", () => 1],
    ["before its last byte", (answer) => answer.length - 1],
    ["before anything", () => 0],
  ])("%s", async (_, cut) => {
    tamper((answer) => ({ body: answer.subarray(0, cut(answer)) }));
    expect(await read()).toMatchObject({ had: upTo(0, 500), err: "", status: 0 });
  });

  test("where the records say where they come from", async () => {
    tamper((answer) => ({ body: answer.subarray(0, answer.indexOf("},{", answer.length >> 1) + 1) }));
    expect(await read("--with-source")).toMatchObject({ had: upTo(0, 500), err: "", status: 0 });
  });

  test("and if that does not help, it is said", async () => {
    made.aws.behaviour.wire = (call, answer) => (isPage(call) ? { body: answer.subarray(0, -1) } : undefined);
    expect(await read()).toMatchObject({
      had: [],
      err: "flowlogs-read: cwl:flows: its responses are cut short, or do not come from the service; check --endpoint-url, and any proxy on the way to the service\n",
      status: 5,
    });
  });
});

describe("answers that are compressed on the way", () => {
  test.each([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["br", brotliCompressSync],
  ])("by %s, those of all services", async (name, compress) => {
    made.aws.flowLogs.push({ id: "fl-1", group: "flows", format: "${version} ${account-id}" });
    made.aws.behaviour.wire = (_, answer) => ({ body: compress(answer), headers: { "content-encoding": name } });
    const { out, had } = await read("--eni eni-1 --eni eni-2 --format default");
    expect({ out: out.length > 0, had }).toEqual({ out: true, had: upTo(0, 500) });
    expect((await read("--explain")).out).toContain("columns  by fl-1");
  });

  test("and cut short", async () => {
    tamper((answer) => ({ body: gzipSync(answer).subarray(0, -40), headers: { "content-encoding": "gzip" } }));
    expect(await read()).toMatchObject({ had: upTo(0, 500), err: "", status: 0 });
  });
});

function item(format: string): string {
  return `<DescribeFlowLogsResponse><flowLogSet><item>${format}</item></flowLogSet></DescribeFlowLogsResponse>`;
}

describe("EC2 is only asked for help: what it answers does not end the read", () => {
  test.each<[string, Wired]>([
    ["a page for people", { body: "<!DOCTYPE html><html><body>Log in<br></body></html>" }],
    ["a page that is XML too", { body: "<html><body>Log in</body></html>" }],
    ["nothing", { body: "" }],
    ["half of an answer", { body: item("<flowLogId>fl-1</flowLogId><logFormat>${version}").slice(0, 80) }],
    ["JSON", { body: '{"message":"no"}' }],
    ["flow logs without a format", { body: item("<flowLogId>fl-1</flowLogId>") }],
    ["a format that is none", { body: item("<flowLogId>fl-1</flowLogId><logFormat>${</logFormat>") }],
    ["an error without a name", { status: 503, body: "<html><body>busy</body></html>" }],
    ["more than anybody wants", { body: " ".repeat(5 << 20) }],
    ["bytes", { body: Buffer.from([0, 255, 1, 254]), headers: { "content-encoding": "gzip" } }],
  ])("%s", async (_, wired) => {
    made.aws.behaviour.wire = (call) => (isAboutFlowLogs(call) ? wired : undefined);
    const { had, err, status } = await read();
    expect({ had, status }).toEqual({ had: upTo(0, 500), status: 0 });
    expect(err).toMatch(
      /^flowlogs-read: cwl:flows: the response of EC2 about its flow logs cannot be read; assuming the default columns, use --format for others\n$/,
    );
  });
});
