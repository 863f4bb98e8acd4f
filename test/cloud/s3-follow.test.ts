// A bucket that is followed: new objects come out as they appear, and what is old is looked at only now and then. Time is
// virtual: a look a quarter of a minute.
import { afterEach, beforeEach, expect, test } from "vitest";
import { VirtualClock } from "../../packages/base/src/clock.fake.ts";
import { AwsContext } from "../../packages/aws/src/awsContext.ts";
import { S3Provider } from "../../packages/sources/src/s3/provider.ts";
import { Selection } from "../../packages/sources/src/discovery/selection.ts";
import { FakeS3, type S3Call } from "../doubles/s3.ts";
import { surroundings } from "./surroundings.ts";

const settings = {
  AWS_ENDPOINT_URL_S3: "",
  AWS_ACCESS_KEY_ID: "A",
  AWS_SECRET_ACCESS_KEY: "s",
  AWS_REGION: "eu-west-1",
};
const before = Object.keys(settings).map((key) => [key, process.env[key]] as const);
let s3: FakeS3;

beforeEach(async () => {
  s3 = new FakeS3();
  Object.assign(process.env, settings, { AWS_ENDPOINT_URL_S3: await s3.listen() });
});

afterEach(async () => {
  await s3.close();
  for (const [key, value] of before) {
    if (value === undefined) delete process.env[key];
    else process.env[key] = value;
  }
});

const root = "AWSLogs/123456789012/vpcflowlogs/us-east-1/";

/** The clock begins at 1970-01-01. */
function keyOf(day: string, minute: string): string {
  const date = day.replaceAll("/", "");
  return `${root}${day}/123456789012_vpcflowlogs_us-east-1_fl-0a_${date}T00${minute}Z_1.log`;
}

/** Follows the bucket; `onLook` is told of each look. What came, and in which look. */
async function follow(
  end: number,
  onLook: (look: number) => void,
): Promise<{ came: [look: number, name: string][]; said: string[] }> {
  const world = surroundings();
  const clock = new VirtualClock();
  const remote = new AwsContext({ rate: 1e9 }, world.context, clock);
  let look = 0;
  s3.behaviour.trouble = ({ operation, query }: S3Call) => {
    if (operation === "List" && query.get("prefix") === root && !query.has("continuation-token")) onLook(++look);
    return undefined;
  };
  const selection = new Selection({ accounts: [], regions: [], flowLogs: [], end });
  const reading = new S3Provider({
    values: { follow: "polling", end },
    context: world.context,
    remote,
    selection,
    checkpoints: undefined,
  });
  const came: [number, string][] = [];
  for await (const { name, content } of reading.open([`s3://flows/${root}`])) {
    came.push([look, name.slice(-20)]);
    content.close();
  }
  remote.end();
  return { came, said: world.said };
}

test("new objects come at once, late ones when all is looked at, and each of them once", async () => {
  s3.put("flows", keyOf("1969/12/20", "00"), "x");
  s3.put("flows", keyOf("1970/01/01", "00"), "x");
  const old: number[] = [];
  let looks = 0;
  const { came, said } = await follow(60, (look) => {
    looks = look;
    if (look === 3) s3.put("flows", keyOf("1970/01/01", "05"), "x");
    if (look === 5) s3.put("flows", keyOf("1969/12/20", "05"), "x");
    if (look === 5) s3.put("flows", `${root}by-hand.log`, "x");
    if (look === 7) s3.put("flows", keyOf("1970/01/01", "05"), "another");
  });
  for (const { operation, query } of s3.calls) {
    if (operation === "List" && query.get("prefix")?.endsWith("/1969/12/20/") === true) old.push(1);
  }
  expect(came).toEqual([
    [1, "19691220T0000Z_1.log"],
    [1, "19700101T0000Z_1.log"],
    [3, "19700101T0005Z_1.log"],
    [5, "us-east-1/by-hand.log".slice(-20)],
    [7, "19700101T0005Z_1.log"],
    [61, "19691220T0005Z_1.log"],
  ]);
  // A quarter of an hour lies between two looks at everything; records may come until twenty minutes after the end.
  expect(old.length).toBe(2);
  expect(looks).toBe(1 + (60 + 1200) / 15);
  expect(said.filter((it) => !it.startsWith("note 1 file"))).toEqual([
    expect.stringMatching(/^note s3:.*T0005Z_1\.log changed; reading it again from the start$/),
  ]);
});

test("a bucket in which nothing is yet", async () => {
  s3.put("flows", "x", "x");
  s3.remove("flows", "x");
  const { came, said } = await follow(60, (look) => {
    if (look === 4) s3.put("flows", keyOf("1970/01/01", "00"), "x");
  });
  expect(came).toEqual([[4, "19700101T0000Z_1.log"]]);
  expect(said).toEqual([`note s3://flows/${root}: nothing there yet; waiting`]);
});

test("a bucket that is not there, or closed, ends it", async () => {
  const { said } = await follow(60, () => {});
  expect(said).toEqual([`5 s3://flows/${root}: there is no bucket flows; check the name`]);
});
