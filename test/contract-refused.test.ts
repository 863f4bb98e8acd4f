// Queries that flow-query cannot take: cut off anywhere, with what a shell would do, or with names that nobody has. Each gets a
// message with the place, and then nothing was read, written or run.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
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

const whole: readonly (readonly [name: string, words: readonly string[], text: string])[] = [
  [
    "a pipeline",
    [],
    `read - --where 'bytes > 1k' | filter "action = 'REJECT' and (srcaddr in [10.0.0.0/8, ::1])" | group --by srcaddr 'sum(bytes) as b' | top 3 --by b`,
  ],
  [
    "Logs Insights",
    ["--lang", "insights"],
    "fields @timestamp, bytes * 8 as bits | filter action = 'REJECT' and (srcAddr like /^10/ or dstPort in [22, 80]) | stats sum(bytes), count(*) as n by srcAddr, bin(5m) | sort n desc | limit 3",
  ],
  [
    "Cistern",
    ["--lang", "cistern"],
    'SELECT sum(bytes), count(_id) GROUP BY source_address FILTER bytes > 10, action = "REJECT" ORDER BY sum(bytes) DESC LIMIT 3 POINT SIZE 1h',
  ],
  [
    "Logs Insights over lines, with a comment",
    ["--lang", "insights"],
    "filter srcAddr = '10.0.0.1' and dstPort = '8088' # a scan\n| fields @timestamp, dstPort, srcAddr, dstAddr\n| stats sum(packets) by bin( 30 min)",
  ],
  [
    "Logs Insights with parts of texts",
    ["--lang", "insights"],
    `fields \`srcAddr\` as s | parse action "RE*" as rest | filter not (s like "10.") | dedup s | limit 2`,
  ],
  [
    "Cistern's later language",
    ["--lang", "cistern"],
    'SELECT sum(bytes) GROUP BY source_addr, dest_port FILTER bytes != "3" (dest_port = 4.3)(bytes = 1) ORDER BY source_addr limit 100 point size 1h',
  ],
  [
    "a pipeline over lines, with a comment",
    [],
    "flowlogs-read - --start 2020-01-01 # the first ones\n  | flow-bin 5m --tz Europe/Berlin \\\n  | flow-group --by bin 'count()' --having 'count() > 1' | flow-fmt -o csv",
  ],
];

describe.each(whole)("%s that is cut off", (_, options, text) => {
  test("answers, or says where it ends, and has read nothing", async () => {
    expect(await refusalOf([...options, text])).toMatchObject({ status: 0, err: "" });
    let refused = 0;
    for (let end = 1; end < text.length; end++) {
      const { status, out, err, reads } = await refusalOf([...options, text.slice(0, end)]);
      const told = { cut: text.slice(0, end), status, out, err };
      // What is left may be a query too; a name that was cut may be one that no record has.
      expect({ ...told, isKnown: [0, 2, 3].includes(status) }).toEqual({ ...told, isKnown: true });
      if (status !== 2) continue;
      refused++;
      expect({ ...told, reads }).toEqual({ ...told, out: "", reads: 0 });
      expect(err).toMatch(withPlace);
    }
    expect(refused).toBeGreaterThan(text.length / 4);
  });
});

/** Cistern's questions with the flags of its first client. */
const flags = [
  [
    "-collection",
    "flowlogs",
    "-start",
    "1501025801",
    "-columns",
    "sum(bytes), count(_id), max(packets)",
    "-group",
    "protocol",
  ],
  [
    "-columns",
    "sum(packets)",
    "-point-size",
    "24h",
    "-filters",
    'source_address eq "172.31.31.192"',
    "-limit",
    "3",
    "-descending",
  ],
];

test.each(flags)("Cistern's flags %s %s ... that are cut off", async (...words) => {
  let refused = 0;
  for (const [place, word] of words.entries()) {
    for (let end = 0; end < word.length; end++) {
      const cut = [...words.slice(0, place), word.slice(0, end)];
      const { status, out, err, reads } = await refusalOf(["--lang", "cistern", ...cut, "--", "-"]);
      const told = { cut, status, out, err };
      expect({ ...told, isKnown: [0, 2, 3].includes(status) }).toEqual({ ...told, isKnown: true });
      if (status !== 2) continue;
      refused++;
      expect({ ...told, reads }).toEqual({ ...told, out: "", reads: 0 });
      expect(err).toMatch(err.includes("\n  ") ? withPlace : /^flow[a-z-]*: .*\n(?:usage: .*\n)?$/);
    }
  }
  expect(refused).toBeGreaterThan(words.join("").length / 4);
});

/** Each is opened with a database of its own, so that not every place is tried. */
test("SQL that is cut off answers, or says where it ends", async () => {
  const text = `select srcaddr, SUM(cast(bytes as INTEGER)) as bytes from flows where srcaddr LIKE '10.%' AND (dstport < 1024) GROUP BY srcaddr ORDER BY bytes desc`;
  let refused = 0;
  for (let end = 1; end < text.length; end += 4) {
    const { status, out, err } = await refusalOf(["--lang", "sql", text.slice(0, end)]);
    const told = { cut: text.slice(0, end), status, out, err };
    expect({ ...told, isKnown: [0, 2].includes(status) }).toEqual({ ...told, isKnown: true });
    if (status !== 2) continue;
    refused++;
    expect(told).toEqual({ ...told, out: "" });
    expect(err).toMatch(/^flow-query: QUERY: [^\n]+\n(?: {2}[^\n]*\n {2} *\^+[^\n]*\n)?$/);
  }
  expect(refused).toBeGreaterThan(text.length / 16);
});

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
