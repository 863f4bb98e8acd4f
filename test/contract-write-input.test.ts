// What flow-write makes of bad input and bad places: for each a message and an exit code, and what was right is in whole files, or
// nothing is.
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { file, run, scratch, shell } from "./command.ts";

const origin = "--account 123456789012 --region us-east-1 --flow-log-id fl-1";

/** What is in the files of a folder, in the order of their paths, which are left without account, Region and hash. */
function contentOf(folder: string): Readonly<Record<string, string>> {
  if (!existsSync(join(scratch, folder))) return {};
  const paths = readdirSync(join(scratch, folder), { recursive: true, encoding: "utf8" }).toSorted();
  const files = paths.filter((path) => path.endsWith(".gz"));
  // Nothing else is left, half or hidden.
  expect(paths.filter((path) => path.split("/").some((part) => part.startsWith(".")))).toEqual([]);
  return Object.fromEntries(
    files.map((path) => [
      /(\d{8}T\d{4}Z)_[0-9a-f]{8}\.log\.gz$/.exec(path)?.[1] ?? path,
      gunzipSync(readFileSync(join(scratch, folder, path))).toString(),
    ]),
  );
}

const noTime = "no time: neither end nor start is a number of seconds since 1970; skipped";
const left = "1 record is not written; see above, or give --skip-unplaced";
const encoded = "percent-encoded: blanks, control characters, and a text that is only -, which would be null";
const inMilliseconds = "in milliseconds, also in the files; AWS has seconds there, and Parquet gets them";

interface Case {
  readonly input: string | Uint8Array;
  readonly fields?: string;
  readonly err?: readonly string[];
  readonly status?: number;
  readonly files?: Readonly<Record<string, string>>;
}

/** 1529511659 is 2018-06-20T16:20:59Z, 4102444800 is 2100-01-01T00:00:00Z. */
const cases: Readonly<Record<string, Case>> = {
  "no input": { input: "" },
  "a time in milliseconds": {
    input: '{"end":1529511659000}\n',
    err: [`1 time is ${inMilliseconds}`],
    files: { "20180620T1620Z": "end\n1529511659000\n" },
  },
  "a time in microseconds": { input: '{"end":1529511659000000}\n', err: [`stdin:1: ${noTime}`, left], status: 3 },
  "the first second of 1970": { input: '{"end":0}\n', files: { "19700101T0000Z": "end\n0\n" } },
  "milliseconds of 2100": {
    input: '{"end":4102444800000}\n',
    err: [`1 time is ${inMilliseconds}`],
    files: { "21000101T0000Z": "end\n4102444800000\n" },
  },
  "a time before 1970": {
    input: '{"end":-5}\n{"end":60}\n',
    err: [`stdin:1: ${noTime}`, left],
    status: 3,
    files: { "19700101T0000Z": "end\n60\n" },
  },
  "a number too large for a time": { input: '{"end":1e300}\n', err: [`stdin:1: ${noTime}`, left], status: 3 },
  "a fraction of a second": {
    input: '{"end":299.9}\n{"end":300}\n',
    files: { "19700101T0000Z": "end\n299.9\n", "19700101T0005Z": "end\n300\n" },
  },
  "Windows' line ends": { input: '{"end":60}\r\n\r\n{"end":61}\r\n', files: { "19700101T0000Z": "end\n60\n61\n" } },
  "a last line that is cut": {
    input: '{"end":60}\n{"end":6',
    err: ['stdin:2: not JSON: expected "," or "}" at column 9; skipped'],
    files: { "19700101T0000Z": "end\n60\n" },
  },
  "a last line without its end": { input: '{"end":60}\n{"end":61}', files: { "19700101T0000Z": "end\n60\n61\n" } },
  "what a terminal would obey": {
    input: '{"end":60,"action":"\\u001b[31mred\\u0007"}\n',
    fields: "end,action",
    err: [`1 value is ${encoded}`],
    files: { "19700101T0000Z": "end action\n60 %1B[31mred%07\n" },
  },
  "a line of 15 MB": {
    input: `{"end":60,"action":"${"x".repeat(15e6)}"}\n{"end":61,"action":"ACCEPT"}\n`,
    fields: "end,action",
    files: { "19700101T0000Z": `end action\n60 ${"x".repeat(15e6)}\n61 ACCEPT\n` },
  },
  "a line of 17 MB": {
    input: `{"end":60,"action":"${"x".repeat(17e6)}"}\n{"end":61,"action":"ACCEPT"}\n`,
    fields: "end,action",
    err: ["stdin:1: line too long: longer than 16 MiB; skipped"],
    files: { "19700101T0000Z": "end action\n61 ACCEPT\n" },
  },
  "lines of a log": {
    input: "2 123456789012 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 9 1529511600 1529511659 ACCEPT OK\n",
    err: ["stdin: AWS log text; pipe it through flowlogs-read first"],
    status: 3,
  },
  "a JSON array": {
    input: '[{"end":60}]\n',
    err: ["stdin: a JSON array; pipe it through flowlogs-read first"],
    status: 3,
  },
  "the magic number of gzip": {
    input: Buffer.from([0x1f, 0x8b, 8, 0, 0, 0]),
    err: ["stdin: gzip data; pipe it through flowlogs-read first"],
    status: 3,
  },
};

