// flow-label --from aws:LIST against doubles: pages, throttling, refusals, the cache with its time, and the snapshot that is kept. moto,
// which others wrote, makes a subnet.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { memoryHost } from "../../packages/cli/src/memoryHost.ts";
import { execute } from "../../packages/cli/src/run.ts";
import { command } from "../../packages/flow-label/src/command.ts";
import { type Answer, type Call, FakeAws } from "../doubles/aws.ts";
import { Moto } from "../doubles/moto.ts";

const environment = process.env;
const keys = { AWS_REGION: "us-east-1", AWS_ACCESS_KEY_ID: "A", AWS_SECRET_ACCESS_KEY: "s" };
const aws = new FakeAws();
const folder = mkdtempSync(join(tmpdir(), "flowlogs-inventory-"));
let url = "";
let cache = 0;

beforeAll(async () => {
  aws.services.push({ answer });
  url = await aws.listen();
});

beforeEach(() => {
  aws.calls.length = 0;
  aws.behaviour.trouble = undefined;
  cache++;
});

afterEach(() => {
  process.env = environment;
});

afterAll(async () => {
  await aws.close();
  rmSync(folder, { recursive: true });
});

/** Two pages of each list. */
function answer({ operation, input }: Call): Answer | undefined {
  const token = input["NextToken"];
  if (operation === "ListAccounts") {
    const second = token === "more";
    const account = { Id: second ? "210987654321" : "123456789012", Name: second ? "Log archive" : "Shop" };
    return JSON.stringify({ Accounts: [account], NextToken: second ? undefined : "more" });
  }
  const next = token === "more" ? "" : "<nextToken>more</nextToken>";
  const n = token === "more" ? 2 : 1;
  const tag = `<tagSet><item><key>Name</key><value>shop-${n}</value></item></tagSet>`;
  if (operation === "DescribeNetworkInterfaces") {
    return `<DescribeNetworkInterfacesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><networkInterfaceSet><item>
<networkInterfaceId>eni-${n}</networkInterfaceId><vpcId>vpc-1</vpcId><privateIpAddress>10.0.0.${n}</privateIpAddress>
<association><publicIp>203.0.113.${n}</publicIp></association>${tag}</item></networkInterfaceSet>${next}</DescribeNetworkInterfacesResponse>`;
  }
  if (operation === "DescribeInstances") {
    return `<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><reservationSet><item><instancesSet><item>
<instanceId>i-${n}</instanceId><instanceType>m7g.large</instanceType><privateIpAddress>10.0.0.${n}</privateIpAddress>${tag}</item>
</instancesSet></item></reservationSet>${next}</DescribeInstancesResponse>`;
  }
  if (operation !== "DescribeSubnets") return undefined;
  return `<DescribeSubnetsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><subnetSet><item><subnetId>subnet-${n}</subnetId>
<cidrBlock>10.0.${n}.0/24</cidrBlock><availabilityZone>us-east-1a</availabilityZone>${tag}</item></subnetSet>${next}</DescribeSubnetsResponse>`;
}

interface Ran {
  readonly code: number;
  readonly records: readonly unknown[];
  readonly err: string;
}

async function label(
  words: string,
  record: object,
  { endpoint = url, files = {} }: { endpoint?: string | undefined; files?: Readonly<Record<string, string>> } = {},
): Promise<Ran> {
  const env = { ...keys, AWS_ENDPOINT_URL: endpoint, XDG_CACHE_HOME: join(folder, `cache-${cache}`) };
  process.env = { ...environment, ...env };
  const host = memoryHost({ env, files, stdin: `${JSON.stringify(record)}\n` });
  const code = await execute(command, words.split(" "), host);
  const records = host.out().trimEnd().split("\n");
  return { code, records: records.filter((it) => it !== "").map((it): unknown => JSON.parse(it)), err: host.err() };
}

test.each([
  ["eni", "srcaddr", { srcaddr: "203.0.113.2" }, { srcaddr_eni: "eni-2", srcaddr_name: "shop-2" }],
  ["instances", "srcaddr", { srcaddr: "10.0.0.2" }, { srcaddr_instance: "i-2", srcaddr_type: "m7g.large" }],
  ["subnets", "srcaddr", { srcaddr: "10.0.1.77" }, { srcaddr_subnet: "subnet-1", srcaddr_az: "us-east-1a" }],
  ["accounts", "account_id", { account_id: "210987654321" }, { account_id_name: "Log archive" }],
])("aws:%s: all pages", async (list, field, record, expected) => {
  const { code, records, err } = await label(`${field} --from aws:${list}`, record);
  expect({ code, records, err }).toEqual({ code: 0, records: [expect.objectContaining(expected)], err: "" });
  expect(aws.calls).toHaveLength(2);
});

test("a throttled call is repeated", async () => {
  let refused = 0;
  aws.behaviour.trouble = () =>
    refused++ === 0 ? { error: "RequestLimitExceeded", message: "Request limit exceeded.", status: 503 } : undefined;
  const { code, records } = await label("srcaddr --from aws:subnets --labels subnet", { srcaddr: "10.0.2.1" });
  expect({ code, records }).toEqual({ code: 0, records: [{ srcaddr: "10.0.2.1", srcaddr_subnet: "subnet-2" }] });
  expect(aws.calls).toHaveLength(3);
});

