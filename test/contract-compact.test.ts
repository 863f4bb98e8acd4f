// flow-write --compact: fewer files with the same records, whatever happens on the way.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { Random } from "./fuzz/random.ts";
import { run, scratch, shell, start } from "./command.ts";

const flowLog = ["--account", "123456789012", "--region", "us-east-1", "--flow-log-id", "fl-0a1b2c3d"];

/** Of this machine, in the names of notes. */
const host = createHash("sha256").update(hostname()).digest("hex").slice(0, 8);

/** What a run that is at work now, or that was killed now, notes. */
function noteOf(written: readonly string[], replaced: Readonly<Record<string, string>>, from?: string): string {
  return JSON.stringify({ run: "other", at: Date.now(), from, written, replaced });
}

/** These files of a folder with their versions. */
function versionsOf(folder: string, paths: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    paths.map((path) => {
      const { size, mtimeMs } = statSync(join(folder, path));
      return [path, `${size} ${mtimeMs}`];
    }),
  );
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.log\./.test(name))
    .toSorted();
}

/** The time in the name of a file. */
function slotOf(name: string): string {
  return /_(\d{8}T\d{4}Z)_/.exec(name)?.[1] ?? "";
}

async function recordsIn(folder: string): Promise<string> {
  return (await shell('flowlogs-read "$1" | sort', folder)).out;
}

/** The sample in many small files. */
async function small(name: string, ...options: readonly string[]): Promise<string> {
  const folder = join(scratch, name);
  await shell('flowlogs-read sample: | flow-write "$@"', folder, "--roll-records", "40", ...flowLog, ...options);
  expect(filesIn(folder).length).toBeGreaterThan(50);
  return folder;
}

test.each(["aws", "hourly"])("text to Parquet, by day, layout %s", async (layout) => {
  const folder = await small(`day-${layout}`, "--layout", layout);
  const before = await recordsIn(folder);
  const compact = ["flow-write", folder, "--layout", layout, "--compact", "day", "--format", "parquet"] as const;
  const { out, err, status } = await run([...compact, "--list"]);
  expect({ err, status }).toEqual({ err: "", status: 0 });
  const files = filesIn(folder);
  expect(files).toEqual(out.trim().split("\n").toSorted());
  // All of the sample ended in one hour.
  expect(files.length).toBe(1);
  expect(files.every((name) => name.includes(layout === "hourly" ? "_20261120T1000Z_" : "_20261120T0000Z_"))).toBe(
    true,
  );
  expect(await recordsIn(folder)).toBe(before);
  expect(await run([...compact, "--list"])).toEqual({ out: "", err: "", status: 0 });
  expect(readdirSync(folder).filter((name) => name.startsWith("."))).toEqual([]);
});

test("by slot, text stays text, and files of others stay", async () => {
  const folder = await small("slot");
  const slots = new Set(filesIn(folder).map(slotOf));
  const before = await recordsIn(folder);
  expect(await run(["flow-write", folder, "--compact", "slot", "--account", "999999999999"])).toMatchObject({
    err: "",
  });
  expect(filesIn(folder).length).toBeGreaterThan(slots.size);
  expect(await run(["flow-write", folder, "--compact", "slot"])).toEqual({ out: "", err: "", status: 0 });
  expect(filesIn(folder).map(slotOf)).toEqual([...slots].toSorted());
  expect(await recordsIn(folder)).toBe(before);
});

test("a file that cannot be read stays, and so do those that it would be merged with", async () => {
  const folder = await small("damaged");
  const all = filesIn(folder);
  const damaged = [all[0] ?? "", all.at(-1) ?? ""];
  for (const name of damaged) truncateSync(join(folder, name), 200);
  const before = filesIn(folder);
  const { err, status } = await run(["flow-write", folder, "--compact", "slot"]);
  expect({ status, tells: damaged.map((name) => err.includes(name)) }).toEqual({ status: 3, tells: [true, true] });
  expect(damaged.every((name) => filesIn(folder).includes(name))).toBe(true);
  expect(filesIn(folder).length).toBeLessThan(before.length);
});

test("kill -9 at any time: the next run has all records once, and says what it did", async () => {
  const random = new Random(7);
  const folder = await small("killed");
  const before = await recordsIn(folder);
  for (let kills = 0; kills < 6; kills++) {
    const child = start(["flow-write", folder, "--compact", "slot", "--format", "parquet"]);
    await wait(150 + random.below(400));
    child.kill("SIGKILL");
  }
  expect((await run(["flow-write", folder, "--compact", "slot", "--format", "parquet"])).status).toBe(0);
  expect(await recordsIn(folder)).toBe(before);
  expect(filesIn(folder).every((name) => name.endsWith(".parquet"))).toBe(true);
  expect(readdirSync(folder).filter((name) => name.startsWith("."))).toEqual([]);
});

