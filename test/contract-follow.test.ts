// What flowlogs-read --follow promises: what is added to files comes out at once, line by line; files that are renamed, cut
// or not there yet are no obstacle, nor are new ones in folders, which are read when they are complete.
import { appendFileSync, mkdirSync, renameSync, truncateSync, writeFileSync } from "node:fs";
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { file, outcome, run, scratch, start, startShell, untilPrinted } from "./command.ts";

/** A line of log with these `bytes`, and what is printed for it. */
function log(bytes: number): string {
  return `2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 ${bytes} 1 2 ACCEPT OK\n`;
}

function printed(...bytes: readonly number[]): string {
  return bytes.map((each) => `{"bytes":${each}}\n`).join("");
}

function follow(...words: readonly string[]): ChildProcessWithoutNullStreams {
  return start(["flowlogs-read", ...words, "--follow", "--fields", "bytes"]);
}

/** Does something, and waits until exactly this is printed. */
async function after(act: () => void, child: ChildProcessWithoutNullStreams, text: string): Promise<void> {
  const all = untilPrinted(child, text);
  act();
  expect(await all).toBe(text);
}

/** Ends it as Ctrl-C does; what it said. */
async function end(child: ChildProcessWithoutNullStreams): Promise<string> {
  const ended = outcome(child);
  child.kill("SIGINT");
  const { out, err, status } = await ended;
  expect({ out, status }).toEqual({ out: "", status: "SIGINT" });
  return err;
}

/** Waits until it says this. */
async function untilSaid(child: ChildProcessWithoutNullStreams, text: string): Promise<void> {
  let said = "";
  for await (const bytes of child.stderr) {
    said += String(bytes);
    if (said.includes(text)) return;
  }
  expect(said).toContain(text);
}

function nothing(): void {
  // Something happened before.
}

function folder(name: string): string {
  const path = join(scratch, name);
  mkdirSync(path);
  return path;
}

/** As on a network disk, which tells nobody what happens on it. */
const unwatched = file(
  "unwatched.cjs",
  `require("node:fs").watch = () => { throw new Error("not here"); };
   require("node:module").syncBuiltinESMExports();`,
);

describe.concurrent("where nothing tells of changes", () => {
  test("what is added, and files that come, are found by looking now and then", async () => {
    const logs = folder("unwatched");
    writeFileSync(join(logs, "a.log"), log(1));
    const child = startShell(
      'NODE_OPTIONS="--require $1" exec flowlogs-read unwatched --follow --fields bytes',
      unwatched,
    );
    await after(nothing, child, printed(1));
    await after(() => appendFileSync(join(logs, "a.log"), log(2)), child, printed(2));
    await after(() => writeFileSync(join(logs, "b.log"), log(3)), child, printed(3));
    const rotated = (): void => {
      renameSync(join(logs, "a.log"), join(logs, "a.log.1"));
      writeFileSync(join(logs, "a.log"), log(4));
    };
    await after(rotated, child, printed(4));
    expect(await end(child)).toBe("");
  });
});

describe.concurrent("files", () => {
  test("what is added comes at once, but half a line waits for its end", async () => {
    const path = file("added.log", log(1));
    const child = follow(path);
    await after(nothing, child, printed(1));
    await after(() => appendFileSync(path, log(2) + log(3).slice(0, 20)), child, printed(2));
    await after(() => appendFileSync(path, log(3).slice(20)), child, printed(3));
    appendFileSync(path, log(4).trimEnd());
    expect(await end(child)).toBe("");
  });

  test("several are followed, each with its own columns", async () => {
    const [first, second] = [file("one.log", `bytes srcaddr\n1 10.0.0.1\n`), file("two.log", log(2))];
    const child = follow(first, second);
    await after(nothing, child, printed(1, 2));
    for (let at = 3; at < 9; at += 2) {
      await after(() => appendFileSync(first, `${at} 10.0.0.1\n`), child, printed(at));
      await after(() => appendFileSync(second, log(at + 1)), child, printed(at + 1));
    }
    await after(() => appendFileSync(second, `srcaddr bytes\n10.0.0.1 20\n`), child, printed(20));
    await after(() => appendFileSync(first, "21 10.0.0.1\n"), child, printed(21));
    await after(() => appendFileSync(second, "10.0.0.1 22\n"), child, printed(22));
    expect(await end(child)).toBe("");
  });

  test("one that is renamed is read to its end, and the new one of its name from its start", async () => {
    const path = file("renamed/a.log", log(1));
    const child = follow(path);
    await after(nothing, child, printed(1));
    const rotate = (): void => {
      appendFileSync(path, log(2));
      renameSync(path, `${path}.1`);
      writeFileSync(path, log(3));
    };
    await after(rotate, child, printed(2, 3));
    await after(() => appendFileSync(path, log(4)), child, printed(4));
    expect(await end(child)).toBe("");
  });

  test("one that is cut is read from its start", async () => {
    const path = file("cut.log", log(1) + log(2));
    const child = follow(path);
    await after(nothing, child, printed(1, 2));
    truncateSync(path);
    await after(() => appendFileSync(path, log(3)), child, printed(3));
    expect(await end(child)).toMatch(/^(flowlogs-read: .*cut.log changed; reading it again from the start\n)?$/);
  });

  test("one that is not there is waited for, and so is a folder", async () => {
    const [path, below] = [join(scratch, "later.log"), join(scratch, "later")];
    const child = follow(path, below, file("there.log", log(1)));
    await after(nothing, child, printed(1));
    await after(() => writeFileSync(path, log(2)), child, printed(2));
    const make = (): void => {
      mkdirSync(below);
      writeFileSync(join(below, "x.log"), log(3));
    };
    await after(make, child, printed(3));
    const waiting = [path, below].map((each) => `flowlogs-read: ${each} does not exist yet; waiting\n`);
    expect(await end(child)).toBe(waiting.join(""));
  });

  test("it ends with a limit, with its time, and with its reader", async () => {
    const path = file("ends.log", log(1) + log(2));
    const limited = follow(path, "--limit", "3");
    const all = outcome(limited);
    await untilPrinted(limited, printed(2));
    appendFileSync(path, log(3) + log(4));
    expect(await all).toEqual({ out: printed(1, 2, 3), err: "", status: 0 });
    const soon = String(Date.now() / 1000 + 2);
    expect(await run(["flowlogs-read", path, "--follow", "--end", soon, "--fields", "bytes"])).toEqual({
      out: printed(1, 2, 3, 4),
      err: "",
      status: 0,
    });
    const piped = outcome(startShell('set -o pipefail; flowlogs-read "$1" --follow | head -1', path));
    appendFileSync(path, log(5).repeat(1000));
    const grow = setInterval(() => appendFileSync(path, log(6)), 50);
    expect(await piped).toMatchObject({ err: "", status: 0 });
    clearInterval(grow);
  });

  test("standard input is read to its end, as without it", async () => {
    const input = log(1) + log(2).trimEnd();
    expect(await run(["flowlogs-read", "--follow", "--fields", "bytes"], input)).toEqual({
      out: printed(1, 2),
      err: "",
      status: 0,
    });
  });

  test("what was counted is told at the end", async () => {
    const child = start([
      "flowlogs-read",
      file("counted.log", log(1)),
      "--follow",
      "--fields",
      "bytes",
      "--stats=json",
    ]);
    await after(nothing, child, printed(1));
    expect(JSON.parse(await end(child))).toMatchObject({ in: { lines: 1, records: 1 }, out: { records: 1 } });
  });
});

