// The collector of the README of flow-write, as its crontab has it, over three days of a log group that are over in seconds: it
// polls, is down for a day, catches up, and forgets what is too old.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { file, type Outcome, scratch, shell } from "../command.ts";
import { FakeAws } from "../doubles/aws.ts";
import { numbers, upTo } from "../growing.ts";

const readme = readFileSync(join(import.meta.dirname, "../../packages/flow-write/README.md"), "utf8");
const [, crontab = ""] = /```crontab\n([^`]*)```/.exec(readme) ?? [];
const folder = join(scratch, "flows");
/** Loaded before a command, makes the time of day start at FLOWLOGS_TEST_NOW, in milliseconds. */
const clock = file(
  "clock.mjs",
  `const RealDate = Date;
const shift = Number(process.env.FLOWLOGS_TEST_NOW) - RealDate.now();
globalThis.Date = class extends RealDate {
  constructor(...parts) {
    if (parts.length === 0) super(RealDate.now() + shift);
    else super(...parts);
  }
  static now() {
    return RealDate.now() + shift;
  }
};
`,
);

const aws = new FakeAws();
let env = "";
beforeAll(async () => {
  mkdirSync(folder);
  env = `AWS_ENDPOINT_URL=${await aws.listen()} AWS_REGION=eu-west-1 AWS_ACCESS_KEY_ID=A AWS_SECRET_ACCESS_KEY=s`;
});
afterAll(async () => await aws.close());

const HOUR = 3_600_000;
const start = Date.parse("2026-03-10T00:00Z");

/** The commands of the crontab, in their order, without when they are run. */
const commands = crontab
  .trimEnd()
  .split("\n")
  .map((line) => line.replace(/^(\S+ ){5}/, "").replaceAll("/var/lib/flows", folder));

async function runAt(now: number, command = ""): Promise<Outcome> {
  const clocked = `FLOWLOGS_TEST_NOW=${now} NODE_OPTIONS="--import ${clock}"`;
  return await shell(`export ${env} ${clocked}; ${command}`);
}

/** Three days of records, each delivered 5 to 15 minutes after its end, in no order. */
const RECORDS = 1500;
const all = Array.from({ length: RECORDS }, (_, number) => {
  const end = Math.floor(start / 1000) + Math.floor((number * 71.3 * HOUR) / RECORDS / 1000);
  const message = `2 123456789010 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 ${number} ${end - 60} ${end} ACCEPT OK`;
  const event = { stream: "eni-1-all", timestamp: (end - 60) * 1000, message };
  return { delivered: (end + 300 + ((number * 371) % 600)) * 1000, event };
}).toSorted((one, other) => one.delivered - other.delivered);

/** What the log group holds in the end. */
const messages = all.map(({ event }) => event.message).toSorted();

/** Delivers what is due at a time. */
function deliver(now: number): void {
  const due = all.findIndex(({ delivered }) => delivered > now);
  aws.group("vpc-flows").put(all.splice(0, due < 0 ? all.length : due).map(({ event }) => event));
}

const delivered = (): readonly string[] =>
  messages.filter((message) => !all.some(({ event }) => event.message === message));

function files(): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((it) => it.endsWith(".gz"));
}

/** A file that is thirty days old at noon of the second day, and one that is none of ours. */
function placeOld(): { old: string; other: string } {
  const day = "AWSLogs/123456789010/vpcflowlogs/eu-west-1/2026/02/09";
  const old = `${day}/123456789010_vpcflowlogs_eu-west-1_fl-0a1b2c3d_20260209T1200Z_fe123456.log.gz`;
  const other = `${day}/mine_20260209T1200Z.gz`;
  mkdirSync(join(folder, day), { recursive: true });
  for (const path of [old, other]) writeFileSync(join(folder, path), "");
  return { old, other };
}

/** What is beside the folder and hidden in it: the state, and nothing that a run would have left behind. */
function leftBehind(): readonly string[] {
  const hidden = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((it) => /(^|\/)\./.test(it));
  return [...readdirSync(scratch).filter((name) => name.startsWith("flows.state")), ...hidden];
}

/** The lines of all files without their headings, sorted. */
function lines(): readonly string[] {
  const texts = files().filter((path) => path.includes("/2026/03/"));
  return texts
    .flatMap((path) =>
      gunzipSync(readFileSync(join(folder, path)))
        .toString()
        .trimEnd()
        .split("\n")
        .slice(1),
    )
    .toSorted();
}

/** The state without the line that has the id of the run. */
const state = (): readonly string[] => readFileSync(`${folder}.state`, "utf8").split("\n").slice(1);

test("three days with one of outage: every record is there once, and what is old is gone", async () => {
  expect(crontab.match(/^\S+ \S+ \S+ \S+ \S+/gm)).toEqual(["*/5 * * * *", "10 0 * * *"]);
  const [poll, forget] = commands;
  const { old, other } = placeOld();
  const outcomes: Outcome[] = [];
  aws.group("vpc-flows");
  const first = await runAt(start, poll);
  // There is nothing to continue, and the reader says so.
  expect(first).toMatchObject({ out: "", status: 0 });
  expect(first.err).toContain("no --start is given: reading the last 60 minutes");
  for (let hour = 1; hour <= 72; hour++) {
    const now = start + hour * HOUR;
    if (hour % 24 === 0) outcomes.push(await runAt(now + 600_000, forget));
    expect(files().includes(old)).toBe(hour < 48);
    // Down on the second day.
    if (hour > 24 && hour < 48) continue;
    if (hour % 4 !== 0) continue;
    const before = state();
    deliver(now);
    outcomes.push(await runAt(now, poll));
    expect(state()).not.toEqual(before);
    expect(leftBehind()).toEqual(["flows.state"]);
    // What was delivered until now is there at once, after the outage too.
    expect(lines()).toEqual(delivered().toSorted());
  }
  expect(outcomes).toEqual(Array.from({ length: 3 + 13 }, () => ({ out: "", err: "", status: 0 })));
  // The next run, five minutes later, has nothing to write, and one after a further day of outage neither.
  const [written, reached] = [files(), state()];
  for (const minutes of [5, 24 * 60]) {
    expect(await runAt(start + 72 * HOUR + minutes * 60_000, poll)).toEqual({ out: "", err: "", status: 0 });
    expect(files()).toEqual(written);
  }
  expect(state()).not.toEqual(reached);
  expect(lines()).toEqual(messages);
  const { out } = await shell(`flowlogs-read ${folder} --fields bytes 2>/dev/null`);
  expect(numbers(out).toSorted((a, b) => a - b)).toEqual(upTo(0, RECORDS));
  expect(files()).toContain(other);
  const days = new Set(files().flatMap((path) => /2026\/03\/\d\d/.exec(path) ?? []));
  expect([...days].toSorted()).toEqual(["2026/03/10", "2026/03/11", "2026/03/12"]);
}, 120_000);
