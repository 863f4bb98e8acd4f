// Log groups read over HTTP from a stand-in for AWS that makes every kind of trouble.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Behaviour, type Call, FakeAws } from "../doubles/aws.ts";
import type { RemoteValues } from "../../packages/sources/src/remote/options.ts";
import { RemoteSources } from "../../packages/sources/src/remote/providers.ts";
import { flows, START } from "./flows.ts";
import { surroundings } from "./surroundings.ts";

const keys = [
  "AWS_ENDPOINT_URL",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_REGION",
  "AWS_EC2_METADATA_DISABLED",
];
const before = keys.map((key) => process.env[key]);
let aws: FakeAws;

beforeEach(async () => {
  aws = new FakeAws();
  const values = [await aws.listen(), "AKIATEST", "secret", "eu-west-1", "true"];
  keys.forEach((key, at) => (process.env[key] = values[at]));
});

afterEach(async () => {
  await aws.close();
  keys.forEach((key, at) => {
    const value = before[at];
    if (value === undefined) delete process.env[key];
    else process.env[key] = value;
  });
});

/** Reads a source to its end: the numbers that came, and what was said. */
async function read(
  source: string,
  values: RemoteValues = {},
): Promise<{ numbers: readonly number[]; said: readonly string[] }> {
  const world = surroundings();
  const sources = new RemoteSources({ start: START, end: START + 100_000, rate: 10_000, ...values }, world.context);
  let text = "";
  for await (const { content } of sources.open([source])) {
    for (;;) {
      const piece = await content.next(() => {});
      if (piece === undefined) break;
      text += Buffer.from(piece).toString();
    }
    content.close();
  }
  sources.end();
  const lines = text.split("\n").filter((line) => /^\d/.test(line));
  return { numbers: lines.map((line) => Number(line.split(" ")[9])), said: world.said };
}

const isPage = ({ operation }: Call): boolean => operation === "FilterLogEvents";

/** All pages are refused so. */
function refuse(error: string, message: string): void {
  aws.behaviour.trouble = (call) => (isPage(call) ? { error, message } : undefined);
}

/** A record without anything to tell it from others but its bytes. */
const plain = (bytes: number): string => `2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 ${bytes} ${START} ${START} ACCEPT OK`;

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe("all there, once, in order", () => {
  test.each<[string, Behaviour]>([
    ["when nothing goes wrong", {}],
    ["with pages of a few events", { pageEvents: 37 }],
    ["with pages cut at their size", { pageBytes: 10_000 }],
    ["with empty pages", { looked: 11 }],
    ["with a token repeated at the end", { pageEvents: 100, end: "repeated" }],
    ["with a null token at the end", { pageEvents: 100, end: "null" }],
    ["with empty pages before each other one", { pageEvents: 60, emptyPages: 1 }],
    ["with single calls that are slow", { pageEvents: 60, latency: (call) => (call.index % 10 === 3 ? 150 : 1) }],
    [
      "with every second call refused",
      {
        pageEvents: 700,
        trouble: (call) =>
          isPage(call) && call.index % 2 === 0 ? { error: "ThrottlingException", message: "Rate exceeded" } : undefined,
      },
    ],
    [
      "with every third answer cut in the middle",
      { pageEvents: 100, trouble: (call) => (isPage(call) && call.index % 3 === 0 ? "cut" : undefined) },
    ],
    ["with bodies that come in drips", { pageEvents: 500, trouble: (call) => (isPage(call) ? "drip" : undefined) }],
    [
      "with a service that fails now and then",
      {
        pageEvents: 100,
        trouble: (call) =>
          isPage(call) && call.index % 4 === 1 ? { error: "ServiceUnavailableException", status: 503 } : undefined,
      },
    ],
    [
      "with tokens of pages that expire",
      {
        pageEvents: 50,
        trouble: (call) =>
          call.input["nextToken"] !== undefined && call.index % 3 === 0
            ? { error: "InvalidParameterException", message: "The specified nextToken is invalid." }
            : undefined,
      },
    ],
    [
      "with credentials that expire",
      {
        pageEvents: 100,
        trouble: (call) => (isPage(call) && call.index === 5 ? { error: "ExpiredTokenException" } : undefined),
      },
    ],
    ["over a quota", { pageEvents: 200, quota: 40 }],
  ])("%s", async (_, behaviour) => {
    Object.assign(aws.behaviour, behaviour);
    aws.group("flows").put(flows(3000));
    expect(await read("cwl:flows")).toEqual({ numbers: numbers(3000), said: [] });
  });

  test("what arrives by the window's end, which is not in it", async () => {
    aws.group("flows").put(flows(100));
    const { numbers: had } = await read("cwl:flows", { start: START + 2, end: START + 5 });
    expect(had).toEqual(numbers(100).slice(20, 50));
  });

  test("messages with escapes, and with a newline at the end", async () => {
    const at = START * 1000;
    const events = [plain(1), `${plain(2)}\n`, plain(3).replace("eni-1", '"message":"x"'), plain(4)];
    aws.group("flows").put(events.map((it) => ({ stream: "message", timestamp: at, message: it })));
    expect((await read("cwl:flows")).numbers).toEqual([1, 2, 3, 4]);
  });
});