describe.concurrent("folders", () => {
  test("new files come as they appear, also in new folders", async () => {
    const path = folder("new");
    writeFileSync(join(path, "a.log"), log(1));
    const child = follow(path);
    await after(nothing, child, printed(1));
    await after(() => writeFileSync(join(path, "b.log"), log(2)), child, printed(2));
    const below = join(path, "2026/11/20");
    const make = (): void => {
      mkdirSync(below, { recursive: true });
      writeFileSync(join(below, "c.log"), log(3));
    };
    await after(make, child, printed(3));
    await after(() => appendFileSync(join(below, "c.log"), log(4)), child, printed(4));
    await after(() => appendFileSync(join(path, "a.log"), log(5)), child, printed(5));
    expect(await end(child)).toBe("");
  });

  test("an archive is read when it is complete: renamed, or quiet", async () => {
    const path = folder("complete");
    const child = follow(path);
    const archive = gzipSync(log(1) + log(2));
    await untilSaid(child, "complete: no files in this folder yet; waiting");
    writeFileSync(join(path, "a.log.gz.1a2B3c4D"), archive.subarray(0, 30));
    writeFileSync(join(path, ".b.log.gz"), archive.subarray(0, 30));
    writeFileSync(join(path, "c.log.gz"), archive.subarray(0, 30));
    await after(() => writeFileSync(join(path, "z.log"), log(9)), child, printed(9));
    appendFileSync(join(path, "c.log.gz"), archive.subarray(30));
    await after(nothing, child, printed(1, 2));
    appendFileSync(join(path, "a.log.gz.1a2B3c4D"), archive.subarray(30));
    const rename = (): void => renameSync(join(path, "a.log.gz.1a2B3c4D"), join(path, "a.log.gz"));
    await after(rename, child, printed(1, 2));
    expect(child.kill()).toBe(true);
  });

  test("what is not asked for stays out, and a glob takes what matches", async () => {
    const path = folder("asked");
    const child = follow(join(path, "*.log"), "--account", "123456789012");
    const rest = "_vpcflowlogs_us-east-1_fl-1_20261120T1000Z_ab.log";
    const put = (): void => {
      writeFileSync(join(path, `123456789013${rest}`), log(1));
      writeFileSync(join(path, `123456789012${rest}`), log(2));
    };
    await untilSaid(child, "*.log: no file matches yet");
    await after(put, child, printed(2));
    expect(child.kill()).toBe(true);
  });

  test("with a state a daemon goes on where the last one was stopped", async () => {
    const path = folder("daemon");
    const state = join(scratch, "daemon.state");
    writeFileSync(join(path, "a.log"), log(1));
    const first = follow(path, "--state", state);
    await after(nothing, first, printed(1));
    expect(await end(first)).toBe("");
    appendFileSync(join(path, "a.log"), log(2));
    const second = follow(path, "--state", state);
    await after(nothing, second, printed(2));
    await after(() => writeFileSync(join(path, "b.log"), log(3)), second, printed(3));
    expect(await end(second)).toBe("");
  });
});
