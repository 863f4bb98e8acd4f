// Queries that flow-query cannot take, with what a shell would do, or with names that nobody has. Each gets a message with the place,
// and then nothing was read, written or run. Those that are cut off anywhere are in test/fuzz/query-prefixes.test.ts.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { execute } from "../packages/cli/src/run.ts";
import { memoryHost } from "../packages/cli/src/memoryHost.ts";
import { command as query } from "../packages/flow-query/src/command.ts";
import { file, scratch, shell } from "./command.ts";

const record =
  '{"srcaddr":"10.0.0.1","dstport":22,"bytes":1500,"start":1700000000,"end":1700000060,"action":"REJECT"}\n';

interface Refusal {
  readonly status: number;
  readonly out: string;
  readonly err: string;
  /** How often standard input was read. */
  readonly reads: number;
}

async function refusalOf(words: readonly string[]): Promise<Refusal> {
  const host = memoryHost({ stdin: record });
  const status = await execute(query, words, host);
  return { status, out: host.out(), err: host.err(), reads: host.reads() };
}

/** A message of one line, the line of the query that has the error, and carets below the place; how the command is called. */
const withPlace = /^flow[a-z-]*: [^\n]+\n {2}[^\n]*\n {2} *\^+[^\n]*\n(?:usage: .*\n)?$/;

const made = join(scratch, "made");

test.each<[what: string, words: readonly string[], told: string]>([
  ["an unknown command", ["read - | fliter x"], '"fliter" is not a command'],
  ["a program", [`read - | tee ${made}`], '"tee" is not a command'],
  ["a path to a program", ["/bin/sh -c x"], '"/bin/sh" is not a command'],
  ["an unknown function", ["read - | filter 'strlenn(action) = 6'"], "strlen"],
  ["an unknown aggregate", ["read - | group 'summ(bytes)'"], "sum"],
  ["a second command", [`read - ; touch ${made}`], '";" cannot stand here'],
  ["one after it at once", [`read -;touch ${made}`], '";" cannot stand here'],
  ["one in the background", [`read - & touch ${made}`], '"&" cannot stand here'],
  ["one if it succeeds", [`read - && touch ${made}`], '"&" cannot stand here'],
  ["one if it fails", [`read - || touch ${made}`], "||"],
  ["one in the place of words", [`read $(touch ${made})`], '"$" cannot stand here'],
  ["one in back-ticks", [`read \`touch ${made}\``], '"`" cannot stand here'],
  ["one between double quotes", [`read "$(touch ${made})"`], '"$" between double quotes'],
  ["one in a process", [`read <(touch ${made})`], '"<" cannot stand here'],
  ["a variable", ["read $HOME"], '"$" cannot stand here'],
  ["an output", [`read - > ${made}`], '">" cannot stand here'],
  ["an output at once", [`read - >${made}`], '">" cannot stand here'],
  ["an output that is appended", [`read - >> ${made}`], '">" cannot stand here'],
  ["an input", ["read - < /etc/hostname"], '"<" cannot stand here'],
  ["errors in a file", [`read - 2> ${made}`], '">" cannot stand here'],
  ["a text that follows", ["read - << EOF\n1 2 3\nEOF"], '"<" cannot stand here'],
  ["a text at once", ["read - <<< x"], '"<" cannot stand here'],
  ["errors through a pipe", ["read - |& top 1"], '"&" cannot stand here'],
  ["a loop", [`for x in a ; do touch ${made} ; done`], '";" cannot stand here'],
  ["a group of commands", [`read - | { touch ${made} }`], '"{" is not a command'],
  ["an assignment", [`A=1 read -`], '"A=1" is not a command'],
  ["a variable in braces", ["read ${HOME}"], '"$" cannot stand here'],
  ["arithmetic", ["read - | top $((1 + 1))"], '"$" cannot stand here'],
  ["back-ticks between double quotes", [`read "\`touch ${made}\`"`], '"`" between double quotes'],
  ["a quote with escapes", ["read $'x'"], '"$" cannot stand here'],
  ["a home", ["read ~/logs"], "~ is not expanded"],
  ["a subshell", [`(touch ${made})`], '"(" cannot stand here'],
  ["an open quote", ["read 'x"], "this quote is not closed"],
  ["nothing after a pipe", ["read - |"], "no command after this |"],
  ["a reader in the middle", ["read - | read -"], "it can only be the first command"],
  ["Insights: an unknown command", ["--lang", "insights", "fields a | fliter b = 1"], '"fliter"'],
  ["Insights: an unknown function", ["--lang", "insights", "filter strlenn(a) = 1"], "strlenn"],
  ["Insights: what is not there", ["--lang", "insights", "fields a | pattern @message"], "pattern"],
  ["Insights: a second query", ["--lang", "insights", "fields a; fields b"], '";" cannot stand here'],
  ["Insights: a shell's command", ["--lang", "insights", "fields $(x)"], "$"],
  ["Insights: an output", ["--lang", "insights", "fields a | limit 1 > x"], ">"],
  ["Cistern: an unknown aggregate", ["--lang", "cistern", "SELECT summ(bytes)"], "summ"],
  ["Cistern: an unknown part", ["--lang", "cistern", "SELECT sum(bytes) WHERE a = 1"], "WHERE"],
  ["Cistern: a second query", ["--lang", "cistern", "SELECT sum(bytes); DROP"], '";" cannot stand here'],
  ["Cistern: a shell's command", ["--lang", "cistern", "SELECT sum($(x))"], "$"],
  ["Cistern: an output", ["--lang", "cistern", "SELECT sum(bytes) > x"], ">"],
])("%s: a message with the place, and nothing is done", async (_, words, told) => {
  const { status, out, err, reads } = await refusalOf(words);
  expect(err).toContain(told);
  expect(err).toMatch(withPlace);
  expect({ status, out, reads }).toEqual({ status: 2, out: "", reads: 0 });
  expect(existsSync(made)).toBe(false);
});

test("the command itself leaves no file, from a file of queries either, and reads nothing", async () => {
  file("in.ndjson", record);
  const before = readdirSync(scratch).toSorted();
  for (const text of [`read in.ndjson > ${made}`, `read in.ndjson | filter --rest ${made} 'bytes >'`]) {
    expect(await shell(`flow-query ${JSON.stringify(text)}`)).toMatchObject({ out: "", status: 2 });
    writeFileSync(join(scratch, "query.flow"), `# a query\n${text}\n`);
    const { out, err, status } = await shell("flow-query -f query.flow");
    expect({ out, status }).toEqual({ out: "", status: 2 });
    expect(err).toMatch(withPlace);
  }
  expect(readdirSync(scratch).toSorted()).toEqual([...before, "query.flow"].toSorted());
  expect(readFileSync(join(scratch, "in.ndjson"), "utf8")).toBe(record);
});