test("the service gets the pattern, the streams and the window", async () => {
  aws.group("flows").put(flows(100));
  const { numbers: had } = await read("cwl:flows", { "filter-pattern": "REJECT", eni: ["eni-00000003"] });
  expect(had).toEqual(numbers(100).filter((it) => it % 5 === 0 && it % 7 === 3));
  expect(aws.callsOf("FilterLogEvents")[0]?.input).toMatchObject({
    logGroupName: "flows",
    interleaved: true,
    startTime: START * 1000,
    endTime: (START + 100_000) * 1000 - 1,
    filterPattern: "REJECT",
    logStreamNamePrefix: "eni-00000003-",
  });
});

test("streams by name, and interfaces whose streams are looked up", async () => {
  aws.group("flows").put(flows(100));
  const values = { stream: ["eni-00000001-all"], eni: ["eni-00000002"] };
  const { numbers: had } = await read("cwl:flows", values);
  expect(had).toEqual(numbers(100).filter((it) => it % 7 === 1 || it % 7 === 2));
  expect(aws.callsOf("FilterLogEvents")[0]?.input["logStreamNames"]).toEqual(["eni-00000001-all", "eni-00000002-all"]);
});

test("without a start it is the last hour, and that is said", async () => {
  aws.group("flows").put(flows(10));
  const { said } = await read("cwl:flows", { start: undefined, end: START + 3600 });
  expect(aws.callsOf("FilterLogEvents")[0]?.input).toMatchObject({ startTime: START * 1000 });
  expect(said).toEqual(["note cwl:flows: no --start is given: reading the last 60 minutes"]);
});

describe("who asks", () => {
  test("the role is assumed once, for every service and in the region that is given", async () => {
    aws.group("flows").put(flows(100));
    aws.flowLogs.push({ id: "fl-1", group: "flows", format: "${version} ${account-id}" });
    await read("cwl:flows", {
      "role-arn": "arn:aws:iam::123456789012:role/reader",
      "external-id": "e1",
      "role-session-name": "night",
      regions: ["us-west-2"],
    });
    const [assumed, ...again] = aws.callsOf("AssumeRole");
    expect(again).toEqual([]);
    expect(assumed?.input).toMatchObject({
      RoleArn: "arn:aws:iam::123456789012:role/reader",
      ExternalId: "e1",
      RoleSessionName: "night",
    });
    const others = aws.calls.filter(({ operation }) => operation !== "AssumeRole");
    expect(new Set(others.map(({ accessKey, region }) => `${accessKey} ${region}`))).toEqual(
      new Set(["ASIAreader us-west-2"]),
    );
    expect(new Set(others.map(({ service }) => service))).toEqual(new Set(["logs", "ec2"]));
  });

  test("an ARN brings its region along", async () => {
    aws.group("flows").put(flows(100));
    const { numbers: had } = await read("arn:aws:logs:ap-south-1:123456789012:log-group:flows:*");
    expect(had).toEqual(numbers(100));
    expect(aws.callsOf("FilterLogEvents")[0]).toMatchObject({
      region: "ap-south-1",
      input: { logGroupIdentifier: "arn:aws:logs:ap-south-1:123456789012:log-group:flows" },
    });
  });

  test("--endpoint-url goes before the variables", async () => {
    aws.group("flows").put(flows(10));
    const url = process.env["AWS_ENDPOINT_URL"];
    process.env["AWS_ENDPOINT_URL"] = "http://127.0.0.1:1";
    expect((await read("cwl:flows", { "endpoint-url": url })).numbers).toEqual(numbers(10));
  });
});

