// What flowlogs-read --state promises: every record once, over any number of runs, whatever happens to the files meanwhile.
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { file, outcome, run, scratch, start } from "./command.ts";
import { log, numbers, upTo, world } from "./growing.ts";

describe.concurrent("files that grow", () => {
  test("only what is new is read, up to the last whole line; what stays unfinished is taken the next time", async () => {
    const { folder, next } = world("grow");
    const path = join(folder, "a.log");
    writeFileSync(path, log(0, 10));
    expect(await next()).toEqual(upTo(0, 10));
    expect(await next()).toEqual([]);
    appendFileSync(path, log(10, 3) + log(13, 1).slice(0, 50));
    expect(await next()).toEqual([10, 11, 12]);
    appendFileSync(path, log(13, 1).slice(50));
    expect(await next()).toEqual([13]);
    appendFileSync(path, log(14, 1).trimEnd());
    expect(await next()).toEqual([]);
    expect(await next()).toEqual([14]);
    appendFileSync(path, `\n${log(15, 1)}`);
    expect(await next()).toEqual([15]);
  });

  test("the header of the file, or a later one, holds for what is added; lines are numbered on", async () => {
    const { folder, next, say } = world("header");
    const path = join(folder, "a.log");
    writeFileSync(path, "bytes srcaddr\n1 10.0.0.1\n");
    expect(await next()).toEqual([1]);
    appendFileSync(path, "2 10.0.0.1\nsrcaddr packets bytes\n10.0.0.1 1 3\n");
    expect(await next()).toEqual([2, 3]);
    appendFileSync(path, "10.0.0.1 1 4\nno\n");
    expect(await say()).toMatch(
      /^flowlogs-read: header\/a.log:7: wrong number of columns: expected 3 columns, found 1/,
    );
    // Lines of the first header may come again, too: they are told by the number of their columns.
    appendFileSync(path, "10.0.0.1 1 5\n6 10.0.0.1\n");
    expect(await next()).toEqual([5, 6]);
    appendFileSync(path, "7 10.0.0.1\n10.0.0.1 1 8\n");
    expect(await next()).toEqual([7, 8]);
  });

  test("a file that was rotated is read to its end, in the folder or beside the file that was named", async () => {
    const { folder, next, state } = world("rotate");
    const path = join(folder, "a.log");
    writeFileSync(path, log(0, 5));
    expect(await next()).toEqual(upTo(0, 5));
    appendFileSync(path, log(5, 2));
    renameSync(path, `${path}.1`);
    writeFileSync(path, log(7, 2));
    expect(await next()).toEqual([5, 6, 7, 8]);
    appendFileSync(path, log(9, 1));
    renameSync(`${path}.1`, `${path}.2`);
    renameSync(path, `${path}.1`);
    writeFileSync(path, log(10, 1));
    expect(await next()).toEqual([9, 10]);
    appendFileSync(path, log(11, 1));
    renameSync(path, join(folder, "a-2026.log"));
    writeFileSync(path, log(12, 1));
    const named = await run(["flowlogs-read", path, "--state", state, "--fields", "bytes"]);
    expect({ ...named, out: numbers(named.out) }).toEqual({ out: [11, 12], err: "", status: 0 });
    expect(await next()).toEqual([]);
  });

  test("a file that was cut, or written anew, is read from its start, and that is said", async () => {
    const { folder, next, say } = world("cut");
    const path = join(folder, "a.log");
    writeFileSync(path, log(0, 5));
    expect(await next()).toEqual(upTo(0, 5));
    truncateSync(path);
    appendFileSync(path, log(7, 1));
    expect(await next()).toEqual([7]);
    writeFileSync(path, log(1000, 20));
    expect(await say()).toBe("flowlogs-read: cut/a.log is not what it was, and is read from its start\n");
    expect(await next()).toEqual([]);
  });
});

