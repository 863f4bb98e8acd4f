// What users install: the packages as npm packs them, in an empty place. The commands need no other package and no
// registry; programs need a few, which are fetched unless npm has them in its cache.
import { execFileSync, spawnSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { commandNames } from "./command.ts";

interface Packed {
  readonly name: string;
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

const root = join(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "flowlogs-install-"));
const tarballs = join(folder, "tarballs");
const prefix = join(folder, "prefix");
mkdirSync(tarballs);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the form of npm's report
const packed = JSON.parse(
  execFileSync("npm", ["pack", "--workspaces", "--json", "--pack-destination", tarballs], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    maxBuffer: 1 << 26,
  }),
) as readonly Packed[];
const tarballOf = (it: Packed): string => join(tarballs, it.filename);
const umbrella = packed.filter(({ name }) => name === "flowlogs");
// The version that is pinned, as the message names it.
const duckdb = "@duckdb/node-api@1.5.5-r.5";
const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
execFileSync("npm", ["install", "--global", "--offline", "--prefix", prefix, ...quiet, ...umbrella.map(tarballOf)]);

/** A line of bash with the installed commands, and no others of ours. */
function bash(line: string): { readonly out: string; readonly err: string; readonly status: number | null } {
  const path = [join(prefix, "bin"), dirname(process.execPath), "/usr/bin", "/bin"].join(delimiter);
  const { stdout, stderr, status } = spawnSync("bash", ["-c", line], {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: path, HOME: folder, TZ: "UTC", LC_ALL: "C", MANPATH: join(prefix, "share/man") },
  });
  return { out: stdout, err: stderr, status };
}

function bytesIn(path: string): number {
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((it) => it.isFile());
  return files.reduce((sum, it) => sum + statSync(join(it.parentPath, it.name)).size, 0);
}

test.each(packed)("the tarball of $name has what users need, and nothing else", ({ files }) => {
  const paths = files.map(({ path }) => path);
  expect(paths.filter((path) => /\.(fake|test)\.|\.tsbuildinfo$|\.map$|^src\//.test(path))).toEqual([]);
  expect(paths).toEqual(expect.arrayContaining(["LICENSE", "README.md", "package.json"]));
});

test("all commands are one package of less than 15 MB, with manual pages, completion and licences", () => {
  const modules = join(prefix, "lib/node_modules");
  expect(readdirSync(modules).filter((name) => !name.startsWith("."))).toEqual(["flowlogs"]);
  expect(readdirSync(join(modules, "flowlogs"))).not.toContain("node_modules");
  expect(bytesIn(modules)).toBeLessThan(15_000_000);
  expect(readdirSync(join(prefix, "share/man/man1"))).toEqual(expect.arrayContaining(["flow-top.1", "flowlogs.1"]));
  expect(readdirSync(join(modules, "flowlogs/completion")).length).toBe(3);
  const licences = (name: string): string => readFileSync(join(modules, `flowlogs/dist/${name}/LICENSES.txt`), "utf8");
  for (const name of commandNames) expect(licences(name)).toMatch(/\nre2js \d/);
  expect(licences("flowlogs-read")).toMatch(/\n@aws-sdk\/client-s3 \d/);
});

test("man finds the page of a command", (context) => {
  const { out, status } = bash("command -v man >/dev/null && man -w flow-top");
  if (status !== 0) context.skip("there is no man here");
  expect(out).toMatch(/flow-top\.1\n$/);
});

test("the installed commands run, alone and by the front", () => {
  for (const name of commandNames) expect(bash(`${name} --version`).out).toMatch(new RegExp(`^${name} \\d`));
  const ask = "group --by action 'count() as n' | %top 5 --by n | %fmt -o csv";
  const alone = bash(`flowlogs-read sample: | flow-${ask.replaceAll("%", "flow-")}`);
  expect(alone.status).toBe(0);
  expect(alone.out).toMatch(/^action,n\nACCEPT,\d+\nREJECT,\d+\n/);
  expect(bash(`flowlogs read sample: | flowlogs ${ask.replaceAll("%", "flowlogs ")}`)).toEqual(alone);
});

test("an archive is read in threads, and a pattern by RE2", () => {
  const line = "2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 5 1795258000 1795258060 ACCEPT OK\n";
  const text = line.repeat(100_000);
  writeFileSync(join(folder, "a.log"), text);
  expect(bash("gzip -k a.log; cp a.log.gz b.log.gz").status).toBe(0);
  const sum = bash("flowlogs-read a.log.gz b.log.gz | flow-filter 'action =~ /^A/' | flow-group 'sum(bytes)'");
  expect(sum).toEqual({ out: '{"sum(bytes)":1000000}\n', err: "", status: 0 });
});

test("SQL asks for DuckDB, which is not installed with them", () => {
  expect(bash("flow-query --lang sql 'SELECT 1'")).toEqual({
    status: 2,
    out: "",
    err: `flow-query: --lang sql: SQL needs DuckDB, which is not installed; install it beside flowlogs: npm install ${duckdb} (-g if flowlogs is global)\n`,
  });
});

test("AWS's clients are there: what is asked for is a service, not a package", () => {
  const { err, status } = bash(
    "AWS_EC2_METADATA_DISABLED=true AWS_ACCESS_KEY_ID=a AWS_SECRET_ACCESS_KEY=b AWS_REGION=us-east-1 " +
      "flowlogs-read --endpoint-url http://127.0.0.1:9 s3://bucket/",
  );
  expect(err).toMatch(/^flowlogs-read: s3:\/\/bucket\/: the service cannot be reached;/);
  expect(status).toBe(5);
});

test("the front helps: a list, a suggestion, a script for the shell", () => {
  expect(bash("flowlogs")).toMatchObject({ status: 2, out: "" });
  expect(bash("flowlogs --help").out).toMatch(/^ +filter +[Kk]eep the records/m);
  expect(bash("flowlogs filtr")).toEqual({
    status: 2,
    out: "",
    err: 'flowlogs: unknown command "filtr"; did you mean "filter"?\n',
  });
  expect(bash("flowlogs completion bash | bash -n")).toMatchObject({ status: 0, err: "" });
  expect(bash("flowlogs completion tcsh").status).toBe(2);
});

test("npx runs a command in an empty folder", () => {
  const empty = join(folder, "empty");
  mkdirSync(empty);
  const words = umbrella.map((it) => `--package=${tarballOf(it)}`).join(" ");
  const { out, err, status } = bash(
    `cd empty && npx --yes --offline --no-update-notifier ${words} flowlogs read sample:`,
  );
  expect({ err, status }).toEqual({ err: "", status: 0 });
  expect(out.split("\n").length).toBeGreaterThan(1000);
  expect(readdirSync(empty)).toEqual([]);
});

/** Installs all our packages but the umbrella for a program; says whether it could. */
function installForProgram(): boolean {
  mkdirSync(program);
  writeFileSync(join(program, "package.json"), '{"type":"module"}');
  const ours = packed.filter((it) => !umbrella.includes(it)).map(tarballOf);
  const words = ["install", "--prefer-offline", "--ignore-scripts", ...quiet, ...ours];
  const { status, stderr } = spawnSync("npm", words, { cwd: program, encoding: "utf8", timeout: 60_000 });
  if (status !== 0 && !/npm error (code E(?!RESOLVE)|network)/.test(stderr)) throw new Error(stderr);
  return status === 0;
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly dependencies?: Readonly<Record<string, string>> }>>;
}

/** The folders of the packages that ours need, without those that `left` bring. */
function neededWithout(left: readonly string[]): ReadonlySet<string> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the form of npm's file
  const { packages } = JSON.parse(readFileSync(join(program, "node_modules/.package-lock.json"), "utf8")) as Lock;
  const found = new Set(packed.map(({ name }) => `node_modules/${name}`).filter((path) => path in packages));
  for (const path of found) {
    for (const name of Object.keys(packages[path]?.dependencies ?? {}).filter((it) => !left.includes(it))) {
      const nested = `${path}/node_modules/${name}`;
      found.add(nested in packages ? nested : `node_modules/${name}`);
    }
  }
  return found;
}

