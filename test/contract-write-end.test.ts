// What flow-write does when its files are in place: it commits the state of flowlogs-read, and removes what is too old. What it says
// where it does not.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { beforeEach, describe, expect, test } from "vitest";
import { file, outcome, type Outcome, scratch, shell, startShell } from "./command.ts";
import { log } from "./growing.ts";

const origin = "--account 123456789012 --region eu-west-1 --flow-log-id fl-0a1b2c3d";
const again = "the next run reads the same records again";
const state = join(scratch, "S");
const silent = { out: "", err: "", status: 0 };

beforeEach(() => {
  for (const name of ["S", "S.prepared", "d", "logs", "elsewhere"])
    rmSync(join(scratch, name), { recursive: true, force: true });
  file("logs/a.log", log(0, 1000));
});

const read = "flowlogs-read logs --state S --prepare";
const write = `flow-write d ${origin} --commit S`;

/** A pipeline, with the status of its last command. */
async function pipe(...commands: readonly string[]): Promise<Outcome> {
  return await shell(commands.join(" | "));
}

describe("the state of the reader", () => {
  test("is in place with the files, with any filters between", async () => {
    expect(await pipe(read, "flow-filter 'bytes < 500'", "flow-bin 5m", write)).toEqual(silent);
    expect(readdirSync(scratch).filter((name) => name.startsWith("S"))).toEqual(["S"]);
    expect((await shell("flowlogs-read d --fields bytes | wc -l")).out.trim()).toBe("500");
    const before = readFileSync(state, "utf8");
    expect(await pipe(read, write)).toEqual(silent);
    // Nothing was new, but the run has another id.
    expect(readFileSync(state, "utf8").split("\n").slice(1)).toEqual(before.split("\n").slice(1));
    expect((await shell("flowlogs-read d --fields bytes | wc -l")).out.trim()).toBe("500");
  });

  test("behind flow-query", async () => {
    expect(await pipe(`flow-query "${read} | flow-filter 'bytes < 500'"`, write)).toEqual(silent);
    expect(existsSync(state)).toBe(true);
    expect((await shell("flowlogs-read d --fields bytes | wc -l")).out.trim()).toBe("500");
  });

  const noLine = "the input has no last line of flowlogs-read --prepare; a command before failed, or dropped that line";
  test.each([
    ["where a filter fails", [read, "flow-filter --strict 'nosuch = 1'", write], noLine],
    ["where another program drops the line", [read, "grep ACCEPT", write], noLine],
    ["where nothing is prepared", ["flowlogs-read logs", write], noLine],
    [
      "where it is prepared elsewhere",
      ["flowlogs-read logs --state T --prepare", write],
      "no state was prepared; give flowlogs-read the same file: --state S --prepare; if it was",
    ],
  ])("stays as it is %s, and files stay", async (_, commands, why) => {
    const { err, ...others } = await pipe(...commands);
    expect(others).toEqual({ out: "", status: 3 });
    const [last = ""] = err.trimEnd().split("\n").slice(-1);
    expect(last).toBe(`flow-write: S: not committed: ${why}${why === noLine ? ";" : ","} ${again}`);
    expect(existsSync(state)).toBe(false);
  });

  test("stays as it is where records cannot be written, or are not records", async () => {
    const { err, status } = await pipe(read, "sed '5,$s/^{.b/x/;900,$s/^/x/'", write);
    expect(status).toBe(3);
    expect(err).toContain(`S: not committed`);
    expect(existsSync(state)).toBe(false);
  });

  test("that nobody commits is told", async () => {
    const { err, status } = await pipe(read, `flow-write d ${origin}`);
    const what = "flowlogs-read --prepare waits for its state to be committed; give --commit with its file";
    expect({ err, status }).toEqual({ err: `flow-write: ${what}, or ${again}\n`, status: 0 });
  });

  test("has one writer at a time, and the next run waits for it", async () => {
    const reader = `(until [ -e S.commit.lock ]; do sleep 0.02; done; sleep 0.05; ${read})`;
    const slow = startShell(`${reader} | (cat; sleep 1.5) | ${write}`);
    const ended = outcome(slow);
    while (!existsSync(`${state}.prepared`)) await setTimeout(10);
    await setTimeout(100);
    const { err, status } = await pipe(read, write);
    expect(status).toBe(3);
    expect(err).toMatch(
      /^flow-write: S: the state is in use by process \d+; wait until it ends, or name another file$/m,
    );
    expect(err).toMatch(
      /^flowlogs-read: S: process \d+ still writes the records of the last run; wait until it ends$/m,
    );
    expect(await ended).toEqual(silent);
    expect(existsSync(state)).toBe(true);
    expect((await shell("flowlogs-read d --fields bytes | wc -l")).out.trim()).toBe("1000");
  });
});

