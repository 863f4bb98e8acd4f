// flow-write --compact: what becomes of formats, log formats and values, and what is told in place of losing some.
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import zlib, { gunzipSync, gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { parquetMetadata } from "hyparquet";
import { expect, test } from "vitest";
import { type Outcome, run, scratch, shell } from "./command.ts";

const slot = "20180620T1620Z";
let count = 0;

/** A folder with files of one slot, each of these lines. */
function folderOf(...files: readonly (readonly string[])[]): string {
  const folder = join(scratch, `f${++count}`);
  mkdirSync(folder);
  for (const [i, lines] of files.entries()) {
    writeFileSync(join(folder, `${slot}_0000000${i}.log.gz`), gzipSync(`${lines.join("\n")}\n`));
  }
  return folder;
}

const compact = (folder: string, ...words: readonly string[]): Promise<Outcome> =>
  run(["flow-write", folder, "--layout", "flat", "--compact", "slot", ...words]);

function textsIn(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(".gz"));
  return names.map((name) => gunzipSync(readFileSync(join(folder, name))).toString()).toSorted();
}

/** Of the columns of the Parquet files, and how many records these have. */
function parquetIn(folder: string): { readonly codecs: readonly string[]; readonly records: readonly number[] } {
  const files = readdirSync(folder).filter((name) => name.endsWith(".parquet"));
  const all = files.map((name) => parquetMetadata(new Uint8Array(readFileSync(join(folder, name))).buffer));
  const codecs = all.flatMap(({ row_groups: groups }) =>
    groups.flatMap(({ columns }) => columns.map(({ meta_data: data }) => data?.codec ?? "")),
  );
  return { codecs: [...new Set(codecs)], records: all.map(({ num_rows: rows }) => Number(rows)) };
}

const usage = (err: string): Outcome => ({ out: "", err: `flow-write: ${err}\n`, status: 2 });

const done = { out: "", err: "", status: 0 };

test("lines come out as they were: nulls, NODATA, SKIPDATA and encoded values", async () => {
  const header = "version interface-id srcaddr dstport start end log-status";
  const one = ["2 eni-1 10.0.0.1 443 1529511600 1529511659 OK", "2 eni%201 - - 1529511600 1529511659 NODATA"];
  const two = ["2 eni-2 - - 1529511600 1529511659 SKIPDATA"];
  const folder = folderOf([header, ...one], [header], [header, ...two]);
  expect(await compact(folder)).toEqual(done);
  expect(textsIn(folder)).toEqual([`${[header, ...one, ...two].join("\n")}\n`]);
});

test.each([
  ["snappy", "SNAPPY"],
  ["none", "UNCOMPRESSED"],
])("Parquet stays Parquet, with its compression: %s", async (compression, codec) => {
  const text = folderOf(["srcaddr end", "10.0.0.1 1529511600"], ["srcaddr end", "10.0.0.2 1529511600"]);
  const folder = join(scratch, compression);
  const write = ["--layout", "flat", "--fields", "srcaddr,end", "--format", "parquet", "--compression", compression];
  await shell(`flowlogs-read ${text} | flow-write ${folder} ${write.join(" ")} --roll-records 1`);
  expect(parquetIn(folder)).toEqual({ codecs: [codec], records: [1, 1] });
  expect(await compact(folder)).toEqual(done);
  expect(parquetIn(folder)).toEqual({ codecs: [codec], records: [2] });
});

const hasZstd = "zstdCompress" in zlib;

/** A folder with two files of Parquet, of a slot, which DuckDB wrote with this compression. */
async function ofDuckdb(compression: string): Promise<string> {
  const folder = join(scratch, `duckdb-${compression}`);
  mkdirSync(folder);
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  for (const number of [1, 2]) {
    const rows = `SELECT '10.0.0.${number}' AS srcaddr, 1529511600::BIGINT AS "end"`;
    const path = join(folder, `${slot}_0000000${number}.log.parquet`);
    await connection.run(`COPY (${rows}) TO '${path}' (FORMAT parquet, COMPRESSION ${compression})`);
  }
  connection.closeSync();
  return folder;
}