describe.concurrent("archives", () => {
  test("each is read once, late ones too, whatever touches them", async () => {
    const { folder, next } = world("archives");
    const put = (name: string, content: string): void => writeFileSync(join(folder, name), gzipSync(content));
    put("20261120T1000Z.log.gz", log(0, 3));
    put("20261120T1010Z.log.gz", log(3, 3));
    expect(await next()).toEqual(upTo(0, 6));
    put("20261120T1005Z.log.gz", log(6, 2));
    put("20261120T1000Z.log.gz", log(0, 3)); // synced again
    expect(await next()).toEqual([6, 7]);
    expect(await next()).toEqual([]);
    writeFileSync(join(folder, "20261120T1005Z.log.gz"), Buffer.concat([gzipSync(log(6, 2)), gzipSync(log(8, 2))]));
    expect(await next()).toEqual([8, 9]);
    renameSync(join(folder, "20261120T1005Z.log.gz"), join(folder, "20261120T1006Z.log.gz"));
    expect(await next()).toEqual([]);
  });

  test("one that is cut short is not done: its rest is read when it is there, and until then it is a fault", async () => {
    const { folder, next, say } = world("short");
    const archive = gzipSync(log(0, 5000));
    const path = join(folder, "a.gz");
    writeFileSync(path, archive.subarray(0, archive.length / 2));
    const first = await next();
    expect(first).toEqual(upTo(0, first.length));
    expect(first.length).toBeGreaterThan(100);
    expect(await say()).toContain("short/a.gz: the gzip data ends in the middle");
    expect(await next()).toEqual([]);
    writeFileSync(path, archive);
    expect(await next()).toEqual(upTo(first.length, 5000));
    expect(await say()).toBe("");
  });

  test("what a copying program has not finished is not read", async () => {
    const { folder, next } = world("temporary");
    writeFileSync(join(folder, "a.log.gz.1a2B3c4D"), gzipSync(log(0, 5)));
    writeFileSync(join(folder, ".b.log.gz"), gzipSync(log(0, 5)));
    expect(await next()).toEqual([]);
    renameSync(join(folder, "a.log.gz.1a2B3c4D"), join(folder, "a.log.gz"));
    expect(await next()).toEqual(upTo(0, 5));
  });
});

/** What the AWS CLI prints of these events. */
function events(...bytes: readonly number[]): string {
  return JSON.stringify({ events: bytes.map((each) => ({ message: log(each, 1).trim() })) }, null, 1);
}

describe.concurrent("other forms", () => {
  test("NDJSON, CSV with quotes and rows over two lines, and lines of an export are read on", async () => {
    const { folder, next } = world("forms");
    const put = (name: string, content: string): void => appendFileSync(join(folder, name), content);
    put("a.ndjson", '{"bytes":1}\n{"bytes":2}\n{"by');
    put("b.csv", 'note,bytes\n"a,b",3\n"two\nlines",4\n"two\n');
    put("c.log", `2026-11-20T10:00:00.000Z ${log(5, 1)}`);
    expect(await next()).toEqual([1, 2, 3, 4, 5]);
    put("a.ndjson", 'tes":6}\n');
    put("b.csv", 'more",7\nc,8\n');
    put("c.log", `2026-11-20T10:00:00.000Z ${log(9, 1)}`);
    expect(await next()).toEqual([6, 7, 8, 9]);
    expect(await next()).toEqual([]);
  });

  test("a JSON document is read once, and again when it changes", async () => {
    const { folder, next, say } = world("document");
    const path = join(folder, "events.json");
    writeFileSync(path, events(1, 2));
    expect(await next()).toEqual([1, 2]);
    expect(await next()).toEqual([]);
    writeFileSync(path, events(3));
    expect(await say()).toBe("flowlogs-read: document/events.json is not what it was, and is read from its start\n");
    expect(await next()).toEqual([]);
  });

  test("what is no log is said at every run, and a Parquet file is read once", async () => {
    const { folder, next, say } = world("odd");
    writeFileSync(join(folder, "a.bin"), "\0\x01\x02");
    const said = "flowlogs-read: odd/a.bin: it is nothing that can be read: its first bytes are 00 01 02";
    expect(await say()).toContain(said);
    expect(await say()).toContain(said);
    rmSync(join(folder, "a.bin"));
    const parquet = join(import.meta.dirname, "fixtures", "f23.log.parquet");
    cpSync(parquet, join(folder, "b.log.parquet"));
    const alone = await run(["flowlogs-read", parquet, "--fields", "bytes"]);
    expect(await next()).toEqual(numbers(alone.out));
    expect(numbers(alone.out).length).toBeGreaterThan(0);
    expect(await next()).toEqual([]);
  });
});