test.each(Object.entries(cases))("%s", async (name, { input, fields = "end", err = [], status = 0, files }) => {
  const folder = name.replaceAll(/\W/g, "-");
  const ended = await run(["flow-write", folder, ...origin.split(" "), "--fields", fields], input);
  expect(ended).toEqual({ out: "", err: err.map((line) => `flow-write: ${line}\n`).join(""), status });
  expect(contentOf(folder)).toEqual(files ?? {});
  // Where there is nothing to write no folder is made.
  expect(existsSync(join(scratch, folder))).toBe(files !== undefined);
});

test("random bytes: none is a record, and nothing is written", async () => {
  const bytes = Buffer.from(Array.from({ length: 50_000 }, (_, i) => (i * i * 31 + (i >> 3) * 7) & 255));
  const { err, ...ended } = await run(["flow-write", "random", ...origin.split(" ")], bytes);
  expect(ended).toEqual({ out: "", status: 3 });
  expect(err).toContain("flow-write: stdin: none of its lines is a record\n");
  // Nothing of them comes to the terminal.
  expect(err).toMatch(/^[\n -~]*$/);
  expect(readdirSync(scratch)).not.toContain("random");
});

const write = (folder: string): string => `flow-write ${folder} one.ndjson ${origin} --fields end`;

