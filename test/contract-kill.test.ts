// What flowlogs-read --state promises when a run is killed: nothing is missing in the end, and only what that run wrote after
// it last saved its state comes again.
import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { file, outcome, shell, start, startShell } from "./command.ts";
import { Random } from "./fuzz/random.ts";
import { RotatingLog } from "./fuzz/rotating.ts";
import { Growth, log, numbers, world } from "./growing.ts";

/** A run that is killed when it has written so many bytes, if it has so many; they are read slowly, so that it takes time. */
async function killedRun(folder: string, state: string, limit: number): Promise<number[]> {
  const child = start(["flowlogs-read", folder, "--state", state]);
  const pieces: Buffer[] = [];
  let length = 0;
  child.stdout.on("data", (bytes: Buffer) => {
    pieces.push(bytes);
    length += bytes.length;
    if (length >= limit) child.kill("SIGKILL");
    else {
      child.stdout.pause();
      void setTimeout(8).then(() => child.stdout.resume());
    }
  });
  if (limit === 0) void setTimeout(100).then(() => child.kill("SIGKILL"));
  await new Promise((resolve) => child.on("close", resolve));
  return numbers(Buffer.concat(pieces).toString());
}

test("killed at twenty random moments over a growing folder: nothing is lost, and only killed runs repeat", async () => {
  const random = new Random(20);
  const { folder, state, next } = world("killed");
  const growth = new Growth(folder, random, 40_000);
  const runs: number[][] = [];
  for (let round = 0; round < 20; round++) {
    growth.grow();
    growth.grow();
    if (existsSync(join(folder, "0.log")) && random.once(4))
      renameSync(join(folder, "0.log"), join(folder, `0.log.${round}`));
    // A record takes 200 bytes; some runs come to their end, and some are killed while they start.
    runs.push(await killedRun(folder, state, random.once(5) ? 0 : random.below(12_000_000)));
  }
  runs.push(await next(), await next());
  const { written } = growth;
  const all = runs.flat();
  expect(new Set(all).size).toBe(written);
  expect(all.length).toBeGreaterThan(written);
  expect(runs.at(-1)).toEqual([]);
  for (const each of runs) expect(new Set(each).size).toBe(each.length);
  // Some of it was saved by runs that were killed, or by those that came to their end.
  expect(runs.at(-2)?.length).toBeLessThan(written);
}, 120_000);

test("half a line that a killed run left does not spoil the first one of the next run", async () => {
  const { folder, state } = world("torn");
  const output = file("torn.out", "");
  writeFileSync(join(folder, "a.log"), log(0, 200_000));
  const line = `exec flowlogs-read "$1" --state "$2" >> "$3"`;
  const child = startShell(line, folder, state, output);
  while (statSync(output).size < 1_000_000) await setTimeout(5);
  child.kill("SIGKILL");
  await outcome(child);
  writeFileSync(output, readFileSync(output).subarray(0, -30));
  expect(await shell(line, folder, state, output)).toEqual({ out: "", err: "", status: 0 });
  expect(new Set(numbers(readFileSync(output, "utf8"))).size).toBe(200_000);
});

const rounds = Number(process.env["KILL_RUNS"] ?? 30);

test(`${rounds} runs over logs that are rotated, killed at any moment: nothing is lost, and with --dedupe nothing is doubled`, async () => {
  const random = new Random(Number(process.env["FUZZ_SEED"] ?? 1));
  const { folder, state } = world("rotated");
  const output = file("rotated.out", "");
  let records = 0;
  const logs = ["flow.log", "audit"].map((name) => new RotatingLog(folder, name, random, () => records++));
  const run = async (milliseconds?: number): Promise<void> => {
    const line = 'exec flowlogs-read "$1" --state "$2" --dedupe --fields bytes >> "$3"';
    const child = startShell(line, folder, state, output);
    const ended = outcome(child);
    if (milliseconds !== undefined) void setTimeout(milliseconds).then(() => child.kill("SIGKILL"));
    const { status } = await ended;
    expect([0, 3, "SIGKILL"]).toContain(status);
  };
  for (let round = 0; round < rounds; round++) {
    for (let step = random.below(8); step >= 0; step--) random.pick(logs).step(new Map());
    await run(random.once(2) ? random.below(150) : undefined);
  }
  for (const each of logs) each.finish();
  for (let last = 0; last < 3; last++) await run();
  const all = numbers(readFileSync(output, "utf8"));
  expect(all.toSorted((one, other) => one - other)).toEqual(Array.from({ length: records }, (_, at) => at));
}, 300_000);
