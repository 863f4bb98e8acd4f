// What every command does when it is interrupted: it ends by the signal, so that a shell sees 130 or 143, and what was
// complete is out.
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { cases, lines } from "./cases.ts";
import { outcome, run, scratch, start, startShell, untilPrinted } from "./command.ts";

/** More than a socket's buffer holds, so that a command that took it has begun to read. */
const many = 5000;
const signals = ["SIGINT", "SIGTERM"] as const;

describe.concurrent.each(cases)("$title", (it) => {
  test.each(signals)("%s ends it in the middle of reading", async (signal) => {
    const input = lines(it, many);
    const complete = it.isPrompt ? (await run(it.command, input)).out : "";
    const child = start(it.command);
    const ended = outcome(child);
    const written = new Promise((resolve) => child.stdin.write(input, resolve));
    await (it.isPrompt ? untilPrinted(child, complete) : written);
    child.kill(signal);
    const { out, err, status } = await ended;
    expect({ err, status }).toEqual({ err: "", status: signal });
    expect(out.slice(0, complete.length)).toBe(complete);
  });
});

test.each(signals)("%s ends flowlogs-read in the middle of an archive", async (signal) => {
  const child = start(["flowlogs-read"]);
  const ended = outcome(child);
  const archive = readFileSync(join(import.meta.dirname, "fixtures", "multi-member.log.gz"));
  child.stdin.write(archive.subarray(0, -20));
  // Nothing tells from outside that it has begun to read.
  await setTimeout(300);
  child.kill(signal);
  expect(await ended).toMatchObject({ err: "", status: signal });
});

test.skipIf(!existsSync("/proc/self/fd")).each(signals)(
  "%s leaves no temporary file of flow-group behind",
  async (signal) => {
    const folder = join(scratch, `spill-${signal}`);
    mkdirSync(folder);
    const line = 'TMPDIR="$1" exec flow-group --max-memory 32M --by srcaddr,srcport "count()" "values(dstaddr)"';
    const child = startShell(line, folder);
    const ended = outcome(child);
    for (let i = 0; i < 80; i++) {
      const records = Array.from(
        { length: 5000 },
        (_, k) => `{"srcaddr":"${i}-${"x".repeat(60)}-${k}","srcport":${k},"dstaddr":"a"}\n`,
      );
      await new Promise((resolve) => child.stdin.write(records.join(""), resolve));
    }
    const spilled = readdirSync(`/proc/${child.pid}/fd`).filter((name) =>
      isDeletedIn(folder, `/proc/${child.pid}/fd/${name}`),
    );
    expect(spilled.length).toBeGreaterThan(0);
    child.kill(signal);
    expect(await ended).toMatchObject({ out: "", err: "", status: signal });
    expect(readdirSync(folder)).toEqual([]);
  },
);

/** Whether a descriptor is of a file in the folder that has no name any more. */
function isDeletedIn(folder: string, descriptor: string): boolean {
  const target = readlinkSync(descriptor);
  return target.startsWith(folder) && target.endsWith(" (deleted)");
}

test.each([
  ["INT", 130],
  ["TERM", 143],
])("a shell sees SIG%s as %i", async (signal, status) => {
  // Without job control bash starts what is in the background with SIGINT ignored.
  const line = 'set -m; exec 3<&0; flow-filter "bytes > 0" <&3 & sleep 0.5; kill -s "$1" $!; wait $!';
  expect(await outcome(startShell(line, signal))).toMatchObject({ out: "", status });
});
