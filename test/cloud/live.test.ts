// The live tail, over AWS's binary event stream.
import { afterEach, beforeEach, expect, test } from "vitest";
import type { RemoteValues } from "../../packages/sources/src/remote/options.ts";
import { RemoteSources } from "../../packages/sources/src/remote/providers.ts";
import { FakeAws } from "../doubles/aws.ts";
import { surroundings } from "./surroundings.ts";

const keys = ["AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"];
const saved = { ...process.env };
let aws: FakeAws;

beforeEach(async () => {
  aws = new FakeAws();
  aws.group("flows");
  const values = [await aws.listen(), "AKIATEST", "secret", "eu-west-1"];
  keys.forEach((key, at) => (process.env[key] = values[at]));
});
afterEach(async () => {
  await aws.close();
  process.env = { ...saved };
});

/** Waits until there are so many sessions, ends the oldest ones' calls, and gives the newest. */
async function session(count: number): Promise<(events: readonly object[], sampled?: boolean) => void> {
  while (aws.callsOf("StartLiveTail").length < count || aws.tails.size === 0)
    await new Promise((done) => setTimeout(done, 5));
  const newest = [...aws.tails].at(-1);
  if (newest === undefined) throw new Error("no session");
  return newest;
}

function open(values: RemoteValues) {
  const world = surroundings();
  const sources = new RemoteSources({ follow: "live", ...values }, world.context);
  const content = sources
    .open(["cwl:flows"])
    .next()
    .then(({ value }) => value?.content);
  const next = async (): Promise<string> => Buffer.from((await (await content)?.next(() => {})) ?? []).toString();
  return { next, sources, said: world.said };
}

test("records come as AWS sends them, and that it samples is said once", async () => {
  const { next, sources, said } = open({ eni: ["eni-1"], "filter-pattern": "REJECT" });
  const first = next();
  const send = await session(1);
  send([{ message: "one" }, { message: "two" }]);
  expect(await first).toBe("one\ntwo\n");
  send([], true);
  send([{ message: "three" }], true);
  expect(await next()).toBe("three\n");
  send([{ message: "four" }]);
  expect(await next()).toBe("four\n");
  expect(said).toEqual(["note cwl:flows: AWS leaves records out of the live tail above 500 a second; use --follow"]);
  expect(aws.callsOf("StartLiveTail")[0]?.input).toEqual({
    logGroupIdentifiers: ["arn:aws:logs:eu-west-1:123456789012:log-group:flows"],
    logEventFilterPattern: "REJECT",
    logStreamNamePrefixes: ["eni-1-"],
  });
  sources.end();
});

test("a session that ends is followed by the next", async () => {
  const { next, sources, said } = open({});
  const first = next();
  (await session(1))([{ message: "one" }]);
  expect(await first).toBe("one\n");
  const second = next();
  aws.endTails();
  (await session(2))([{ message: "two" }]);
  expect(await second).toBe("two\n");
  expect(said).toEqual([]);
  sources.end();
});

test("ends with the run", async () => {
  const { next, sources, said } = open({});
  const waiting = next();
  await session(1);
  sources.end();
  expect(await waiting).toBe("");
  expect(said).toEqual([]);
});
