// flow-write as the last command of flow-query: the same files, output, messages and exit code as in a shell.
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { file, outcome, type Outcome, scratch, shell, start } from "./command.ts";
import { log } from "./growing.ts";
import { hourOfLog } from "./writtenLogs.ts";

const origin = "--account 123456789012 --region us-east-1 --flow-log-id fl-1234abcd";
const sample = join(import.meta.dirname, "fixtures/sample/AWSLogs/123456789012");
const silent = { out: "", err: "", status: 0 };

/** The paths below a folder with what is in them; hidden ones included. */
function content(folder: string): Readonly<Record<string, string>> {
  if (!existsSync(join(scratch, folder))) return {};
  const paths = readdirSync(join(scratch, folder), { recursive: true }).map(String);
  const files = paths.filter((path) => statSync(join(scratch, folder, path)).isFile()).toSorted();
  return Object.fromEntries(files.map((path) => [path, readFileSync(join(scratch, folder, path), "base64")]));
}

interface Result extends Outcome {
  readonly files: Readonly<Record<string, string>>;
}

/** The highest code of the commands in a shell's pipeline: that of flow-query. */
const highest =
  'codes="${PIPESTATUS[*]}"; code=0; for it in $codes; do [ $it -gt $code ] && code=$it; done; exit $code';

let count = 0;

/** What a pipeline leaves, in which DEST stands for a folder. */
async function inShell(pipeline: string): Promise<Result> {
  const folder = `shell${++count}`;
  const done = await shell(`${pipeline.replaceAll("DEST", folder)}; ${highest}`);
  return result(done, folder);
}

async function inOne(pipeline: string, options = ""): Promise<Result> {
  const folder = `one${++count}`;
  return result(await shell(`flow-query ${options} "$1"`, pipeline.replaceAll("DEST", folder)), folder);
}

/** The names of folders, and of the hidden ones below them, are not compared. */
function result({ out, err, status }: Outcome, folder: string): Result {
  const told = err.replaceAll(folder, "DEST").replaceAll(/\.flow-write-[^: ]*/g, "HIDDEN");
  return { out, err: told.split("\n").toSorted().join("\n"), status, files: content(folder) };
}

function linesIn(files: Result["files"]): readonly string[] {
  return Object.values(files).flatMap((text) => gunzipSync(Buffer.from(text, "base64")).toString().split("\n"));
}

function visiblePaths(folder: string): readonly string[] {
  return Object.keys(content(folder)).filter((path) => !path.startsWith("."));
}

/** A pipeline that commits its state. */
function committing(folder: string, more = ""): string {
  return `read grown --state ${folder}.state --prepare ${more} | write ${folder} ${origin} --commit ${folder}.state`;
}

