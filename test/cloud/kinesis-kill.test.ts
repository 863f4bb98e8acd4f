// A stream that grows while runs that follow it, with a state, are killed one after the other: in the end all of it is there.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { scratch, shell, startShell } from "../command.ts";
import { FakeKinesis } from "../doubles/kinesis.ts";
import { numbers, upTo } from "../growing.ts";

const RUNS = 20;
const EACH = 60;
const PAGE = 20;

/** The lines that twenty killed runs, and one that comes to its end, leave in a file. */
async function killed(name: string, options: string): Promise<string> {
  const aws = new FakeKinesis();
  const stream = aws.stream("flows", 2);
  const env = `AWS_ENDPOINT_URL=${await aws.listen()} AWS_REGION=eu-west-1 AWS_ACCESS_KEY_ID=A AWS_SECRET_ACCESS_KEY=s`;
  aws.behaviour.pageRecords = PAGE;
  const [state, out] = [join(scratch, `${name}.state`), join(scratch, `${name}.ndjson`)];
  const read = `${env} exec flowlogs-read kinesis:flows --start 0 --fields bytes --state ${state} ${options}`;
  for (let run = 0; run < RUNS; run++) {
    for (let at = 0; at < EACH; at++) stream.put(`key${at % 7}`, record(run * EACH + at));
    if (run === 6) stream.split("shardId-000000000000");
    if (run === 12) stream.merge("shardId-000000000003", "shardId-000000000001");
    // Some are killed before they ask, some amid their pages, some when they wait for more.
    const calls = run % 3 === 0 ? 0 : aws.calls.length + 3 * (run % 3);
    const child = startShell(`${read} --follow >> ${out}`);
    while (aws.calls.length < calls) await new Promise((done) => setTimeout(done, 5));
    await new Promise((done) => setTimeout(done, (run % 7) * 20));
    child.kill("SIGKILL");
    await new Promise((done) => child.once("close", done));
  }
  delete aws.behaviour.pageRecords;
  expect(await shell(`${read} >> ${out}`)).toEqual({ out: "", err: "", status: 0 });
  await aws.close();
  return readFileSync(out, "utf8");
}

describe.concurrent("twenty runs", () => {
  test("every record is there, and few of them twice", async () => {
    // A killed run may leave half a line; the next one begins a line of its own, and gives that record again.
    const had = numbers(await killed("plain", ""));
    expect([...new Set(had)].toSorted((a, b) => a - b)).toEqual(upTo(0, RUNS * EACH));
    // What comes twice came since the state was kept last: a second, or five pages of each of three shards.
    expect(had.length).toBeLessThanOrEqual(RUNS * (EACH + 5 * PAGE * 3));
  }, 120_000);

  test("with --dedupe every record is there once, and nothing else", async () => {
    const output = await killed("once", "--dedupe");
    expect(numbers(output).toSorted((a, b) => a - b)).toEqual(upTo(0, RUNS * EACH));
    expect(output.trimEnd().split("\n").length).toBe(RUNS * EACH);
  }, 120_000);
});

function record(number: number): string {
  return `2 123456789010 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 ${number} 1700000000 1700000060 ACCEPT OK`;
}
