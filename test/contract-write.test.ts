// What flow-write leaves in a folder: the records that came, under the names of AWS, whatever ends the run.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, test } from "vitest";
import { layoutNames } from "../packages/flow-write/src/layout/layouts.ts";
import { file, outcome, scratch, shell, start } from "./command.ts";

const sample = join(import.meta.dirname, "fixtures/sample/AWSLogs");
const origin = ["--account", "123456789012", "--region", "us-east-1", "--flow-log-id", "fl-1234abcd"] as const;
const named = origin.join(" ");
const header =
  "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status\n";

/** The paths of the files in a folder, hidden ones and folders included. */
function pathsIn(folder: string): readonly string[] {
  return readdirSync(join(scratch, folder), { recursive: true }).map(String).toSorted();
}

function filesIn(folder: string): readonly string[] {
  return pathsIn(folder).filter((path) => statSync(join(scratch, folder, path)).isFile());
}

function textOf(folder: string, path: string): string {
  return gunzipSync(readFileSync(join(scratch, folder, path))).toString();
}

function sorted(text: string): readonly string[] {
  return text.split("\n").toSorted();
}

/** Records as flowlogs-read writes them, `count` a second from a minute of 2023 on. */
function flows(count: number, perSecond = 100): string {
  const line = (i: number): string => {
    const end = 1_700_000_040 + Math.floor(i / perSecond);
    return `{"version":2,"account_id":"123456789012","srcaddr":"10.0.${i % 200}.${i % 7}","bytes":${i},"start":${end - 9},"end":${end}}\n`;
  };
  return Array.from({ length: count }, (_, i) => line(i)).join("");
}

async function read(path: string): Promise<string> {
  const { out, err } = await shell(`flowlogs-read ${path}`);
  expect(err).toBe("");
  return out;
}

describe.concurrent.each(layoutNames)("--layout %s", (layout) => {
  test("is read back, record for record", async () => {
    for (const account of ["123456789012", "210987654321"]) {
      const folder = `round-${layout}-${account}`;
      const originals = readdirSync(join(sample, account), { recursive: true })
        .map((path) => join(sample, account, String(path)))
        .filter((path) => path.endsWith(".gz"));
      const [first = ""] = originals;
      const [heading = ""] = gunzipSync(readFileSync(first)).toString().split("\n");
      const format = heading.replaceAll(/[a-z-]+/g, "${$&}");
      const write = `flow-write ${folder} --layout ${layout} --log-format "$1"`;
      const written = await shell(`flowlogs-read ${sample}/${account} --with-source | ${write}`, format);
      expect(written).toEqual({ out: "", err: "", status: 0 });
      expect(sorted(await read(folder))).toEqual(sorted(await read(`${sample}/${account}`)));
      // The lines of AWS, whatever their order; and each file has one heading.
      const lines = filesIn(folder).flatMap((path) => textOf(folder, path).split("\n"));
      const theirs = originals.flatMap((path) => gunzipSync(readFileSync(path)).toString().split("\n"));
      const rows = (all: readonly string[]): readonly string[] => all.filter((it) => it !== heading && it !== "");
      expect(rows(lines).toSorted()).toEqual(rows(theirs).toSorted());
      expect(lines.filter((it) => it === heading)).toHaveLength(filesIn(folder).length);
    }
  });
});

test("lines of each kind are byte for byte what they were", async () => {
  // The examples of AWS; version 2 has nothing but these statuses.
  const lines = [
    "2 123456789010 eni-1235b8ca123456789 172.31.16.139 172.31.16.21 20641 22 6 20 4249 1418530010 1418530070 ACCEPT OK",
    "2 123456789010 eni-1235b8ca123456789 - - - - - - - 1431280876 1431280934 - NODATA",
    "2 123456789010 eni-11111111aaaaaaaaa - - - - - - - 1431280876 1431280934 - SKIPDATA",
    "2 123456789010 eni-1235b8ca123456789 0.0.0.0 172.31.16.21 0 0 1 0 0 1418530010 1418530070 ACCEPT OK",
  ];
  file("lines.log", `${lines.join("\n")}\n`);
  const done = await shell("flowlogs-read lines.log | flow-write lines --region us-east-1 --flow-log-id fl-1");
  expect(done).toEqual({ out: "", err: "", status: 0 });
  const paths = filesIn("lines");
  // 1418530070 is 2014-12-14T04:07:50Z, and 1431280934 is 2015-05-10T18:02:14Z.
  expect(paths.map((path) => path.replace(/_[0-9a-f]{8}\.log\.gz$/, ""))).toEqual([
    "AWSLogs/123456789010/vpcflowlogs/us-east-1/2014/12/14/123456789010_vpcflowlogs_us-east-1_fl-1_20141214T0405Z",
    "AWSLogs/123456789010/vpcflowlogs/us-east-1/2015/05/10/123456789010_vpcflowlogs_us-east-1_fl-1_20150510T1800Z",
  ]);
  expect(paths.map((path) => textOf("lines", path))).toEqual([
    `${header}${lines[0]}\n${lines[3]}\n`,
    `${header}${lines[1]}\n${lines[2]}\n`,
  ]);
});

