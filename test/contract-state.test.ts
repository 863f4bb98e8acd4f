// What flowlogs-read --state promises: every record once, over any number of runs, whatever happens to the files meanwhile.
import { appendFileSync, cpSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { run } from "./command.ts";
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

  test("a line that was read before its end came is never two bad ones: it is read again, unless only its end came", async () => {
    const { folder, next, say } = world("half");
    const path = join(folder, "a.log");
    writeFileSync(path, log(0, 1) + log(1, 1).slice(0, 30));
    expect(await next()).toEqual([0]);
    expect(await say()).toMatch(/^flowlogs-read: half\/a.log:2: wrong number of columns/);
    expect(await say()).toBe("");
    appendFileSync(path, log(1, 1).slice(30));
    expect(await next()).toEqual([1]);
    appendFileSync(path, log(2, 1).trimEnd());
    await next();
    expect(await next()).toEqual([2]);
    appendFileSync(path, `\r\n${log(3, 1).trimEnd()}`);
    expect(await next()).toEqual([]);
    expect(await next()).toEqual([3]);
    appendFileSync(path, `x\n${log(4, 1)}no\n`);
    const again = "half/a.log:4: the line was read before it was complete; reading it again";
    expect(await say()).toMatch(new RegExp(`^flowlogs-read: ${again}\n.*a.log:6: wrong number of columns.*\n$`));
    expect(await next()).toEqual([]);
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

  test("a very long line at the beginning keeps nothing from being read", async () => {
    const { folder, next } = world("long");
    writeFileSync(join(folder, "a.log"), `${"x".repeat(100_000)}\n${log(0, 3)}`);
    expect(await next()).toEqual(upTo(0, 3));
    expect(await next()).toEqual([]);
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
    expect(await say()).toBe("flowlogs-read: cut/a.log changed; reading it again from the start\n");
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
    expect(await say()).toContain("short/a.gz: the gzip data is cut short");
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
    expect(await say()).toBe("flowlogs-read: document/events.json changed; reading it again from the start\n");
    expect(await next()).toEqual([]);
  });

  test("what is no log is said at every run, and a Parquet file is read once", async () => {
    const { folder, next, say } = world("odd");
    writeFileSync(join(folder, "a.bin"), "\0\x01\x02");
    const said = "flowlogs-read: odd/a.bin: unrecognised format: its first bytes are 00 01 02";
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