describe("leaves what a shell leaves", () => {
  file("logs/a.log", hourOfLog(20_000));
  file("logs/b.log.gz", gzipSync(hourOfLog(5000)));
  file(
    "flows.ndjson",
    '{"end":60,"srcaddr":"10.0.0.1","x y":"a b"}\n{"srcaddr":"10.0.0.2"}\nbad\n{"end":"1970-01-01"}\n',
  );
  const read = "flowlogs-read logs";
  const write = `flow-write DEST ${origin}`;

  test.each([
    ["text", `${read} | ${write} --list`],
    ["Parquet, filtered", `${read} | flow-filter 'bytes > 500' | ${write} --format parquet --layout hive`],
    ["with two threads, by size", `flowlogs-read logs --workers 2 | ${write} --roll-size 20000 --list`],
    ["a field that is not written", `flowlogs-read sample: | flow-write DEST --layout flat`],
    ["fields that nobody has", `${read} | ${write} --fields end,instance_id`],
    ["the path of their source", `flowlogs-read ${sample} --with-source | flow-write DEST --list`],
    ["records of another tool", "flow-filter 'srcaddr is not null' flows.ndjson | flow-write DEST --layout flat"],
    ["only records of another tool", "flow-write DEST flows.ndjson --layout flat --fields end,srcaddr"],
    ["a source that is missing", `flowlogs-read missing logs | ${write} --roll-time 1h`],
    [
      "groups",
      `${read} | flow-group --by srcaddr 'max(end) as end' | flow-write DEST --layout flat --fields end,srcaddr`,
    ],
  ])("%s", async (_, pipeline) => {
    const expected = await inShell(pipeline);
    expect(await inOne(pipeline)).toEqual(expected);
    expect(Object.keys(expected.files)).not.toEqual([]);
  });

  test.each([
    ["records without a place", `flowlogs-read sample: | flow-write DEST --region us-east-1`],
    ["nothing", `${read} | flow-filter 'bytes < 0' | ${write}`],
    ["a name that is in no record", `${read} | flow-filter --strict 'nosuch = 1' | ${write}`],
  ])("%s: no file", async (_, pipeline) => {
    const expected = await inShell(pipeline);
    expect(await inOne(pipeline)).toEqual(expected);
    expect(expected.files).toEqual({});
  });

  test("with short names, and as a query of a file", async () => {
    file("query", `read logs # all\n| filter 'bytes > 500'\n| write DEST2 ${origin}`);
    const { files } = await inShell(`${read} | flow-filter 'bytes > 500' | ${write}`);
    expect(await shell("flow-query -f query")).toEqual(silent);
    expect(content("DEST2")).toEqual(files);
  });

  test("where an engine has the records", async () => {
    const pipeline = `${read} | flow-filter 'bytes > 500' | ${write} --roll-time 1d`;
    const { files } = await inShell(pipeline);
    const { files: ofEngine, ...others } = await inOne(pipeline, "--engine duckdb");
    expect(others).toEqual(silent);
    expect(linesIn(ofEngine).toSorted()).toEqual(linesIn(files).toSorted());
    expect(linesIn(files).length).toBeGreaterThan(10_000);
  });

  test("a disk that is full, and a reader that then stops", async () => {
    file("large.log", hourOfLog(60_000));
    const pipeline = `flowlogs-read large.log | flow-write DEST ${origin} --roll-time 1d`;
    const full = await shell(`ulimit -f 16; flow-query "$1"`, pipeline.replace("DEST", "full"));
    expect(full).toMatchObject({ out: "", status: 4 });
    expect(full.err).toMatch(/^flow-write: full\/\.flow-write-[^ ]*: file too large; check the path\n$/);
    expect(content("full")).toEqual({});
  });
});

describe("the state of the reader", () => {
  test("moves when all files are in place", async () => {
    file("grown/a.log", log(0, 1000));
    expect(await shell(`flow-query "${committing("kept")}"`)).toEqual(silent);
    expect(readdirSync(scratch).filter((name) => name.startsWith("kept."))).toEqual(["kept.state"]);
    file("grown/b.log", log(1000, 500));
    expect(await shell(`flow-query "${committing("kept")}"`)).toEqual(silent);
    const { out } = await shell("flowlogs-read kept --fields bytes | sort | uniq -u | wc -l");
    expect(out.trim()).toBe("1500");
  });

  test("stays where a command before fails", async () => {
    file("grown/a.log", log(0, 1000));
    const failing = committing("lost", "| filter --strict 'nosuch = 1'");
    const { err, status } = await shell(`flow-query "${failing}"`);
    expect(status).toBe(3);
    expect(err).toContain(
      "flow-write: lost.state: not committed: the input has no last line of flowlogs-read --prepare",
    );
    expect(existsSync(join(scratch, "lost.state"))).toBe(false);
  });

  test("is not locked by --explain", async () => {
    writeFileSync(join(scratch, "locked.state.commit.lock"), `${process.pid}\n`);
    const { err, status } = await shell(`flow-query --explain "${committing("locked")}"`);
    expect({ err, status }).toEqual({ err: "", status: 0 });
    expect(existsSync(join(scratch, "locked"))).toBe(false);
    rmSync(join(scratch, "locked.state.commit.lock"));
  });
});

