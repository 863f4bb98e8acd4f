// What it takes to extend the project: in a copy, a command is added by its own folder, and an aggregate by a file and a line
// of their list. Both are built and run, and the tests, the generated files and the umbrella package find the command.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { manifestOf, packageFolders, packageName } from "../packages/commands.mjs";

const root = join(import.meta.dirname, "..");
const copy = mkdtempSync(join(tmpdir(), "flowlogs-extend-"));
afterAll(() => rmSync(copy, { recursive: true, force: true }));

const LINE = 'export * from "./ranges.ts";\n';
const ranges = `// How far the numbers lie apart at most.
import type { AggregateFamily } from "./definition.ts";

export const ranges: AggregateFamily = {
  brief: "the largest less the smallest",
  functions: [
    {
      name: "range",
      aliases: ["extent"],
      takes: "numbers",
      gives: "number",
      accumulators: () => ["max", "min"],
      result(held, group, [max = 0, min = 0]) {
        const [largest, smallest] = [held.value(max, group), held.value(min, group)];
        return largest === undefined || smallest === undefined ? undefined : Number(largest) - Number(smallest);
      },
    },
  ],
};
`;

/** The files of flow-count, beside those that it has in common with flow-fmt. */
const flowCount = {
  "src/command.ts": `// What flow-count is called with and what it says of itself.
import { defineCommand } from "@flowlogs/cli";

export const command = defineCommand({
  name: "flow-count",
  brief: "count the records",
  about: "Writes how many records there are.",
  memory: "streams: memory does not grow with the input",
  reads: "records",
  operands: {},
  options: { most: { kind: "switch", brief: "say it once more" } },
  examples: [
    { run: "flowlogs-read sample: | flow-count", says: "how many there are" },
    { run: "flowlogs-read sample: | flow-top 3 | flow-count", says: "of the largest" },
    { run: "flowlogs-read sample: | flow-filter 'bytes > 1k' | flow-count", says: "of some" },
  ],
  load: () => import("./stage.ts"),
});
`,
  "src/stage.ts": `// flow-count's stage.
import type { Context } from "@flowlogs/cli";
import { defaultAggregates } from "@flowlogs/core/kinds";
import { groupWorker, type StageWorker } from "@flowlogs/core/stages";

export default function stage(_: object, context: Context): StageWorker {
  return groupWorker({ by: [], aggregates: defaultAggregates.slice(0, 1) }, context);
}
`,
  "src/index.ts": `// flow-count for programs.
import { type RecordStream, stageStream } from "@flowlogs/cli/streams";
import { command } from "./command.ts";
import stage from "./stage.ts";

export { command } from "./command.ts";

/** Counts records. */
export function count(): RecordStream {
  return stageStream(command, stage, {});
}
`,
  "contract.ts": `// What the contracts need to know of flow-count.
import type { Contract } from "../../test/cases.ts";

export const contract: Contract = {
  cases: () => [
    { words: [], prints: '{"flows":1}\\n', isLate: true, stream: async () => (await import("./src/index.ts")).count() },
  ],
  names: [],
};
`,
  "README.md": `# flow-count

<!-- options -->
<!-- /options -->

Counts records.

\`\`\`js
import { count } from "@flowlogs/count";

process.stdin.pipe(count()).pipe(process.stdout);
\`\`\`

With \`{"bytes":1}\` on standard input it prints

\`\`\`text
{"flows":1}
\`\`\`

\`\`\`console
$ echo '{"a":1}' | flow-count --most --strict --max-bad 1 --quiet --progress never
{"flows":1}
$ echo '{"a":1}' | flow-count --stats 2>/dev/null
{"flows":1}
$ flow-count --errors=json --no-config --show-config
stats      -     default
quiet      no    default
progress   auto  default
strict     no    default
max-bad    -     default
no-config  yes   --no-config
$ flow-count --help=all | grep -c -e "--strict "; flow-count --version | grep -o flow-count
1
flow-count
\`\`\`
`,
};

beforeAll(() => {
  copyProject();
  addCommand();
  addAggregate();
  node(["packages/generate.mjs"]);
  node([join(root, "node_modules/typescript/bin/tsc"), "-b", "packages/flow-count", "packages/flow-group"]);
  node(["packages/cli/bundle.mjs", "flow-count", "flow-group"]);
  node(["packages/flowlogs/bundle.mjs"]);
}, 120_000);

test("the command runs, by itself and by the package that installs them all", () => {
  for (const folder of ["flow-count", "flowlogs"]) {
    expect(node([`packages/${folder}/bin/flow-count.js`], '{"a":1}\n{"a":2}\n')).toBe('{"flows":2}\n');
  }
});

