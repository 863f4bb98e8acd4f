// What every command says when it is called wrongly, asked for help, or started without anything to read.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { commands, lines } from "./cases.ts";
import { type CommandLine, file, quoted, run, shell } from "./command.ts";

const lerna: { version: string } = JSON.parse(readFileSync(join(import.meta.dirname, "../lerna.json"), "utf8"));

describe.concurrent.each(commands)("$command.0", ({ command }) => {
  const [name] = command;

  test.each<[wrong: string[], said: string]>([
    [["--bogus"], `unknown option --bogus; ${name} --help lists the options`],
    [["--strit"], "unknown option --strit; did you mean --strict?"],
    [["-%"], "unknown option -%; put -- before it if it is not an option"],
    [["--max-bad"], "--max-bad: needs a value; write --max-bad N|P%"],
    [["--max-bad", "x"], '--max-bad: "x" is not a number of lines; write a number such as 10, or a share such as 1%'],
    [["--strict=yes"], "--strict: takes no value; write --strict alone"],
    [["--stats=jsn"], '--stats: unknown word "jsn"; did you mean "json"?'],
    [[""], "is empty"],
  ])("%j is refused before anything is read", async (wrong, said) => {
    const err = await refusal([...command, ...wrong]);
    expect(err).toMatch(new RegExp(`^${name}: `));
    expect(err).toContain(said);
  });

  test.each(["--help", "-h"])("%s", async (word) => {
    const { out, err, status } = await run([...command, word]);
    expect({ err, status }).toEqual({ err: "", status: 0 });
    expect(out.split("\n").filter((line) => line.length > 80)).toEqual([]);
    expect(out.startsWith(`${name} - `)).toBe(true);
    const headings = [...out.matchAll(/^(Usage|Examples|Options|Common options|Exit codes):/gm)].map(([, it]) => it);
    expect(headings).toEqual(["Usage", "Examples", "Options", "Common options", "Exit codes"]);
  });

  test.each(["--version", "-V"])("%s", async (word) => {
    expect(await run([name, word])).toEqual({ out: `${name} ${lerna.version}\n`, err: "", status: 0 });
  });

  test("help is shown whatever else is there, and needs no operands", async () => {
    const help = await run([name, "--help"]);
    expect(await run([name, "-h", "--bogus"])).toMatchObject({ out: "", status: 2 });
    expect(await run([...command, "nothing-here", "-h"])).toEqual(help);
  });

  test("a terminal to read from gets the short help, status 2", async (context) => {
    const hasScript = (await shell("command -v script")).status === 0;
    if (!hasScript) context.skip("script (util-linux), which makes terminals, is not installed");
    const { out, status } = await shell('script -qec "$1" /dev/null', `${quoted(command)} > out`);
    expect(status).toBe(2);
    expect(out).toMatch(new RegExp(`^usage: ${name} .*\r\n(.+\r\n)+see ${name} --help\r\n$`));
  });
});

test.concurrent.each<[said: string, command: CommandLine]>([
  ['--format: unknown field "srcadr"; did you mean "srcaddr"?', ["flowlogs-read", "--format", "${version} ${srcadr}"]],
  ["EXPR: is missing\nusage: flow-filter ", ["flow-filter"]],
  ["SIZE: is missing\nusage: flow-bin ", ["flow-bin"]],
  ['--start: "yestrday" is not a time; did you mean "yesterday"?', ["flowlogs-read", "--start", "yestrday"]],
  ["the window is empty", ["flowlogs-read", "--start", "2026-11-21", "--end", "2026-11-20"]],
  ['--limit: "ten" is not a whole number', ["flowlogs-read", "-n", "ten"]],
  ["SIZE: ", ["flow-bin", "5x"]],
  ['unknown aggregate "smu"; did you mean "sum"?', ["flow-group", "smu(bytes)"]],
  ['two results are called "count()"', ["flow-group", "count()", "count()"]],
  ['--output: unknown word "cvs"; did you mean "csv"?', ["flow-fmt", "-o", "cvs"]],
  ["--heading: needs a value; write --heading WORD", ["flow-fmt", "--heading"]],
])("%s", async (said, command) => {
  const err = await refusal(command);
  expect(err).toMatch(new RegExp(`^${command[0]}: `));
  expect(err).toContain(said);
});

const unread = file("unread", lines({ command: ["flow-filter"] }, 3));

/** What a refused call says; that it prints and reads nothing is checked here: cat finds the input as it was. */
async function refusal(command: CommandLine): Promise<string> {
  const { out, err, status } = await shell(`{ ${quoted(command)}; code=$?; cat; exit $code; } < ${quoted([unread])}`);
  expect({ out, status }).toEqual({ out: lines({ command: ["flow-filter"] }, 3), status: 2 });
  return err;
}