test.each([
  ["before the new file is in place", false, "undone: 0 files"],
  ["before the old ones are gone", true, "finished: 2 files"],
])("killed %s", async (name, isPlaced, told) => {
  const folder = join(scratch, name);
  const write = async (records: string): Promise<string> => {
    const { out } = await run(["flow-write", folder, "--layout", "flat", "--fields", "end", "--list"], records);
    return out.trim();
  };
  const replaced = [await write('{"end":1700000000}\n'), await write('{"end":1700000001}\n')];
  const written = [await write('{"end":1700000000}\n{"end":1700000001}\n')];
  if (!isPlaced) rmSync(join(folder, written[0] ?? ""));
  // Of a process of this machine that is over.
  writeFileSync(
    join(folder, `.flow-write-compact-${host}-4194305.json`),
    noteOf(written, versionsOf(folder, replaced)),
  );
  const { err } = await run(["flow-write", folder, "--layout", "flat", "--compact", "slot"]);
  expect(err).toContain(`flow-write: a compaction that was killed is ${told}`);
  expect(await recordsIn(folder)).toBe('{"end":1700000000}\n{"end":1700000001}\n');
  expect(filesIn(folder).length).toBe(1);
});

test("what a killed run left is not removed once one of its new files is gone", async () => {
  const folder = join(scratch, "gone");
  const write = async (records: string): Promise<string> =>
    (await run(["flow-write", folder, "--layout", "flat", "--fields", "end", "--list"], records)).out.trim();
  const kept = await write('{"end":1700000000}\n');
  const before = filesIn(folder);
  const note = noteOf([kept, "20231114T2210Z_00000001.log.gz"], { "20231114T2210Z_00000002.log.gz": "1 1" });
  writeFileSync(join(folder, `.flow-write-compact-${host}-4194305.json`), note);
  const { err, status } = await run(["flow-write", folder, "--layout", "flat", "--compact", "slot"]);
  expect({ err, status }).toEqual({
    err: `flow-write: a compaction was killed, and files of it are gone since: records may be twice in ${join(folder, kept)}\n`,
    status: 0,
  });
  expect(filesIn(folder)).toEqual(before);
  expect(readdirSync(folder).filter((name) => name.startsWith("."))).toEqual([]);
});

test.each([
  ["of this machine", () => host, process.pid],
  ["of another machine", () => "00000000", 1],
])("another one at work, %s: nothing is done", async (where, hashOf, pid) => {
  const folder = await small(`busy ${where}`);
  const before = filesIn(folder);
  const note = `.flow-write-compact-${hashOf()}-${pid}.json`;
  writeFileSync(join(folder, note), noteOf([], {}));
  expect(await run(["flow-write", folder, "--compact", "slot"])).toEqual({
    out: "",
    err: `flow-write: ${folder}: another flow-write --compact is at work here; wait for its end; its note is ${note}\n`,
    status: 3,
  });
  expect(filesIn(folder)).toEqual(before);
  expect(readdirSync(folder).filter((name) => name.startsWith("."))).toEqual([note]);
});

test("a killed run with the same process number: what it left is ended", async () => {
  const folder = join(scratch, "same number");
  const write = async (records: string): Promise<string> =>
    (await run(["flow-write", folder, "--layout", "flat", "--fields", "end", "--list"], records)).out.trim();
  const replaced = [await write('{"end":1700000000}\n')];
  const written = [await write('{"end":1700000000}\n{"end":1700000001}\n')];
  const note = noteOf(written, versionsOf(folder, replaced));
  const script =
    'printf %s "$1" >"$2/.flow-write-compact-$3-$$.json"; exec flow-write "$2" --layout flat --compact slot';
  const { err, status } = await shell(script, note, folder, host);
  expect({ err, status }).toEqual({
    err: "flow-write: a compaction that was killed is finished: 1 files removed whose records are in others\n",
    status: 0,
  });
  expect(filesIn(folder)).toEqual(written);
});

test("a folder in which nothing can be written", async () => {
  expect(await run(["flow-write", "/proc", "--layout", "flat", "--compact", "slot"])).toEqual({
    out: "",
    err: "flow-write: /proc: no such file or directory; check the path\n",
    status: 4,
  });
});

test("what it does not do is refused", async () => {
  expect(await run(["flow-write", "folder", "--compact", "day", "--fields", "end"])).toEqual({
    out: "",
    err: "flow-write: --fields: --compact keeps the fields of the files; leave it out\n",
    status: 2,
  });
  expect(await run(["flow-write", "folder", "--compact", "day", "--retain", "30d"])).toEqual({
    out: "",
    err: "flow-write: --retain: --compact does nothing else; run it by itself\n",
    status: 2,
  });
  expect(await run(["flow-write", "folder", "--compact", "day"])).toEqual({
    out: "",
    err: "flow-write: folder: no such folder; check the path\n",
    status: 3,
  });
  expect(existsSync(join(scratch, "folder"))).toBe(false);
});
