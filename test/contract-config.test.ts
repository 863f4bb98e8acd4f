// Configuration: what counts before what, what a project's file may not set, what is told of a file that is wrong, and that
// nothing in it changes what a question means without a word.
import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { memoryHost } from "../packages/cli/src/memoryHost.ts";
import { variablesOf } from "../packages/cli/src/config/presets.ts";
import { commonOptions } from "../packages/cli/src/commonOptions.ts";
import { execute, type Options } from "../packages/cli/src/index.ts";
import { commandNames, file, type Outcome, scratch, shell } from "./command.ts";
import { definitions } from "./definitions.ts";

const record = '{"srcaddr":"10.0.0.1","bytes":2500,"action":"REJECT"}\n';
file("work/deep/a.ndjson", record);
file("work/other.csv", "");

/** Runs a line in a folder of the project, with this project file and this user file. */
async function within(project: string, user: string, line: string): Promise<Outcome> {
  file("work/flowlogs.config.toml", project);
  file("home/.config/flowlogs/config.toml", user);
  return await shell(`unset FLOWLOGS_NO_CONFIG; cd work/deep; ${line}`);
}

const csv = "srcaddr,bytes,action\n10.0.0.1,2500,REJECT\n";
const tsv = csv.replaceAll(",", "\t");
const table = "srcaddr   bytes  action\n10.0.0.1   2500  REJECT\n";

describe("what counts", () => {
  test.each([
    ["the project's file, found above", 'output = "csv"', "", "flow-fmt a.ndjson", csv],
    ["its section before what is for all", 'output = "csv"\n[flow-fmt]\noutput = "tsv"', "", "flow-fmt a.ndjson", tsv],
    ["the section of another command: nothing", '[flow-top]\noutput = "csv"', "", "flow-fmt a.ndjson", table],
    ["the project before the user", 'output = "csv"', 'output = "tsv"', "flow-fmt a.ndjson", csv],
    ["the user, where the project says nothing", "", 'output = "tsv"', "flow-fmt a.ndjson", tsv],
    ["a variable before files", 'output = "csv"', "", "FLOWLOGS_OUTPUT=tsv flow-fmt a.ndjson", tsv],
    [
      "the variable of the command before that",
      "",
      "",
      "FLOWLOGS_FMT_OUTPUT=csv FLOWLOGS_OUTPUT=tsv flow-fmt a.ndjson",
      csv,
    ],
    ["an option before all", 'output = "csv"', "", "FLOWLOGS_OUTPUT=tsv flow-fmt -o table a.ndjson", table],
    ["no file", 'output = "csv"', 'output = "csv"', "flow-fmt --no-config a.ndjson", table],
    ["no file, by a variable", 'output = "csv"', "", "FLOWLOGS_NO_CONFIG=1 flow-fmt a.ndjson", table],
    ["an empty variable: nothing", "", "", "FLOWLOGS_OUTPUT= flow-fmt a.ndjson", table],
    ["a switch that is turned off", 'human = true\noutput = "csv"', "", "flow-fmt --no-human a.ndjson", csv],
    [
      "a switch that a variable turns off",
      'human = true\noutput = "csv"',
      "",
      "FLOWLOGS_HUMAN=0 flow-fmt a.ndjson",
      csv,
    ],
    ["only what goes with what is asked", "wrap = true\nwidth = 30", "", "flow-fmt -o csv a.ndjson", csv],
    [
      "of sources nothing, where there are none",
      "",
      'endpoint-url = "http://127.0.0.1:1"',
      "flowlogs-read a.ndjson",
      record,
    ],
  ])("%s", async (_, project, user, line, out) => {
    expect(await within(project, user, line)).toEqual({ out, err: "", status: 0 });
  });

  test("--show-config says what and where", async () => {
    const { out } = await within(
      'output = "csv"\n\n[lists]\noffice = ["10.0.0.0/8"]',
      "human = true",
      "FLOWLOGS_TZ=UTC flow-fmt --round 2 --show-config",
    );
    const rows = out.split("\n").map((line) => line.split(/ {2,}/));
    const path = join(scratch, "work/flowlogs.config.toml");
    expect(rows).toContainEqual(["output", "csv", `${path}:1`]);
    expect(rows).toContainEqual(["human", "yes", `${join(scratch, "home/.config/flowlogs/config.toml")}:1`]);
    expect(rows).toContainEqual(["tz", "UTC", "FLOWLOGS_TZ"]);
    expect(rows).toContainEqual(["round", "2", "--round"]);
    expect(rows).toContainEqual(["wrap", "no", "default"]);
    expect(rows).toContainEqual(["@office", "10.0.0.0/8", `${path}:4`]);
  });
});