test.each([
  ["eni", "UnauthorizedOperation", 403, "ec2:DescribeNetworkInterfaces"],
  ["instances", "UnauthorizedOperation", 403, "ec2:DescribeInstances"],
  ["subnets", "UnauthorizedOperation", 403, "ec2:DescribeSubnets"],
  ["accounts", "AccessDeniedException", 400, "organizations:ListAccounts"],
])("aws:%s: denied, it tells the permission, and writes nothing", async (list, error, status, permission) => {
  aws.behaviour.trouble = () => ({ error, message: "You are not authorized to perform this operation.", status });
  const field = list === "accounts" ? "account_id" : "srcaddr";
  const { code, records, err } = await label(`${field} --from aws:${list}`, { srcaddr: "10.0.0.1", account_id: "1" });
  expect({ code, records }).toEqual({ code: 5, records: [] });
  expect(err).toBe(
    `flow-label: aws:${list}: access denied: ${permission} is not allowed; add it to the policy of these credentials\n`,
  );
});

test("the answer is kept for a day, which is told with its time; --refresh asks again", async () => {
  const words = "srcaddr --from aws:eni --labels eni";
  const record = { srcaddr: "10.0.0.1" };
  await label(words, record);
  const [file = ""] = cacheFiles();
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const again = await label(words, record);
  expect(again.records).toEqual([{ srcaddr: "10.0.0.1", srcaddr_eni: "eni-1" }]);
  expect(again.err).toMatch(
    /^flow-label: aws:eni: from the cache, as of \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ; --refresh asks AWS again\n$/,
  );
  expect(aws.calls).toHaveLength(2);
  await label(`${words} --refresh`, record);
  expect(aws.calls).toHaveLength(4);
  // Of another Region or account it is another list.
  await label(`${words} --region eu-west-1`, record);
  expect(aws.calls).toHaveLength(6);
  // A day later, or damaged, it is of no use.
  const { document }: { readonly document: unknown } = JSON.parse(readFileSync(file, "utf8"));
  writeFileSync(file, JSON.stringify({ at: Date.now() - 25 * 3_600_000, document }));
  await label(words, record);
  expect(aws.calls).toHaveLength(8);
  writeFileSync(file, '{"at":1,');
  await label(words, record);
  expect(aws.calls).toHaveLength(10);
});

function cacheFiles(): readonly string[] {
  const labels = join(folder, `cache-${cache}`, "flowlogs/labels");
  return readdirSync(labels).map((name) => join(labels, name));
}

test("--save keeps a snapshot that --from reads", async () => {
  const file = join(folder, "eni-2026-11-20.json");
  const live = await label(`srcaddr --from aws:eni --save ${file}`, { srcaddr: "10.0.0.2" });
  const files = { [file]: readFileSync(file, "utf8") };
  const saved = await label(`srcaddr --from ${file}`, { srcaddr: "10.0.0.2" }, { files });
  expect(saved.records).toEqual(live.records);
  expect(await label(`srcaddr --from aws:eni --save ${file}`, {})).toMatchObject({ code: 2, records: [] });
});

test.each([
  ["--from aws:enis", '--from: "aws:enis" is not a list of AWS; did you mean aws:eni?'],
  ["--from aws:", '--from: "aws:" is not a list of AWS; give one of aws:eni, aws:instances, aws:subnets, aws:accounts'],
  [
    "--from builtin: --refresh",
    "--refresh: requires --from aws:eni or another list of AWS, or --from dns; add it, or leave this out",
  ],
  [
    "--from aws:eni --from aws:subnets --save there.json",
    "--save: requires one list of AWS, such as --from aws:eni, and there are 2; add it, or leave this out",
  ],
])("%s is refused", async (words, message) => {
  expect(await label(`srcaddr ${words}`, {})).toEqual({ code: 2, records: [], err: `flow-label: ${message}\n` });
  expect(existsSync("there.json")).toBe(false);
});

const moto = await Moto.start();

describe.skipIf(moto === undefined)("moto", () => {
  afterAll(async () => await moto?.stop());

  test("a subnet that it made", async () => {
    const version = { Version: "2016-11-15" };
    const made = await moto?.query("ec2", { ...version, Action: "CreateVpc", CidrBlock: "10.77.0.0/16" });
    const vpc = /<vpcId>([^<]+)/.exec(made ?? "")?.[1] ?? "";
    await moto?.query("ec2", { ...version, Action: "CreateSubnet", VpcId: vpc, CidrBlock: "10.77.5.0/24" });
    const ran = await label(
      "srcaddr --from aws:subnets --labels vpc",
      { srcaddr: "10.77.5.9" },
      {
        endpoint: moto?.url,
      },
    );
    expect(ran).toEqual({ code: 0, records: [{ srcaddr: "10.77.5.9", srcaddr_vpc: vpc }], err: "" });
  });
});