describe("a pipe that goes on", () => {
  test("has its files closed and listed while nothing comes, and the others when it ends", async () => {
    file("follow/a.log", log(0, 10));
    const pipeline = `read follow --follow | write followed ${origin} --wait 1s --list`;
    const child = start(["flow-query", pipeline]);
    const ended = outcome(child);
    const paths = visiblePaths.bind(undefined, "followed");
    while (paths().length === 0) await setTimeout(20);
    // Further records of the same slot.
    file("follow/b.log", log(10, 10));
    while (paths().length < 2) await setTimeout(20);
    child.kill("SIGTERM");
    const { out, err, status } = await ended;
    expect({ err, status }).toEqual({ err: "", status: "SIGTERM" });
    expect(out.trimEnd().split("\n").toSorted()).toEqual(paths());
    expect((await shell("flowlogs-read followed --fields bytes | wc -l")).out.trim()).toBe("20");
  });
});

describe("what is refused writes nothing", () => {
  test.each([
    [
      "read sample: | write DEST | top 5",
      "flow-query: PIPELINE: flow-write passes no records on; make it the last command\n" +
        "  read sample: | write DEST | top 5\n                              ^^^\n",
    ],
    [
      "read sample: | write DEST | write DEST",
      "flow-query: PIPELINE: flow-write passes no records on; make it the last command\n" +
        "  read sample: | write DEST | write DEST\n                              ^^^^^\n",
    ],
    ["read sample: | write DEST --ddl duckdb", "flow-query: --ddl is not for a pipeline; run flow-write --ddl\n"],
    [
      "read sample: | write DEST --compact day",
      "flow-query: --compact is not for a pipeline; run flow-write --compact\n",
    ],
    [
      "read sample: | write DEST --retain 1d --dry-run",
      "flow-query: --dry-run is not for a pipeline; run flow-write --dry-run\n",
    ],
    ["read sample: | filter 'bytes >' | write DEST", "flow-filter: "],
    ["read sample: | write DEST --layout nosuch", "flow-write: --layout: "],
    ["read sample: | write", "flow-write: "],
    ["read sample: | write DEST --roll-time 90s", "flow-write: --roll-time: "],
  ])("%s", async (pipeline, says) => {
    const { err, ...others } = await inOne(pipeline);
    expect(others).toEqual({ out: "", status: 2, files: {} });
    expect(err.split("\n").toSorted().join("\n")).toContain(says.split("\n").toSorted()[1] ?? says);
    expect(err).toContain(says.split("\n")[0]);
  });

  test.each([
    [
      "-o table",
      "read sample: | write DEST",
      "flow-query: -o: the pipeline ends with flow-write, which prints no rows",
    ],
    [
      "--summary-and-series",
      "read sample: | bin 5m | group --by bin | write DEST",
      "flow-query: --summary-and-series: flow-write cannot come after the group of a summary and a series",
    ],
  ])("%s", async (options, pipeline, says) => {
    const { err, ...others } = await inOne(pipeline, options);
    expect(others).toEqual({ out: "", status: 2, files: {} });
    expect(err).toContain(says);
  });

  test("--print and --explain run nothing", async () => {
    const pipeline = `read sample: | filter "action = REJECT" | write DEST --layout flat`;
    const printed = await inOne(pipeline, "--print pipeline");
    expect({ ...printed, out: printed.out.replace(/one\d+/, "DEST") }).toEqual({
      out: "flowlogs-read sample: | flow-filter 'action = REJECT' | flow-write DEST --layout flat\n",
      err: "",
      status: 0,
      files: {},
    });
    const explained = await inOne(pipeline, "--explain");
    expect(explained).toMatchObject({ err: "", status: 0, files: {} });
    expect(explained.out).toMatch(
      /\n3\. flow-write one\d+ --layout flat\n {3}fields that it looks at: version, [^\n]*\n {3}streams: 32 MB [^\n]*\n$/,
    );
    const sql = await inOne(pipeline, "--print trino --table a.b".replace("--table", "--table"));
    expect(sql).toMatchObject({ status: 2, files: {} });
  });
});