describe("files begin anew", () => {
  test("at so many records and each minute, and hold lines of 14 words", async () => {
    // 150 records a second: 9,000 in the first minute, 6,000 in the second one.
    file("roll.ndjson", flows(15_000, 150));
    const done = await shell(`flow-write rolled roll.ndjson ${named} --roll-records 6000 --roll-time 1m -q`);
    expect(done).toEqual({ out: "", err: "", status: 0 });
    const counts = filesIn("rolled").map((path) => {
      const [first, ...rows] = textOf("rolled", path).trimEnd().split("\n");
      expect(`${first}\n`).toBe(header);
      expect(rows.filter((row) => row.split(" ").length !== 14)).toEqual([]);
      return `${/T(\d{4})Z/.exec(path)?.[1]} ${rows.length}`;
    });
    expect(counts.toSorted()).toEqual(["2214 3000", "2214 6000", "2215 6000"]);
  });

  test("before they are larger than they may be, with the same names however the records come", async () => {
    file("size.ndjson", flows(40_000));
    const limit = 20_000;
    const options = `${named} --roll-time 1d --roll-size ${limit} --list -q`;
    const whole = await shell(`flow-write size1 size.ndjson ${options}`);
    const pieces = await shell(`dd if=size.ndjson bs=997 status=none | flow-write size2 ${options}`);
    // Files that are in place while the pipe is silent are listed at once.
    expect({ ...pieces, out: sorted(pieces.out) }).toEqual({ ...whole, out: sorted(whole.out) });
    const sizes = filesIn("size1").map((path) => statSync(join(scratch, "size1", path)).size);
    expect(sizes.length).toBeGreaterThan(3);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(limit);
    // All but the last one are nearly full.
    expect(sizes.filter((size) => size < limit * 0.8).length).toBeLessThanOrEqual(1);
    const { out } = await shell("flowlogs-read size1 --fields bytes | sort | uniq | wc -l");
    expect(out.trim()).toBe("40000");
  });
});

test("nothing is written twice, and nothing is replaced", async () => {
  file("once.ndjson", flows(10));
  await shell(`flow-write once once.ndjson ${named} -q`);
  const [path = ""] = filesIn("once");
  const again = await shell(`flow-write once once.ndjson ${named} --fields version,account_id,interface_id`);
  expect(again).toMatchObject({ status: 0 });
  const other = filesIn("once");
  expect(other).toHaveLength(2);
  const same = await shell(`flow-write once once.ndjson ${named}`);
  expect(same.err).toContain("flow-write: 1 file was there already, with the same content\n");
  expect(filesIn("once")).toEqual(other);
  // Another file under the name that it would have.
  writeFileSync(join(scratch, "once", path), "mine");
  expect(await shell(`flow-write once once.ndjson ${named} -q`)).toEqual({ out: "", err: "", status: 0 });
  expect(readFileSync(join(scratch, "once", path), "utf8")).toBe("mine");
  expect(filesIn("once")).toHaveLength(3);
});

describe.each(["SIGINT", "SIGTERM"] as const)("%s", (signal) => {
  test("ends the files that are open", async () => {
    const folder = `ended-${signal}`;
    const child = start(["flow-write", folder, ...origin, "-q"]);
    child.stdin.write(flows(2000));
    while (!existsSync(join(scratch, folder))) {
      await setTimeout(20);
      child.stdin.write(flows(2000));
    }
    child.kill(signal);
    const { err, status } = await outcome(child);
    expect({ err, status }).toEqual({ err: "", status: signal });
    const [path = "", ...others] = filesIn(folder);
    expect(others).toEqual([]);
    expect(textOf(folder, path).endsWith("\n")).toBe(true);
    expect(pathsIn(folder).filter((it) => it.startsWith("."))).toEqual([]);
  });
});

test("kill -9 leaves a hidden folder, which no reader looks at and the next run removes", async () => {
  const child = start(["flow-write", "killed", ...origin, "-q", "--roll-size", "10k"]);
  child.stdin.write(flows(30_000));
  while (!existsSync(join(scratch, "killed")) || filesIn("killed").length === 0) await setTimeout(20);
  child.kill("SIGKILL");
  await outcome(child);
  expect(pathsIn("killed").filter((it) => /^\.flow-write-[^/]*$/.test(it))).toHaveLength(1);
  const nothing = "flowlogs-read: killed: no files in this folder; check the path\n";
  // Files that were whole before the end are in place.
  const hasPlaced = pathsIn("killed").some((it) => /^AWSLogs\/.*\.log\.gz$/.test(it));
  const whole = { out: expect.any(String), err: "", status: 0 };
  expect(await shell("flowlogs-read killed")).toEqual(hasPlaced ? whole : { out: "", err: nothing, status: 3 });
  file("more.ndjson", flows(10));
  expect(await shell(`flow-write killed more.ndjson ${named} -q`)).toMatchObject({ err: "", status: 0 });
  expect(pathsIn("killed").filter((it) => it.startsWith("."))).toEqual([]);
});

