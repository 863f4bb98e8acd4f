// Log groups that grow while they are followed: records that come late, in any order, and again after a run was killed.
import { afterEach, beforeEach, expect, test } from "vitest";
import { VirtualClock } from "../../packages/base/src/clock.fake.ts";
import { follow, type FollowOptions, type FollowProgress, progressOf } from "../../packages/sources/src/logs/follow.ts";
import { parseGroup } from "../../packages/aws/src/logs/uri.ts";
import { makePlan } from "../../packages/sources/src/logs/plan.ts";
import { AwsContext } from "../../packages/aws/src/awsContext.ts";
import { isProblem } from "../../packages/cli/src/index.ts";
import { FakeAws } from "../doubles/aws.ts";
import { surroundings } from "./surroundings.ts";

const keys = ["AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"];
const MINUTE = 60_000;
const saved = { ...process.env };
let aws: FakeAws;
let clock: VirtualClock;

beforeEach(async () => {
  aws = new FakeAws();
  clock = new VirtualClock();
  aws.group("flows");
  const values = [await aws.listen(), "AKIATEST", "secret", "eu-west-1"];
  keys.forEach((key, at) => (process.env[key] = values[at]));
});
afterEach(async () => {
  await aws.close();
  process.env = { ...saved };
});

/** An event of this number, at this time. */
function put(number: number, timestamp: number): void {
  aws.group("flows").put([{ stream: "eni-1-all", timestamp, message: `${number}` }]);
}

/** Follows the group until `until` says that it is enough; the numbers that came. `onIdle`: called at each wait. */
async function run(
  options: FollowOptions & { start?: number },
  onIdle: (idle: number, had: readonly number[]) => "end" | undefined,
): Promise<readonly number[]> {
  const group = parseGroup("cwl:flows");
  if (isProblem(group)) throw new Error(group.problem);
  const remote = new AwsContext({ rate: 10_000 }, surroundings().context, clock);
  const plan = await makePlan(group, { start: options.start ?? 0, end: clock.now() / 1000 + 1 }, remote);
  const had: number[] = [];
  let idle = 0;
  for await (const piece of follow(plan, remote, options)) {
    if (piece !== undefined) had.push(...Buffer.from(piece).toString().trim().split("\n").map(Number));
    else if (onIdle(++idle, had) === "end") break;
  }
  remote.end();
  plan.service.close();
  return had;
}

test("what comes is given out once, also when it comes late", async () => {
  put(1, 1000);
  const had = await run({}, (idle) => {
    if (idle === 1) put(2, 11_000);
    if (idle === 2) put(3, 500); // late
    if (idle === 3) put(4, 500);
    return idle === 5 ? "end" : undefined;
  });
  expect(had).toEqual([1, 2, 3, 4]);
});

test("the window moves on with an overlap, and ids are forgotten with it", async () => {
  const kept: FollowProgress[] = [];
  const options = {
    overlap: 5 * MINUTE,
    interval: MINUTE,
    save: (progress: FollowProgress) => void kept.push(progress),
  };
  const had = await run(options, (idle) => {
    put(idle, clock.now());
    return idle === 20 ? "end" : undefined;
  });
  expect(had).toEqual(Array.from({ length: 19 }, (_, index) => index + 1));
  const last = kept.at(-1);
  expect(last?.seen.flatMap(([, ids]) => ids).length).toBeLessThan(8);
  const starts = aws.callsOf("FilterLogEvents").map(({ input }) => Number(input["startTime"]));
  expect(starts.at(-1)).toBeGreaterThan(10 * MINUTE);
  expect(starts.at(-1)).toBeLessThanOrEqual(clock.now() - 5 * MINUTE);
});

test("calls wait for one turn each", async () => {
  put(1, 1000);
  aws.behaviour.emptyPages = 20;
  const remote = new AwsContext({ rate: 10 }, surroundings().context, clock);
  const group = parseGroup("cwl:flows");
  if (isProblem(group)) throw new Error(group.problem);
  const plan = await makePlan(group, { start: 0, end: 2 }, remote);
  const began = clock.now();
  for await (const _ of follow(plan, remote, { once: true })) if (aws.calls.length === 0) break;
  plan.service.close();
  // 21 calls, ten a second.
  expect(clock.now() - began).toBeCloseTo(2000, -2);
});