const program = join(folder, "program");
/** What has types of AWS's clients in its declarations. */
const clients = ["logs/client", "logs/sdk", "kinesis/client", "kinesis/sdk", "s3/client", "session", "decodingHandler"]
  .map((name, i) => `import * as client${i} from "@flowlogs/aws/${name}";\nvoid client${i};\n`)
  .join("");
describe.skipIf(!installForProgram())("programs", () => {
  test("install less than 25 MB, and at most 37 packages beside those of yargs, split2 and through2", () => {
    expect(bytesIn(join(program, "node_modules"))).toBeLessThan(25_000_000);
    expect(neededWithout(["yargs", "split2", "through2"]).size).toBeLessThanOrEqual(37);
    expect(readdirSync(join(program, "node_modules"))).not.toContain("@aws-sdk");
  });

  test.each([
    ["nodenext", "nodenext"],
    ["esnext", "bundler"],
  ])(
    "are compiled strictly as %s modules that are found as by %s, without AWS's clients",
    (module, moduleResolution) => {
      const types = { types: ["node"], typeRoots: [join(root, "node_modules/@types")] };
      const strict = {
        strict: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        skipLibCheck: false,
      };
      const compilerOptions = { module, moduleResolution, target: "es2023", noEmit: true, ...strict, ...types };
      copyFileSync(join(root, "test/ci/program.ts"), join(program, "program.ts"));
      const files = ["program.ts", "clients.ts"];
      writeFileSync(join(program, "clients.ts"), clients);
      writeFileSync(join(program, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
      const compiler = join(root, "node_modules/typescript/bin/tsc");
      const { stdout, status } = spawnSync(process.execPath, [compiler, "-p", program, "--pretty", "false"], {
        encoding: "utf8",
      });
      expect({ stdout, status }).toEqual({ stdout: "", status: 0 });
    },
  );

  test("run", () => {
    const code = `import { read } from "@flowlogs/read"; import { group } from "@flowlogs/group";
      read("sample:").pipe(group({ by: ["action"], aggregates: ["count() as n"] })).pipe(process.stdout);`;
    const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", code], {
      cwd: program,
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^\{"action":"ACCEPT","n":\d+\}\n/);
  });
});
