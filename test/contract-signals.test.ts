// What every command does when it is interrupted: it ends by the signal, so that a shell sees 130 or 143, and what was
// complete is out: of those that hold their results back, the results of what was read so far.
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { cases, commands, lines } from "./cases.ts";
import { file, outcome, run, scratch, shell, start, startShell, untilPrinted } from "./command.ts";

/** More than a socket's buffer holds, so that a command that took it has begun to read. */
const many = 5000;
const signals = ["SIGINT", "SIGTERM"] as const;

describe.concurrent.each(cases)("$title", (it) => {
  test.each(signals)("%s ends it in the middle of reading", async (signal) => {
    const input = lines(it, many);
    const complete = (await run(it.command, input)).out;
    const child = start(it.command);
    const ended = outcome(child);
    const written = new Promise((resolve) => child.stdin.write(input, resolve));
    await (it.isPrompt ? untilPrinted(child, complete) : written);
    child.kill(signal);
    const { out, err, status } = await ended;
    expect({ err, status }).toEqual({ err: "", status: signal });
    expect(out).toBe(complete);
  });
});

describe.concurrent.each(commands)("$command.0 --stats", (it) => {
  test.each(signals)("%s has the summary written", async (signal) => {
    const child = start([...it.command, "--stats"]);
    const ended = outcome(child);
    await new Promise((resolve) => child.stdin.write(lines(it, many), resolve));
    // Half a line is no fault when there was no more time for it.
    child.stdin.write(lines(it, 1).slice(0, 10));
    child.kill(signal);
    const { err, status } = await ended;
    expect(err).toMatch(new RegExp(`^${it.command[0]}: 5,000 lines in, 5,000 records, .*\\n$`));
    expect(status).toBe(signal);
  });
});

test("Ctrl-C in a pipe that follows a file: the groups so far come out", async () => {
  const path = file("followed.log", lines({ command: ["flowlogs-read"] }, many));
  const seen = join(scratch, "seen.ndjson");
  // More than a pipe holds has gone through when all of it was seen.
  const asked = `flow-group --by action 'count()' 'sum(bytes)' | flow-filter 'count() > 0' | flow-fmt`;
  const line = `flowlogs-read "$1" --follow | tee "$2" | ${asked}`;
  const child = startShell(line, path, seen);
  const ended = outcome(child);
  const all = (await run(["flowlogs-read", path])).out;
  const wanted = await shell(`cat "$1" | ${asked}`, file("all.ndjson", all));
  while (!existsSync(seen) || statSync(seen).size < all.length) await setTimeout(20);
  // A command that is still starting would die of the signal.
  while (!areListening(child.pid ?? 0, 4)) await setTimeout(20);
  process.kill(-(child.pid ?? 0), "SIGINT");
  const { out, err, status } = await ended;
  expect({ out, err }).toEqual({ out: wanted.out, err: "" });
  // bash says so itself, or dies of it too.
  expect([130, "SIGINT"]).toContain(status);
});

test("a signal to flow-group alone, whose pipe stays open", async () => {
  const line = `set -m; mkfifo "$1"; exec 4<>"$1"; flow-group --by action 'count()' < "$1" 4>&- & cat >&4; kill -INT $!; wait $!`;
  const child = startShell(line, join(scratch, "open"));
  child.stdin.end(lines({ command: ["flow-group"] }, many));
  const out = '{"action":"ACCEPT","count()":3334}\n{"action":"REJECT","count()":1666}\n';
  expect(await outcome(child)).toMatchObject({ out, status: 130 });
});

test("partial states of a run that was interrupted are not taken for all", async () => {
  const ask = `--by action 'count()'`;
  const line = `set -m; mkfifo "$1"; exec 4<>"$1"; flow-group --partial ${ask} < "$1" 4>&- & cat >&4; kill -INT $!; wait $!`;
  const child = startShell(line, join(scratch, "interrupted"));
  child.stdin.end(lines({ command: ["flow-group"] }, many));
  const { out, status } = await outcome(child);
  expect({ status, states: out.split("\n").length - 1 }).toEqual({ status: 130, states: 2 });
  const merged = await shell(`flow-group --merge ${ask} "$1"`, file("interrupted.ndjson", out));
  expect(merged).toMatchObject({ out: "", status: 3 });
  expect(merged.err).toContain("the end of a run's partial states is missing");
});

test("a signal to flow-bin --fill, whose pipe stays open: what it holds comes out, filled", async () => {
  const line = `set -m; mkfifo "$1"; exec 4<>"$1"; flow-bin 5m --fill < "$1" 4>&- & cat >&4; kill -INT $!; wait $!`;
  const child = startShell(line, join(scratch, "fill"));
  // More than a pipe holds, so that it reads when the signal comes.
  const first = Array.from({ length: many }, () => '{"bin":"2026-11-20T10:00:00Z","count()":1}');
  child.stdin.end(`${first.join("\n")}\n{"bin":"2026-11-20T10:10:00Z","count()":2}\n`);
  const out = [...first, '{"bin":"2026-11-20T10:05:00Z","count()":0}', '{"bin":"2026-11-20T10:10:00Z","count()":2}'];
  expect(await outcome(child)).toMatchObject({ out: `${out.join("\n")}\n`, status: 130 });
});

test("a signal that comes while results are written ends it at once", async () => {
  const child = start(["flow-group", "--by", "srcaddr,start", "count()"]);
  // Nobody reads what it writes, which is more than a socket holds.
  child.stdout.pause();
  await new Promise((resolve) => child.stdin.write(lines({ command: ["flow-group"] }, 8 * many), resolve));
  const ended = new Promise((resolve) => child.on("exit", (_code, signal) => resolve(signal)));
  const timer = setInterval(() => child.kill("SIGINT"), 100);
  expect(await ended).toBe("SIGINT");
  clearInterval(timer);
  child.stdout.destroy();
});

test("--stats of a file that is read when the signal comes says what was read of it", async () => {
  // So many that they take longer than it works between two looks for signals.
  const count = 60 * many;
  const path = file("long.log.gz", gzipSync(lines({ command: ["flowlogs-read"] }, count)));
  const child = start(["flowlogs-read", path, "--stats=json", "--workers", "1"]);
  // It has to wait with its output until the signal is there.
  await new Promise((resolve) => child.stdout.once("readable", resolve));
  child.kill("SIGINT");
  const { out, err, status } = await outcome(child);
  const printed = out.split("\n").length - 1;
  expect(printed).toBeLessThan(count);
  expect(JSON.parse(err)).toMatchObject({ out: { records: printed }, bad: {} });
  expect(status).toBe("SIGINT");
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
    const line =
      'TMPDIR="$1" exec flow-group --max-memory 32M --by srcaddr,srcport "count()" "values(dstaddr)" > /dev/null';
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

/** Whether so many processes of the group catch SIGINT, the second signal; where there is no /proc nobody can tell. */
function areListening(group: number, count: number): boolean {
  if (!existsSync("/proc/self/status")) return true;
  const caught = readdirSync("/proc").filter((pid) => {
    // The name of a program in parentheses, its state, its parent, its group.
    const owner = /\) \S+ \d+ (\d+) /.exec(procFile(pid, "stat"))?.[1];
    return Number(owner) === group && /^SigCgt:\s*[0-9a-f]*[2367abef]$/m.test(procFile(pid, "status"));
  });
  return caught.length >= count;
}

/** Empty where there is no such process any more. */
function procFile(pid: string, name: string): string {
  try {
    return /^\d+$/.test(pid) ? readFileSync(join("/proc", pid, name), "utf8") : "";
  } catch {
    return "";
  }
}