test("more than can be remembered: nothing comes twice, and what is missed is said", async () => {
  const notes: string[] = [];
  const options = { interval: MINUTE, remembered: 300, note: (text: string) => void notes.push(text) };
  const wanted: number[] = [];
  await clock.sleep(60 * MINUTE);
  const had = await run(options, (idle) => {
    if (idle === 15) put(-1, clock.now() - 3 * MINUTE);
    if (idle === 18) put(-2, clock.now() - 10 * MINUTE);
    // One a second: 300 are those of five minutes, and the last one is a minute old when it is looked for.
    const count = idle < 20 ? 60 : 0;
    for (let nth = 0; nth < count; nth++) put(wanted.push(wanted.length) - 1, clock.now() - 59_000 + nth * 1000);
    return idle === 20 ? "end" : undefined;
  });
  expect(had.toSorted((a, b) => a - b)).toEqual([-1, ...wanted]);
  const advice = "read fewer, with --eni, --stream or --filter-pattern";
  expect(notes).toEqual([
    `cwl:flows: there are too many events to remember (300): --follow misses those that arrive more than 6.0 minutes late; ${advice}`,
  ]);
});

test("more in a second than can be remembered: those of its rest come, and none twice", async () => {
  const had = await run({ remembered: 20 }, (idle) => {
    for (let nth = 0; nth < 50; nth++) if (idle <= 2) put(50 * idle + nth, 5000 + 10 * nth);
    return idle === 6 ? "end" : undefined;
  });
  expect(had.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => 50 + index));
});

test("following ends at the window's end, when what is late has come", async () => {
  put(1, 1000);
  put(2, 3000);
  const had = await run({ end: 2000, overlap: MINUTE }, (idle) => {
    if (idle === 3) put(3, 1500);
    return undefined;
  });
  expect(had).toEqual([1, 3]);
  expect(clock.now()).toBeGreaterThan(MINUTE);
});

test("runs that go on where the last one ended have all of it once", async () => {
  let progress: FollowProgress | undefined;
  const all: number[] = [];
  for (let hour = 0; hour < 5; hour++) {
    put(2 * hour, hour * 60 * MINUTE);
    await clock.sleep(60 * MINUTE);
    put(2 * hour + 1, clock.now() - 10 * MINUTE);
    const options = {
      once: true,
      progress,
      save: (reached: FollowProgress) => void (progress = progressOf(JSON.parse(JSON.stringify(reached)))),
    };
    all.push(...(await run(options, () => undefined)));
  }
  expect(all).toEqual(Array.from({ length: 10 }, (_, index) => index));
});

test("a run that was killed at any moment repeats what it had not kept, and loses nothing", async () => {
  for (let number = 0; number < 500; number++) put(number, Math.floor(number / 7) * 1000);
  await clock.sleep(10 * MINUTE);
  aws.behaviour.pageEvents = 20;
  let progress: FollowProgress | undefined;
  const all: number[] = [];
  for (let killed = 0; killed < 12; killed++) {
    let [pages, due] = [0, 0];
    const group = parseGroup("cwl:flows");
    if (isProblem(group)) throw new Error(group.problem);
    const remote = new AwsContext({ rate: 10_000 }, surroundings().context, clock);
    const plan = await makePlan(group, { start: 0, end: clock.now() / 1000 }, remote);
    const save = (reached: FollowProgress): void => void (progress = reached);
    for await (const piece of follow(plan, remote, { once: true, progress, isDue: () => ++due % 2 === 0, save })) {
      if (piece !== undefined) all.push(...Buffer.from(piece).toString().trim().split("\n").map(Number));
      if (piece !== undefined && ++pages === 5 && killed < 11) break;
    }
    remote.end();
    plan.service.close();
  }
  expect([...new Set(all)]).toEqual(Array.from({ length: 500 }, (_, index) => index));
  // Each run may repeat the pages since it was last kept, no more.
  expect(all.length).toBeLessThan(500 + 12 * 2 * 20);
});
