// Each command as one file, as `npm run build:single` makes it: in a folder of its own, with nothing of ours beside it.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { commandNames } from "./command.ts";

const scratch = mkdtempSync(join(tmpdir(), "flowlogs-single-"));
/** Names that have to be escaped in URLs and in JavaScript. */
const folder = join(scratch, `a b%20'"#?c`);
mkdirSync(folder);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
execFileSync(process.execPath, [join(import.meta.dirname, "../packages/cli/single.mjs"), folder], { stdio: "pipe" });

interface Result {
  readonly out: string;
  readonly err: string;
  readonly status: number | null;
}

/** Runs a line of bash in the folder, in which `%read` is the file of flowlogs-read, and so on. */
function bash(line: string): Result {
  const command = line.replaceAll(/%(\w+)/g, (_, name: string) => `./flow${name === "read" ? "logs" : ""}-${name}.mjs`);
  const { stdout, stderr, status } = spawnSync("bash", ["-c", `set -o pipefail; ${command}`], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 1 << 27,
    env: {
      PATH: [dirname(process.execPath), "/usr/bin", "/bin"].join(delimiter),
      HOME: folder,
      TZ: "UTC",
      LC_ALL: "C",
      NODE_DISABLE_COMPILE_CACHE: "1",
    },
  });
  return { out: stdout, err: stderr, status };
}

const lineOf = (bytes: number): string =>
  `2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 ${bytes} 1795258000 1795258060 ACCEPT OK\n`;

test("there is one file a command, which is a program and has the licences of what is in it", () => {
  expect(readdirSync(folder).toSorted()).toEqual(commandNames.map((name) => `${name}.mjs`).toSorted());
  for (const name of commandNames) expect(bash(`./${name}.mjs --version`).out).toMatch(new RegExp(`^${name} \\d`));
  expect(readFileSync(join(folder, "flow-filter.mjs"), "utf8")).toMatch(/\nre2js \d[^]*\*\/\n$/);
  expect(readFileSync(join(folder, "flowlogs-read.mjs"), "utf8")).toMatch(/\n@aws-sdk\/client-s3 \d/);
});

test("a pipeline of them, with a pattern by RE2, a topic of the help and a chart", () => {
  const asked =
    "%read sample: | %filter 'srcaddr =~ /^10\\./' | %bin 1h | %group --by bin 'sum(bytes)' | %top 3 --by bin";
  expect(bash(`${asked} | %fmt -o chart --width 60`)).toMatchObject({
    status: 0,
    err: "",
    out: expect.stringContaining("sum(bytes)"),
  });
  expect(bash("%filter --help=times")).toMatchObject({ status: 0, err: "" });
});

test("archives are read in threads", () => {
  for (const bytes of [1, 2, 3]) writeFileSync(join(folder, `${bytes}.log.gz`), gzipSync(lineOf(bytes).repeat(50_000)));
  const sums = ["1.log.gz 2.log.gz 3.log.gz --workers 2", "*.log.gz --workers 1"].map((words) =>
    bash(`%read ${words} | %group 'sum(bytes)'`),
  );
  const all = { out: '{"sum(bytes)":300000}\n', err: "", status: 0 };
  expect(sums).toEqual([all, all]);
});

test("one large archive is decompressed in a thread", () => {
  writeFileSync(join(folder, "large.gz"), gzipSync(lineOf(5).repeat(100_000), { level: 0 }));
  expect(bash("%read large.gz --workers 2 | %group 'sum(bytes)'")).toEqual({
    out: '{"sum(bytes)":500000}\n',
    err: "",
    status: 0,
  });
});

test("the clients of AWS are in it", () => {
  const world = "AWS_EC2_METADATA_DISABLED=true AWS_ACCESS_KEY_ID=a AWS_SECRET_ACCESS_KEY=b AWS_REGION=us-east-1";
  for (const source of ["s3://bucket/", "cwl:group", "kinesis:stream"]) {
    const { err, status } = bash(`${world} %read --endpoint-url http://127.0.0.1:9 ${source}`);
    expect(err).toContain(`flowlogs-read: ${source}: the service cannot be reached;`);
    expect(status).toBe(5);
  }
});
