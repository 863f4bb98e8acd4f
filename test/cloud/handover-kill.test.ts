// A log group that grows while the commands of `flowlogs-read --prepare | flow-filter | flow-write --commit` are killed at any
// moment: in the end all records are in files, no file is half, and only what killed runs wrote is there twice.
import { type ChildProcess } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { outcome, scratch, shell, startShell } from "../command.ts";
import { FakeAws } from "../doubles/aws.ts";
import { Buckets } from "../doubles/buckets.ts";
import { Random } from "../fuzz/random.ts";
import { numbers, upTo } from "../growing.ts";

const ROUNDS = 20;
const EACH = 40;

let aws: FakeAws;
beforeEach(() => void (aws = new FakeAws()));
afterEach(async () => await aws.close());

/** Records of the last ten minutes, in no order. */
function record(number: number) {
  const second = Math.floor(Date.now() / 1000) - ((number * 37) % 600);
  const message = `2 123456789010 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 ${number} ${second} ${second + 60} ACCEPT OK`;
  return { stream: "eni-1-all", timestamp: second * 1000, message };
}

/** The processes of a pipeline; none when it has ended. */
function processesOf({ pid, exitCode }: ChildProcess): number[] {
  if (exitCode !== null) return [];
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
  return children
    .split(" ")
    .filter((it) => it !== "")
    .map(Number);
}

/** Ends one process of the pipeline, or all of them. */
function kill(child: ChildProcess, random: Random): void {
  const victims = processesOf(child);
  const which = random.once(3) ? victims : victims.slice(random.below(victims.length)).slice(0, 1);
  for (const pid of which) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has just ended.
    }
  }
}

/** Runs that are each killed somewhere, then one that comes to its end; how many committed their state. */
async function play(name: string, destination: string, env: string, ...filters: string[]): Promise<number> {
  const random = new Random(ROUNDS);
  const state = join(scratch, `${name}.state`);
  const keys = `AWS_ENDPOINT_URL=${await aws.listen()} AWS_REGION=eu-west-1 AWS_ACCESS_KEY_ID=A AWS_SECRET_ACCESS_KEY=s`;
  aws.behaviour.pageEvents = 25;
  const line = [
    `export ${keys} ${env}; flowlogs-read cwl:flows --start 1h --rate 1000 --state ${state} --prepare`,
    ...filters,
    `flow-write ${destination} --region eu-west-1 --flow-log-id fl-0a1b2c3d --commit ${state}`,
  ].join(" | ");
  const put = (round: number): void =>
    aws.group("flows").put(Array.from({ length: EACH }, (_, index) => record(round * EACH + index)));
  put(0);
  const started = performance.now();
  expect(await shell(line)).toEqual({ out: "", err: "", status: 0 });
  const usual = performance.now() - started;
  let committed = 0;
  for (let round = 1; round <= ROUNDS; round++) {
    put(round);
    const before = existsSync(state) ? readFileSync(state, "utf8") : "";
    const child = startShell(line);
    const ended = outcome(child);
    // Some come to their end.
    await setTimeout(random.below(Math.round(2 * usual)));
    kill(child, random);
    await ended;
    if (existsSync(state) && readFileSync(state, "utf8") !== before) committed++;
  }
  const last = await shell(line);
  expect(last).toEqual({ out: "", err: "", status: 0 });
  expect(existsSync(`${state}.prepared`)).toBe(false);
  return committed;
}

const all = upTo(0, (ROUNDS + 1) * EACH);

describe("killed at any moment", () => {
  test("a folder has every record, and each once with --dedupe", async () => {
    const folder = join(scratch, "flows");
    const committed = await play("folder", folder, "", "flow-filter 'bytes >= 0'");
    // Otherwise they were all killed too early, or too late.
    expect([committed > 0, committed < ROUNDS]).toEqual([true, true]);
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const visible = files.filter(({ name, parentPath }) => !`${parentPath}/${name}`.includes("/."));
    for (const { parentPath, name } of visible) {
      const text = gunzipSync(readFileSync(join(parentPath, name))).toString();
      expect(text.endsWith("\n")).toBe(true);
    }
    const read = await shell(`flowlogs-read ${folder} --fields bytes`);
    expect([...new Set(numbers(read.out))].toSorted((a, b) => a - b)).toEqual(all);
    const once = numbers((await shell(`flowlogs-read ${folder} --dedupe --fields bytes,start`)).out);
    expect(once.toSorted((a, b) => a - b)).toEqual(all);
  }, 120_000);

  test("a bucket too", async () => {
    const buckets = await new Buckets().listen();
    await buckets.create("flows");
    try {
      const env = `AWS_ENDPOINT_URL_S3=${buckets.env["AWS_ENDPOINT_URL_S3"]}`;
      const committed = await play("bucket", "s3://flows/logs", env);
      expect([committed > 0, committed < ROUNDS]).toEqual([true, true]);
      for (const key of await buckets.keys("flows", "logs/")) {
        expect(
          gunzipSync(await buckets.get("flows", key))
            .toString()
            .endsWith("\n"),
        ).toBe(true);
      }
      const keys = Object.entries(buckets.env).map(([key, value]) => `${key}=${value}`);
      const read = `${keys.join(" ")} flowlogs-read s3://flows/logs --fields bytes,start`;
      expect([...new Set(numbers((await shell(read)).out))].toSorted((a, b) => a - b)).toEqual(all);
      const { out } = await shell(`${read} --dedupe`);
      expect(numbers(out).toSorted((a, b) => a - b)).toEqual(all);
    } finally {
      await buckets.close();
    }
  }, 120_000);
});