describe("what cannot be written is told", () => {
  test("records without a time or an account, with their lines", async () => {
    const lines = ['{"account_id":"123456789012","end":60}', "", "x", '{"account_id":"123456789012"}', '{"end":60}'];
    file("odd.ndjson", `${lines.join("\n")}\n{"account_id":"../../etc","end":60}\n`);
    const call = "flow-write odd odd.ndjson --region us-east-1 --flow-log-id fl-1 --fields end";
    const { err, status } = await shell(call);
    expect(err.split("\n")).toEqual([
      expect.stringMatching(/^flow-write: odd.ndjson:3: /),
      "flow-write: odd.ndjson:4: no time: neither end nor start is a number of seconds since 1970; skipped",
      "flow-write: odd.ndjson:5: no place for the record: no account: --account gives it; skipped",
      'flow-write: odd.ndjson:6: no place for the record: "../../etc" is not an account: --account gives it; skipped',
      "flow-write: 3 records are not written; see above, or give --skip-unplaced",
      "",
    ]);
    expect(status).toBe(3);
    expect(filesIn("odd").map((path) => textOf("odd", path))).toEqual(["end\n60\n"]);
    expect(await shell(`${call} --skip-unplaced -q`)).toEqual({ out: "", err: "", status: 0 });
  });

  test("a disk that is full, a folder that is a file, a place without folders", async () => {
    file("big.ndjson", flows(30_000));
    const full = await shell(`ulimit -f 16; flow-write full big.ndjson ${named} --roll-time 1d -q`);
    expect(full).toMatchObject({ out: "", status: 4 });
    expect(full.err).toMatch(/^flow-write: full\/\.flow-write-[^ ]*: file too large; check the path\n$/);
    expect(filesIn("full")).toEqual([]);
    expect(pathsIn("full")).toEqual([]);
    expect(await shell(`flow-write big.ndjson big.ndjson ${named}`)).toEqual({
      out: "",
      err: "flow-write: big.ndjson: is a file, not a folder; name a folder, which is made if need be\n",
      status: 2,
    });
    const nowhere = await shell(`flow-write /proc/flows big.ndjson ${named} -q`);
    expect(nowhere).toMatchObject({ out: "", status: 4 });
    expect(nowhere.err).toMatch(/^flow-write: \/proc\/flows: .*; check the path\n$/);
  });
});

test("DuckDB reads the folders of Hive", async () => {
  file("hive.ndjson", flows(1000, 1));
  await shell(`flow-write hive hive.ndjson ${named} --layout hive-hourly -q`);
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  const from = `read_csv('${scratch}/hive/AWSLogs/*/*/*/*/*/*/*/*.log.gz', delim = ' ', header = true, nullstr = '-', hive_partitioning = true)`;
  const query = `SELECT "aws-account-id" AS account, year, month, day, hour, count(*) AS n, sum(bytes) AS bytes FROM ${from} GROUP BY ALL ORDER BY ALL`;
  const rows = (await connection.runAndReadAll(query)).getRowsJson();
  connection.closeSync();
  // The first record ended at 22:14:00, the last one 999 seconds later.
  expect(rows.map((row) => row?.map(String))).toEqual([["123456789012", "2023", "11", "14", "22", "1000", "499500"]]);
});

test("several accounts go to their own folders", async () => {
  const lines = Array.from({ length: 9000 }, (_, i) => `{"account_id":"00000000000${i % 3}","end":${60 + i}}\n`);
  file("accounts.ndjson", lines.join(""));
  await shell("flow-write accounts accounts.ndjson --region us-east-1 --flow-log-id fl-1 --fields account_id,end -q");
  const found = filesIn("accounts").map((path) => {
    const accounts = textOf("accounts", path)
      .trimEnd()
      .split("\n")
      .slice(1)
      .map((row) => row.split(" ")[0]);
    return [path.split("/")[1], [...new Set(accounts)].join()].join(" ");
  });
  expect([...new Set(found)]).toEqual([0, 1, 2].map((it) => `00000000000${it} 00000000000${it}`));
});

test("records that are not flow logs go to one folder", async () => {
  mkdirSync(join(scratch, "other"));
  file("other.ndjson", '{"start":"2026-11-20T10:07:00Z","user":"ann"}\n');
  const { out, err } = await shell("flow-write other other.ndjson --layout flat --fields start,user --list");
  expect(out.replace(/_[0-9a-f]{8}/, "_HASH")).toBe("20261120T1005Z_HASH.log.gz\n");
  // Its time is one for the place of the record, but not for readers of flow logs.
  expect(err).toMatch(
    /^flow-write: start: a value is not a number, and readers leave out records with such values; .*\n$/,
  );
  const refused = await shell(`flow-write other2 other.ndjson ${named} --fields start,user`);
  expect(refused.status).toBe(3);
  expect(refused.err).toContain(
    "other.ndjson:1: no time: neither end nor start is a number of seconds since 1970; skipped",
  );
});