test.each(["gzip", "snappy", ...(hasZstd ? ["zstd"] : [])])("Parquet of another writer keeps its %s", async (name) => {
  const folder = await ofDuckdb(name);
  expect(await compact(folder)).toEqual(done);
  expect(parquetIn(folder)).toEqual({ codecs: [name.toUpperCase()], records: [2] });
  const { out } = await shell(`flowlogs-read ${folder} | sort`);
  expect(out).toBe('{"srcaddr":"10.0.0.1","end":1529511600}\n{"srcaddr":"10.0.0.2","end":1529511600}\n');
});

test.skipIf(hasZstd)("zstd, where Node cannot write it: the files stay, and what to do is told", async () => {
  const folder = await ofDuckdb("zstd");
  const what = `Node ${process.versions.node} cannot compress with zstd`;
  const err = `flow-write: ${folder}/${slot}_00000001.log.parquet: ${what}; use Node 22.15 or newer, or --format parquet --compression gzip\n`;
  expect(await compact(folder)).toEqual({ out: "", err, status: 3 });
  expect(parquetIn(folder)).toEqual({ codecs: ["ZSTD"], records: [1, 1] });
  expect(await compact(folder, "--format", "parquet", "--compression", "gzip")).toEqual(done);
  expect(parquetIn(folder)).toEqual({ codecs: ["GZIP"], records: [2] });
});

test("text and Parquet of one slot: each by itself, or all in the format that is given", async () => {
  const folder = folderOf(["srcaddr end", "10.0.0.1 1529511600"], ["srcaddr end", "10.0.0.2 1529511600"]);
  await shell(`flowlogs-read ${folder} | flow-write ${folder} --layout flat --fields srcaddr,end --format parquet`);
  expect(await compact(folder)).toEqual(done);
  expect(textsIn(folder)).toEqual(["srcaddr end\n10.0.0.1 1529511600\n10.0.0.2 1529511600\n"]);
  expect(parquetIn(folder).records).toEqual([2]);
  expect(await compact(folder, "--list")).toEqual(done);
  expect(await compact(folder, "--format", "parquet")).toEqual(done);
  expect({ text: textsIn(folder), records: parquetIn(folder).records }).toEqual({ text: [], records: [4] });
});

test("files of other log formats are not merged with each other, and that is told", async () => {
  const folder = folderOf(
    ["srcaddr bytes end", "10.0.0.1 5 1529511600"],
    ["bytes srcaddr end", "6 10.0.0.2 1529511600"],
    ["srcaddr bytes end", "10.0.0.3 7 1529511600"],
  );
  const err = `flow-write: ${folder}/${slot}_00000000.log.gz: its slot or day has several log formats: only files of the same are merged\n`;
  expect(await compact(folder)).toEqual({ ...done, err });
  expect(textsIn(folder)).toEqual([
    "bytes srcaddr end\n6 10.0.0.2 1529511600\n",
    "srcaddr bytes end\n10.0.0.1 5 1529511600\n10.0.0.3 7 1529511600\n",
  ]);
});

test.each([
  [
    "fields that only a later heading of the file has",
    ["srcaddr end", "10.0.0.1 1529511600", "srcaddr end action", "10.0.0.2 1529511600 ACCEPT"],
    [],
    "not all values of it, or of those with it, would be in the merged file; leave them as they are",
  ],
  [
    "a number that Parquet has no room for",
    ["srcaddr bytes end", "10.0.0.1 99999999999999999999 1529511600"],
    ["--format", "parquet"],
    "to Parquet: bytes: 2 values are not whole numbers of 64 bits, and null in the files; leave it as text",
  ],
  [
    "a line that is not a record",
    ["srcaddr bytes end", "10.0.0.1 5"],
    [],
    "line 2: wrong number of columns; mend or remove the file",
  ],
])("%s: the files stay", async (_, lines, words, told) => {
  const folder = folderOf(lines, lines);
  const before = textsIn(folder);
  const err = `flow-write: ${folder}/${slot}_00000000.log.gz: ${told}\n`;
  expect(await compact(folder, ...words)).toEqual({ out: "", err, status: 3 });
  expect(textsIn(folder)).toEqual(before);
});