test("the aggregate is computed, joined, and found by its other name", () => {
  const input = '{"k":1,"a":7}\n{"k":1,"a":2.5}\n{"k":2,"a":4}\n{"k":3}\n';
  const output =
    '{"k":1,"r":4.5,"extent(a)*2":9}\n{"k":2,"r":0,"extent(a)*2":0}\n{"k":3,"r":null,"extent(a)*2":null}\n';
  expect(node([group, "--by", "k", "range(a) as r", "extent(a) * 2"], input)).toBe(output);
});

test("the aggregate is in the help and in the advice, and takes numbers only", () => {
  expect(node([group, "--help=aggregates"])).toMatch(/^ {2}range +the largest less the smallest$/m);
  expect(refusal("rang(a)")).toContain('unknown aggregate "rang"; did you mean "range"?');
  expect(refusal("range(srcaddr)")).toContain("srcaddr is an address; range is for numbers");
});

test("the tests and the generated files know the command", () => {
  const files = ["contract-usage", "contract-names", "contract-streams", "definitions", "transcripts"];
  const report = vitest([...files.map((name) => `test/${name}.test.ts`), "-t", "flow-count"]);
  expect(report).toMatch(/Tests .*[1-9]\d+ passed/);
  vitest(["test/documentation.test.ts", "test/house.test.ts", "test/generated.test.ts"], { ACCEPT: "1" });
  expect(readFileSync(join(copy, "README.md"), "utf8")).toMatch(
    /^\| \[flow-count\]\(packages\/flow-count\/README\.md\) +\| count the records +\|/m,
  );
  node(["packages/generate.mjs", "--check"]);
}, 120_000);

const group = "packages/flow-group/bin/flow-group.js";

/** What others made is that of the project, our own packages are those of the copy. */
function copyProject(): void {
  const left = new Set([".git", ".checked", "node_modules"]);
  cpSync(root, copy, { recursive: true, preserveTimestamps: true, filter: (path) => !left.has(basename(path)) });
  const modules = join(root, "node_modules");
  mkdirSync(join(copy, "node_modules/@flowlogs"), { recursive: true });
  const ours = packageFolders().map((folder) => manifestOf(folder).name);
  const others = readdirSync(modules).filter((name) => !/^\.|^@flowlogs$/.test(name) && !ours.includes(name));
  for (const name of others) symlinkSync(join(modules, name), join(copy, "node_modules", name));
  for (const folder of packageFolders()) {
    symlinkSync(join(copy, "packages", folder), join(copy, "node_modules", manifestOf(folder).name));
  }
  symlinkSync(join(copy, "packages/flow-count"), join(copy, "node_modules/@flowlogs/count"));
}

/** As CONTRIBUTING says: flow-fmt's folder under another name, with what is its own. */
function addCommand(): void {
  const [model, folder] = [join(copy, "packages/flow-fmt"), join(copy, "packages/flow-count")];
  cpSync(model, folder, { recursive: true, filter: (path) => basename(path) !== "dist" });
  for (const file of ["package.json", "bin/flow-fmt.js"]) {
    const text = readFileSync(join(folder, file), "utf8")
      .replaceAll("flow-fmt", "flow-count")
      .replace(packageName("flow-fmt"), packageName("flow-count"));
    rmSync(join(folder, file));
    writeFileSync(join(folder, file.replace("flow-fmt", "flow-count")), text, { mode: 0o755 });
  }
  for (const [file, text] of Object.entries(flowCount)) writeFileSync(join(folder, file), text);
}

function addAggregate(): void {
  const functions = join(copy, "packages/core/src/aggregate/functions");
  writeFileSync(join(functions, "ranges.ts"), ranges);
  writeFileSync(join(functions, "families.ts"), readFileSync(join(functions, "families.ts"), "utf8") + LINE);
}

function node(words: readonly string[], input = "", env: NodeJS.ProcessEnv = {}): string {
  const options = { cwd: copy, input, encoding: "utf8", stdio: "pipe", env: { ...process.env, ...env } } as const;
  return execFileSync(process.execPath, words, options);
}

function vitest(words: readonly string[], env?: NodeJS.ProcessEnv): string {
  const program = join(root, "node_modules/vitest/vitest.mjs");
  return node([program, "run", "--config", "test/vitest.config.ts", ...words], "", env);
}

/** What a wrong aggregate is answered with. */
function refusal(aggregate: string): string {
  try {
    return node([group, aggregate]);
  } catch (error) {
    return String(error);
  }
}