describe("places", () => {
  file("one.ndjson", '{"end":60}\n');

  test.skipIf(process.getuid?.() !== 0)("a folder that others own", async () => {
    mkdirSync(join(scratch, "closed"));
    chmodSync(scratch, 0o755);
    chmodSync(join(scratch, "closed"), 0o555);
    // Root may write everywhere.
    const { out, err, status } = await shell(`setpriv --reuid 65534 --clear-groups ${write("closed")}`);
    expect({ out, err, status }).toEqual({
      out: "",
      err: "flow-write: closed: permission denied; check the path\n",
      status: 4,
    });
    expect(readdirSync(join(scratch, "closed"))).toEqual([]);
  });

  test.skipIf(process.getuid?.() === 0)("a folder that is read-only", async () => {
    mkdirSync(join(scratch, "read-only"));
    chmodSync(join(scratch, "read-only"), 0o555);
    const ended = await shell(write("read-only"));
    expect(ended).toEqual({ out: "", err: "flow-write: read-only: permission denied; check the path\n", status: 4 });
  });

  /** A disk of its own needs a name space of its own. */
  const canMount = spawnSync("bash", ["-c", "unshare -rm mount -t tmpfs tmpfs /mnt"]).status === 0;

  test.skipIf(!canMount).each([
    ["text", "gzip -t"],
    ["parquet", "true"],
  ])("a disk that gets full: what is in place is whole, %s", async (format, verify) => {
    const flows = Array.from({ length: 40_000 }, (_, i) => {
      const address = `10.${i % 7}.${i % 251}.${(i * 31) % 256}`;
      return `{"end":${1_700_000_000 + (i % 200)},"bytes":${(i * 7919) % 100_003},"srcaddr":"${address}"}\n`;
    });
    file("disk.ndjson", flows.join(""));
    const options = `${origin} --fields end,bytes,srcaddr --roll-time 1m --format ${format} --list`;
    const line =
      `mkdir -p disk; mount -t tmpfs -o size=128k tmpfs disk; flow-write disk disk.ndjson ${options} > listed; ` +
      `echo $?; cd disk; find . -type f | sed 's|^./||' | sort | diff - <(sort ../listed); find . -name '.flow*'; find . -type f -exec ${verify} {} \\;`;
    const { out, err } = await shell(`unshare -rm bash -c "$1"`, line);
    // Nothing is in the folder but what is listed.
    expect(out).toBe("4\n");
    expect(err).toMatch(/^flow-write: disk\/[^ ]*: no space left on device; free some space\n$/);
  });

  test.each([
    ["-", "", "-: is not a destination; give a folder, or s3://BUCKET/PREFIX; a folder of this name is ./-"],
    ["S3://bucket", "", "S3://bucket: is not a destination; give a folder, or s3://BUCKET/PREFIX"],
    ["d", "--roll-records 0", "--roll-records: a file has a record at least; give 1 or more"],
    ["d", "--roll-size 1k", "--roll-size: is less than a file can be kept to; give 4k or more"],
    ["d", "--fields end,bytes,END", "--fields: END is the same field as end; leave one of them out"],
    ["d", "--fields x_y,x-y", "--fields: x-y is the same field as x_y; leave one of them out"],
  ])("%s %s is refused, and nothing is made", async (folder, options, says) => {
    const before = readdirSync(scratch);
    const line = `flow-write ${folder} one.ndjson ${origin} ${options}`;
    expect(await shell(line)).toEqual({ out: "", err: `flow-write: ${says}\n`, status: 2 });
    expect(readdirSync(scratch)).toEqual(before);
  });

  test.each([
    ["not/there/../../up", "up"],
    ["there/below/../up", "there/up"],
    ["link/../up", "elsewhere/up"],
    ["there///", "there"],
    ["ä b/日本 $x", "ä b/日本 $x"],
    ["link", "elsewhere/folder"],
  ])("DEST %s is the folder that the system takes it for", async (name, place) => {
    mkdirSync(join(scratch, "there/below"), { recursive: true });
    mkdirSync(join(scratch, "elsewhere/folder"), { recursive: true });
    if (!existsSync(join(scratch, "link"))) symlinkSync("elsewhere/folder", join(scratch, "link"));
    const layout = "--layout flat --fields end";
    expect(await shell(`flow-write "$1" one.ndjson ${layout} --list`, name)).toMatchObject({ err: "", status: 0 });
    const files = readdirSync(join(scratch, place)).filter((it) => it.endsWith(".log.gz"));
    expect(files).toHaveLength(1);
    expect(readdirSync(join(scratch, place)).filter((it) => it.startsWith("."))).toEqual([]);
  });

  test("a file in the middle of the path, and a link that leads nowhere", async () => {
    const inFile = await shell(write("one.ndjson/below"));
    expect(inFile).toEqual({
      out: "",
      err: `flow-write: ${join(scratch, "one.ndjson")}: is a file, not a folder; name a folder, which is made if need be\n`,
      status: 2,
    });
    symlinkSync(join(scratch, "nowhere"), join(scratch, "broken"));
    const broken = await shell(write("broken"));
    expect(broken).toMatchObject({ out: "", status: 4 });
    expect(broken.err).toMatch(/^flow-write: broken: .+; check the path\n$/);
  });
});