test("more files than a process may have open", async () => {
  const folder = folderOf(...Array.from({ length: 9 }, (_, i) => ["srcaddr end", `10.0.0.${i} 1529511600`]));
  const [first = ""] = readdirSync(folder);
  for (let i = 0; i < 200; i++) {
    const name = `${slot}_1${String(i).padStart(7, "0")}.log.gz`;
    writeFileSync(join(folder, name), readFileSync(join(folder, first)));
  }
  expect(await shell(`ulimit -n 100; flow-write ${folder} --layout flat --compact slot`)).toEqual(done);
  expect(textsIn(folder).map((text) => text.split("\n").length)).toEqual([209 + 2]);
});

test("from elsewhere: options and places that do not agree", async () => {
  const folder = folderOf(["srcaddr end", "10.0.0.1 1529511600"]);
  const link = join(scratch, "link");
  symlinkSync(folder, link);
  expect(await compact(folder, "--from", link)).toEqual(usage(`${link}: is the same place; leave --from out`));
  expect(await compact(folder, "--remove-source")).toEqual(
    usage("--remove-source: files in DEST are always replaced; leave it out, or add --from"),
  );
  expect(await run(["flow-write", folder, "--from", link])).toEqual(
    usage("--from: goes with --compact; add it, or leave this out"),
  );
  expect(await compact(folder, "--from", "elsewhere")).toEqual({
    out: "",
    err: "flow-write: elsewhere: no such folder; check the path\n",
    status: 3,
  });
  expect(await run(["flow-write", folder, "--compact", "slot"])).toEqual({
    out: "",
    err: `flow-write: ${folder}: no files of layout aws are here\n`,
    status: 0,
  });
});

test("a folder of the one place that is a link to the other: nothing is removed that is nowhere else", async () => {
  const [from, to] = [join(scratch, "from"), join(scratch, "to")];
  const day = "AWSLogs/123456789012/vpcflowlogs/us-east-1/2018/06/20";
  mkdirSync(join(from, day), { recursive: true });
  mkdirSync(to);
  symlinkSync(join(from, "AWSLogs"), join(to, "AWSLogs"));
  const name = `123456789012_vpcflowlogs_us-east-1_fl-1234abcd_${slot}_00000000.log.gz`;
  writeFileSync(join(from, day, name), gzipSync("srcaddr end\n10.0.0.1 1529511600\n"));
  const move = ["flow-write", to, "--compact", "slot", "--from", from, "--remove-source"] as const;
  expect(await run(move)).toEqual(done);
  // The merged file now has the name that it would get again.
  expect(await run(move)).toEqual(done);
  expect(textsIn(join(from, day))).toEqual(["srcaddr end\n10.0.0.1 1529511600\n"]);
});

test("what may still grow waits where the old files stay", async () => {
  const now = Math.floor(Date.now() / 1000);
  const folder = join(scratch, "growing");
  const records = [now, 1529511600].map((end) => JSON.stringify({ end })).join("\n");
  await run(["flow-write", folder, "--layout", "flat", "--fields", "end"], records);
  const copy = join(scratch, "copy");
  const words = ["flow-write", copy, "--layout", "flat", "--compact", "day", "--from", folder] as const;
  expect(await run(words)).toEqual({
    ...done,
    err: `flow-write: ${folder}: 1 slot or day is not over: its files are left for later\n`,
  });
  expect(textsIn(copy)).toEqual(["end\n1529511600\n"]);
  expect(readdirSync(folder).length).toBe(2);
});