function place(path: string): void {
  mkdirSync(dirname(join(scratch, path)), { recursive: true });
  writeFileSync(join(scratch, path), "x");
}

const dry = (words: string): Promise<Outcome> => shell(`flow-write d --retain 30d --dry-run ${words} | sort`);

describe("files that are too old", () => {
  const day = "d/AWSLogs/123456789012/vpcflowlogs/eu-west-1/2026/10/21";
  const name = "123456789012_vpcflowlogs_eu-west-1_fl-0a1b2c3d_20261021T0955Z_fe123456.log.gz";

  test("are removed with their folders, and nothing that looks like them", async () => {
    const others = [
      `${day}/.${name}`,
      `${day}/${name}.bak`,
      `${day}/${name.replace("fe123456", "fe12345")}`,
      `d/${name}`,
      `d/x/AWSLogs/123456789012/vpcflowlogs/eu-west-1/2026/10/21/${name}`,
      `d/AWSLogs/123456789012/CloudTrail/eu-west-1/2026/10/21/123456789012_CloudTrail_eu-west-1_20261021T0955Z_ab.json.gz`,
    ];
    const next = day.replace("/21", "/20");
    for (const path of [...others, `${day}/${name}`, `${next}/${name.replace("21T", "20T")}`]) place(path);
    // Links to folders and files elsewhere are not followed.
    place(`elsewhere/19/${name.replace("21T", "19T")}`);
    symlinkSync(join(scratch, "elsewhere/19"), join(scratch, day.replace("/21", "/19")));
    symlinkSync(join(scratch, "elsewhere/19"), join(scratch, day, name.replace("fe1", "fe2")));
    const listed = await shell("flow-write d --retain 30d --dry-run | sort");
    const passed = `flow-write: ${day.replace("/21", "/19")} and 1 more: not followed, as they are links; old files behind them stay\n`;
    expect(listed).toEqual({
      out: `${next.slice(2)}/${name.replace("21T", "20T")}\n${day.slice(2)}/${name}\n`,
      err: passed,
      status: 0,
    });
    expect(existsSync(join(scratch, day, name))).toBe(true);
    expect(
      await shell(`echo '{"end":'$(date +%s)'}' | flow-write d ${origin} --fields end --retain 30d --list | wc -l`),
    ).toEqual({
      ...silent,
      err: passed,
      out: "1\n",
    });
    expect([existsSync(join(scratch, day, name)), existsSync(join(scratch, next))]).toEqual([false, false]);
    for (const path of [...others, `elsewhere/19/${name.replace("21T", "19T")}`]) {
      expect(existsSync(join(scratch, path))).toBe(true);
    }
    expect((await shell("flow-write d --retain 30d --dry-run")).out).toBe("");
  });

  test("of all accounts and Regions, if none is given", async () => {
    const other = `${day}/${name}`.replaceAll("123456789012", "210987654321").replaceAll("eu-west-1", "us-east-1");
    place(`${day}/${name}`);
    place(other);
    expect((await dry("")).out).toBe(`${day.slice(2)}/${name}\n${other.slice(2)}\n`);
    expect((await dry("--account 210987654321")).out).toBe(`${other.slice(2)}\n`);
    expect((await dry("--region eu-west-1")).out).toBe(`${day.slice(2)}/${name}\n`);
    expect(await shell("flow-write d --retain 30d < /dev/null")).toEqual(silent);
    // The folders that are empty are gone, and no hidden one is left.
    expect(readdirSync(join(scratch, "d"))).toEqual([]);
  });

  test("are not removed behind a link, whatever its name, nor is a folder with the name of a file", async () => {
    place(`elsewhere/${day.slice(2)}/${name}`);
    mkdirSync(join(scratch, "d"));
    symlinkSync(join(scratch, "elsewhere/AWSLogs"), join(scratch, "d/AWSLogs"));
    const link = "flow-write: d/AWSLogs: not followed, as it is a link; old files behind it stay\n";
    expect(await shell("flow-write d --retain 30d --dry-run")).toEqual({ ...silent, err: link });
    expect(await shell("flow-write d --retain 30d < /dev/null")).toEqual({ ...silent, err: link });
    expect(existsSync(join(scratch, `elsewhere/${day.slice(2)}/${name}`))).toBe(true);
    // DEST itself may be one.
    symlinkSync(join(scratch, "elsewhere"), join(scratch, "d/link"));
    expect((await shell("flow-write d/link --retain 30d --dry-run")).out).toBe(`${day.slice(2)}/${name}\n`);
    mkdirSync(join(scratch, "named", name), { recursive: true });
    writeFileSync(join(scratch, "named", name, name), "x");
    expect(await shell("flow-write named --layout flat --retain 30d < /dev/null")).toEqual(silent);
    expect(existsSync(join(scratch, "named", name, name))).toBe(true);
  });

  test("that cannot be removed are told, and the others are removed", async () => {
    const names = ["0955", "1000", "1005", "1010"].map((time) => name.replace("0955", time));
    for (const each of names) place(`${day}/${each}`);
    const denying = file(
      "denying.mjs",
      `import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
const { unlink } = fs;
fs.unlink = async (path) => {
  if (/T10[01]0Z/.test(path)) throw Object.assign(new Error("EPERM: operation not permitted, unlink"), { code: "EPERM" });
  await unlink(path);
};
syncBuiltinESMExports();
`,
    );
    const run = (words: string): Promise<Outcome> =>
      shell(`NODE_OPTIONS="--import ${denying}" flow-write d --retain 30d ${words} < /dev/null`);
    expect((await run("--dry-run")).out.split("\n").length).toBe(5);
    expect(readdirSync(join(scratch, day)).length).toBe(4);
    const { out, err, status } = await run("");
    const left = [names[1], names[3]].map((each) => `flow-write: ${day}/${each}: operation not permitted`);
    const last = ": 2 old files could not be removed, 2 were removed; check the path\n";
    expect({ out, status, told: err.replace(last, "\n").trimEnd().split("\n").toSorted() }).toEqual({
      out: "",
      status: 4,
      told: left,
    });
    expect(err.endsWith(last)).toBe(true);
    expect(readdirSync(join(scratch, day)).toSorted()).toEqual([names[1], names[3]]);
    expect(readdirSync(join(scratch, "d"))).toEqual(["AWSLogs"]);
  });

  test("stay when the run fails", async () => {
    place(`${day}/${name}`);
    const { status } = await pipe(read, "head -c 5000", `flow-write d ${origin} --commit S --retain 30d`);
    expect(status).toBe(3);
    expect(existsSync(join(scratch, day, name))).toBe(true);
  });

  test.each([
    ["flow-write d --dry-run", "--dry-run: requires --retain; add it"],
    ["flow-write d --retain 0s", '--retain: "0s" is zero; a duration is more than zero\n  0s\n  ^^'],
    ["flow-write d --retain 0d", '--retain: "0d" is zero; a duration is more than zero\n  0d\n  ^^'],
    ["flow-write d --retain -1d", '--retain: "-1d" is negative; a duration is more than zero\n  -1d\n  ^^^'],
    ["flow-write d --retain 30", '--retain: "30" has no unit; write 30s, 30m, 30h or 30d\n  30\n  ^^'],
    ["flow-write d --retain 99999999999d", '--retain: "99999999999d" is too long\n  99999999999d\n  ^^^^^^^^^^^^'],
    ["flow-write d --retain 1mo", '--retain: "1mo" is not a fixed time; write it in days, such as 30d'],
    [
      "flow-write d --retain 1d --dry-run --commit S",
      "--dry-run: nothing is written that --commit could count as done; leave one of them out",
    ],
    ["flow-write d --profile x", "--profile: is for buckets; leave it out, or write to s3://BUCKET/PREFIX"],
    ["flow-write gs://d", "gs://d: is not a destination; give a folder, or s3://BUCKET/PREFIX"],
    ["flow-write s3://", "s3://: the name of the bucket is missing; write s3://BUCKET/PREFIX"],
  ])("%s is refused", async (line, says) => {
    expect(await shell(line)).toEqual({ out: "", err: `flow-write: ${says}\n`, status: 2 });
  });
});