describe("a project's file, which may come from somebody else", () => {
  test("sets no option that changes what a question means, asks elsewhere, sends data or writes a file", () => {
    const open = definitions.flatMap(({ name, options }) => {
      const all: Options = options;
      return Object.entries(all).flatMap(([option, { config }]) => (config === "project" ? [`${name} ${option}`] : []));
    });
    const expected = ["color", "human", "output", "width"].map((option) => `flow-fmt ${option}`);
    expect(open).toEqual(expect.arrayContaining([...expected, "flowlogs-read workers", "flow-top max-memory"]));
    const forbidden =
      /where|endpoint|profile|role|state|rest|file|bad-lines|force|filter|fields|region|account|start|end|limit|follow|having|by|tz$/;
    expect(open.filter((it) => forbidden.test(it.split(" ")[1] ?? "") && it !== "flow-fmt tz")).toEqual([]);
  });

  test.each([
    [
      "endpoint-url = 'http://127.0.0.1:1'",
      "flowlogs-read a.ndjson",
      '"endpoint-url" cannot be set in this file, and is ignored; it may be set in the user\'s file, by a variable or an option',
    ],
    [
      "where = 'bytes > 1M'",
      "flowlogs-read a.ndjson",
      '"where" cannot be set in this file, and is ignored; give it on the command line',
    ],
  ])("%s is told, and ignored", async (project, line, message) => {
    const { out, err, status } = await within(project, "", line);
    expect({ out, err, status }).toEqual({
      out: record,
      err: `flowlogs-read: ${join(scratch, "work/flowlogs.config.toml")}:1: ${message}\n`,
      status: 0,
    });
  });

  test("that everybody can write is told, and ignored", async () => {
    const path = file("work/flowlogs.config.toml", 'output = "csv"');
    chmodSync(path, 0o666);
    const { out, err } = await shell("unset FLOWLOGS_NO_CONFIG; cd work/deep; flow-fmt a.ndjson");
    chmodSync(path, 0o644);
    expect({ out, err }).toEqual({
      out: table,
      err: `flow-fmt: ${path}: can be written by everybody, and is ignored; chmod o-w makes it safe\n`,
    });
  });
});

describe("what is wrong in a file", () => {
  test.each([
    ["a value", '\noutput = "cvs"', 2, ':2: unknown word "cvs"; did you mean "csv"?'],
    ["a kind of value", "human = 3", 2, ":1: human: 3 is not a value for it; give true or false"],
    ["a misspelt key", "colour = 'never'", 0, ':1: "colour" is not an option, and is ignored; did you mean color?'],
    [
      "a misspelt section",
      "[flow-fmtt]\noutput = 'csv'",
      0,
      ':1: "flow-fmtt" is not a section; did you mean flow-fmt?',
    ],
    ["its syntax", "output = ", 2, "correct it, or leave it out with --no-config"],
    ["its size", `# ${"x".repeat(300_000)}`, 2, ": larger than 256 KiB; correct it, or leave it out with --no-config"],
    ["a list", "[lists]\noffice = 'x'", 2, ":2: lists.office is not a name with a list of texts and numbers"],
  ])("%s", async (_, project, status, message) => {
    const outcome = await within(project, "", "flow-fmt a.ndjson");
    expect(outcome.status).toBe(status);
    expect(outcome.err).toContain(join(scratch, "work/flowlogs.config.toml"));
    expect(outcome.err).toContain(message);
    expect(outcome.err.trim().split("\n").length).toBe(1);
  });

  test("a folder, and a variable", async () => {
    await within("", "", "true");
    mkdirSync(join(scratch, "dir/flowlogs.config.json"), { recursive: true });
    expect(await shell("unset FLOWLOGS_NO_CONFIG; cd dir; flow-fmt")).toMatchObject({
      status: 2,
      err: expect.stringContaining("flowlogs.config.json: not a file"),
    });
    expect(await within("", "", "FLOWLOGS_FMT_OUTPUT=cvs flow-fmt a.ndjson")).toMatchObject({
      status: 2,
      err: 'flow-fmt: FLOWLOGS_FMT_OUTPUT: unknown word "cvs"; did you mean "csv"?\n',
    });
    expect(await within("", "", "FLOWLOGS_COLOUR=never flow-fmt a.ndjson")).toMatchObject({
      out: table,
      err: "flow-fmt: FLOWLOGS_COLOUR: no option has this variable; did you mean FLOWLOGS_COLOR?\n",
    });
  });
});