describe.concurrent("the state", () => {
  const unharmed = "it is left as it is: name another file, or remove it to read all from the start";

  test.each([
    ["garbage", "garbage\n", `this is no state of flowlogs-read; ${unharmed}`],
    ["empty", "", `this is no state of flowlogs-read; ${unharmed}`],
    ["another file", '{"a":1}\n', `this is no state of flowlogs-read; ${unharmed}`],
    [
      "newer",
      '{"flowlogs_state":2,"crc32":"00000000"}\n',
      "this state has version 2, known is 1; use a newer flowlogs-read",
    ],
    ["damaged", '{"flowlogs_state":1,"crc32":"00000001"}\n', `the state is damaged; ${unharmed}`],
  ])("that is %s is refused, and left as it is", async (name, content, said) => {
    const path = file(`${name}.json`, content);
    const { out, err, status } = await run(["flowlogs-read", file(`${name}.log`, log(0, 1)), "--state", path]);
    expect({ out, err, status }).toEqual({ out: "", err: `flowlogs-read: ${path}: ${said}\n`, status: 3 });
    expect(readFileSync(path, "utf8")).toBe(content);
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  test("cut off anywhere it is refused", async () => {
    const { state, folder, next } = world("cut-off");
    writeFileSync(join(folder, "a.log"), log(0, 3));
    await next();
    const whole = readFileSync(state, "utf8");
    for (const length of [1, 40, whole.indexOf("\n") + 1, whole.length - 1]) {
      writeFileSync(state, whole.slice(0, length));
      const { out, status } = await run(["flowlogs-read", folder, "--state", state]);
      expect({ out, status }).toEqual({ out: "", status: 3 });
    }
  });

  test("belongs to one run at a time; a lock that a dead one left is taken over", async () => {
    const { state, folder, next } = world("lock");
    writeFileSync(join(folder, "a.log"), log(0, 3));
    const first = start(["flowlogs-read", folder, "--state", state, "--follow"]);
    await new Promise((resolve) => first.stdout.once("data", resolve));
    const second = await run(["flowlogs-read", folder, "--state", state]);
    const busy = `the state is in use by process ${first.pid}; wait until it ends, or name another file`;
    expect(second).toEqual({ out: "", err: `flowlogs-read: ${state}: ${busy}\n`, status: 3 });
    const ended = outcome(first);
    first.kill("SIGKILL");
    await ended;
    expect(existsSync(`${state}.lock`)).toBe(true);
    expect(await next()).toEqual(upTo(0, 3)); // the first one was killed before it saved
    expect(existsSync(`${state}.lock`)).toBe(false);
    expect(await next()).toEqual([]);
  });

  test("a lock of another machine, or one that cannot be read, is left alone", async () => {
    const { state, folder } = world("foreign");
    writeFileSync(join(folder, "a.log"), log(0, 3));
    for (const content of [JSON.stringify({ process: 1, began: "", machine: `not-${hostname()}` }), "?"]) {
      writeFileSync(`${state}.lock`, content);
      const { out, err, status } = await run(["flowlogs-read", folder, "--state", state]);
      expect({ out, status }).toEqual({ out: "", status: 3 });
      expect(err).toContain(`remove foreign.state.lock if that run is over`);
      expect(readFileSync(`${state}.lock`, "utf8")).toBe(content);
    }
  });

  test("may lie among the logs, and forgets files that are gone", async () => {
    const { folder } = world("among");
    const state = join(folder, "state");
    writeFileSync(join(folder, "a.log"), log(0, 3));
    writeFileSync(join(folder, "b.log"), log(3, 1));
    const next = async (): Promise<object> =>
      await run(["flowlogs-read", folder, "--state", state, "--fields", "bytes"]);
    expect(await next()).toMatchObject({ err: "", status: 0 });
    rmSync(join(folder, "a.log"));
    expect(await next()).toEqual({ out: "", err: "", status: 0 });
    const kept = readFileSync(state, "utf8");
    expect([kept.includes("a.log"), kept.includes("b.log")]).toEqual([false, true]);
  });

  test("is kept when all files are gone at once, as they are when a disk is not mounted", async () => {
    const { folder, next, state } = world("unmounted");
    writeFileSync(join(folder, "a.log"), log(0, 3));
    await next();
    renameSync(folder, `${folder}.away`);
    mkdirSync(folder);
    expect(await next()).toEqual([]);
    expect(readFileSync(state, "utf8")).toContain("a.log");
    rmSync(folder, { recursive: true });
    renameSync(`${folder}.away`, folder);
    expect(await next()).toEqual([]);
  });

  test("that cannot be written is an error, and what was read is read again", async () => {
    const { out, err, status } = await run(["flowlogs-read", file("x.log", log(0, 1)), "--state", "/proc/none/state"]);
    expect({ out, status }).toEqual({ out: "", status: 4 });
    expect(err).toMatch(/^flowlogs-read: \/proc\/none\/state: the state cannot be locked: /);
  });

  test.each(["SIGINT", "SIGTERM"] as const)("is saved when %s ends the run", async (signal) => {
    const { folder, next, state } = world(signal);
    writeFileSync(join(folder, "a.log"), log(0, 100));
    const child = start(["flowlogs-read", folder, "--state", state, "--follow", "--fields", "bytes"]);
    await new Promise((resolve) => child.stdout.once("data", resolve));
    const ended = outcome(child);
    child.kill(signal);
    expect(await ended).toMatchObject({ err: "", status: signal });
    expect(await next()).toEqual([]);
  });

  test("goes with neither standard input nor a limit", async () => {
    for (const words of [[], ["-"], [scratch, "-"], [scratch, "--limit", "1"]]) {
      const { out, err, status } = await run(["flowlogs-read", "--state", join(scratch, "no.state"), ...words]);
      expect({ out, status }).toEqual({ out: "", status: 2 });
      expect(err).toMatch(/^flowlogs-read: --state: (standard input|records over the limit)/);
    }
  });
});