describe("what goes wrong is said with what to do", () => {
  test.each([
    [
      "AccessDeniedException",
      "User: arn:aws:iam::1:user/u is not authorized to perform: logs:FilterLogEvents on resource: r",
      "access denied: logs:FilterLogEvents is not allowed; add it to the policy of arn:aws:iam::1:user/u",
    ],
    [
      "UnrecognizedClientException",
      "The security token included in the request is invalid.",
      "AWS does not know these credentials; check the access key, and that the region is enabled",
    ],
    ["ExpiredTokenException", "", "the credentials have expired; get new ones and run the command again"],
    [
      "InvalidSignatureException",
      "",
      "AWS does not accept the signature; check the secret key and the clock of this machine",
    ],
    [
      "InvalidParameterException",
      "Invalid filter pattern.",
      "InvalidParameterException: Invalid filter pattern; undefined",
    ],
  ])("%s", async (error, message, said) => {
    aws.group("flows").put(flows(10));
    refuse(error, message);
    expect((await read("cwl:flows")).said).toEqual([`5 cwl:flows: ${said}`]);
  });

  test("a group that does not exist, with one whose name is near", async () => {
    aws.group("vpc-flows").put(flows(10));
    expect((await read("cwl:vpc-flow")).said).toEqual([
      '5 cwl:vpc-flow: there is no such log group in eu-west-1; did you mean "vpc-flows"?',
    ]);
    expect((await read("cwl:nothing")).said).toEqual([
      "5 cwl:nothing: there is no such log group in eu-west-1; there are vpc-flows",
    ]);
  });

  test("no region", async () => {
    delete process.env["AWS_REGION"];
    expect((await read("cwl:flows")).said).toEqual([
      "5 cwl:flows: no region is set; give --region, or set AWS_REGION or the profile's region",
    ]);
  });

  test("no credentials", async () => {
    delete process.env["AWS_ACCESS_KEY_ID"];
    expect((await read("cwl:flows")).said).toEqual([
      "5 cwl:flows: no credentials were found; give --profile, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    ]);
  });

  test("nobody there", async () => {
    const values = { "endpoint-url": "http://127.0.0.1:1" };
    expect((await read("cwl:flows", values)).said).toEqual([
      "5 cwl:flows: the service cannot be reached; check the network, --endpoint-url and the region",
    ]);
  });
});

describe("columns", () => {
  test("are those of the flow log that writes into the group", async () => {
    aws.flowLogs.push(
      { id: "fl-1", group: "flows", format: "${srcaddr} ${bytes}" },
      { id: "fl-2", group: "others", format: "${bytes}" },
    );
    const world = surroundings();
    const sources = new RemoteSources({ start: START, end: START + 1 }, world.context);
    expect(await sources.explain("cwl:flows")).toContain("columns  by fl-1\n");
    sources.end();
  });

  test("that cannot be told apart are an error that names the formats", async () => {
    aws.group("flows").put(flows(1));
    aws.flowLogs.push(
      { id: "fl-1", group: "flows", format: "${srcaddr} ${bytes}" },
      { id: "fl-2", group: "flows", format: "${bytes} ${srcaddr}" },
    );
    expect((await read("cwl:flows")).said).toEqual([
      "5 cwl:flows: flow logs with different formats, but the same number of columns, write into it: ${srcaddr} ${bytes} and ${bytes} ${srcaddr}; give --format, and --eni or --stream for the interfaces that have it",
    ]);
  });
});