describe("names", () => {
  const project = `[expressions]
blocked = "action = REJECT"
big = ":blocked and bytes > 1000 or bytes > 5000"
loop = ":pool"
pool = "not :loop"
faulty = "bytes >"
many = "count() > 0"

[lists]
office = ["10.0.0.0/8"]
ports = [443, 8443]
`;

  test.each([
    ["flow-filter :blocked a.ndjson", record],
    ["flow-filter 'bytes > 1k and not :blocked' a.ndjson", ""],
    ["flow-filter ':big and bytes < 1k' a.ndjson", ""],
    [
      "flow-filter --check ':big and bytes < 1k'",
      "(action = REJECT and bytes > 1000 or bytes > 5000) and bytes < 1k\n",
    ],
    ["flowlogs-read --where :blocked a.ndjson", record],
    ["flow-group 'count(:blocked) as n' a.ndjson", '{"n":1}\n'],
    ["flow-group 'count() as n' --having :many a.ndjson", '{"n":1}\n'],
    ["echo :blocked > e; flow-filter -f e a.ndjson", record],
    ["flow-filter 'srcaddr in @office' a.ndjson", record],
    ["flow-filter 'srcaddr not in @office' a.ndjson", ""],
    ["flow-filter 'srcaddr in [@office, 1.2.3.4]' a.ndjson", record],
    ["flowlogs-read --where 'srcaddr in @office' a.ndjson", record],
    ["flowlogs-read --workers 2 --where 'srcaddr in @office' a.ndjson a.ndjson", record + record],
  ])("%s", async (line, out) => {
    expect(await within(project, "", line)).toEqual({ out, err: "", status: 0 });
  });

  test("--check tells what the named lists are", async () => {
    const line = "flow-filter --check 'srcaddr in @office or dstport in [@ports, 22] and :blocked'";
    const { out, err, status } = await within(project, "", line);
    expect({ out, status }).toEqual({
      out: "srcaddr in [@office] or dstport in [@ports, 22] and action = REJECT\n",
      status: 0,
    });
    const of = join(scratch, "work/flowlogs.config.toml");
    expect(err).toBe(
      `flow-filter: @office is [10.0.0.0/8], of ${of}:10\nflow-filter: @ports is [443, 8443], of ${of}:11\n`,
    );
  });

  test.each([
    ["flow-filter :blockd", "no expression is called :blockd; did you mean :blocked?"],
    ["flow-filter :loop", ":loop contains itself, by loop, pool, loop"],
    ["flow-filter :faulty", "in :faulty of PATH:6: the expression ends here, but a value is missing"],
    ["flow-filter 'srcaddr in @ofice' a.ndjson", "ofice: no such file; did you mean the list @office?"],
    ["flow-filter 'srcaddr in @ports' a.ndjson", 'ports:1: "443" is not an address, prefix or range'],
    [
      "touch office; flow-filter 'srcaddr in @office' a.ndjson; code=$?; rm office; exit $code",
      "@office: is a file here, and a list in PATH:10; write @./office for the file, or rename the list",
    ],
    [
      "flow-filter --no-config :blocked",
      "no expression is called :blocked; a configuration file may name it, in its section expressions",
    ],
  ])("%s", async (line, message) => {
    const { out, err, status } = await within(project, "", line);
    expect({ out, status }).toEqual({ out: "", status: 2 });
    expect(err).toContain(message.replaceAll("PATH", join(scratch, "work/flowlogs.config.toml")));
  });

  test("that the user's file gives to something else are refused where they are used", async () => {
    const user = '[expressions]\nblocked = "action = DROP"\n[lists]\noffice = ["10.0.0.0/9"]';
    expect(await within(project, user, "flow-filter :blocked a.ndjson")).toMatchObject({
      status: 2,
      err: expect.stringContaining(":blocked is not the same in "),
    });
    expect(await within(project, user, "flow-filter 'srcaddr in @office' a.ndjson")).toMatchObject({
      status: 2,
      err: expect.stringContaining("is not the same list in "),
    });
    expect(await within(project, user, "flow-filter 'bytes > 0' a.ndjson")).toEqual({
      out: record,
      err: "",
      status: 0,
    });
  });
});

test("no two options share a variable", () => {
  const all = definitions.map(({ name, options }) => {
    const own: Options = { ...options, ...commonOptions };
    return Object.keys(own).flatMap((option) => variablesOf(name, option));
  });
  for (const variables of all) expect(new Set(variables).size).toBe(variables.length);
  expect(variablesOf("flow-fmt", "names-for")).toEqual(["FLOWLOGS_FMT_NAMES_FOR", "FLOWLOGS_NAMES_FOR"]);
  expect(variablesOf("flowlogs-read", "rate")).toEqual(["FLOWLOGS_READ_RATE", "FLOWLOGS_RATE"]);
  expect(commandNames.length).toBe(all.length);
});

test("the host of tests finds no configuration", async () => {
  const [definition] = definitions;
  if (definition === undefined) throw new Error("there are commands");
  expect(await execute(definition, ["--show-config"], memoryHost())).toBe(0);
});
