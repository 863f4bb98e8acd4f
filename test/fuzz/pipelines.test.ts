// Random pipelines give in one process what they give in a shell: the same bytes, the same messages, and the highest of the
// exit codes.
import { expect, test } from "vitest";
import { exit } from "../../packages/cli/src/exit.ts";
import { execute } from "../../packages/cli/src/run.ts";
import { memoryHost } from "../../packages/cli/src/memoryHost.ts";
import { command as query } from "../../packages/flow-query/src/command.ts";
import { definitions } from "../definitions.ts";
import { type Random, repeat } from "./random.ts";

type Words = readonly [name: string, ...words: string[]];

const fields = [
  "srcaddr",
  "dstaddr",
  "srcport",
  "dstport",
  "protocol",
  "packets",
  "bytes",
  "action",
  "start",
  "srcAddr",
];
/** Names that the records have not, or perhaps not. */
const odd = ["addr", "port", "duration", "acton", "tcp_flags", "bin", "odd.key"];

function conditions(random: Random): string {
  return random.pick([
    "action = REJECT",
    "bytes > 1k and dstport in [22, 443]",
    "not (srcport = 443)",
    "addr in 10.0.0.0/8",
    "port = https",
    "duration > 20",
    "bps > 1k or packets is null",
    "acton = 3",
    "action like 'REJ%'",
    "today = yday",
    "odd.key is not null",
    "bin = '2014-12-14T04:06:00Z'",
    "`sum(bytes)` > 100",
  ]);
}

function aggregate(random: Random): string {
  return random.pick([
    "count()",
    "sum(bytes)",
    "avg(packets)",
    "p95(bytes)",
    "count_distinct(dstport)",
    "min(start)",
    "max(acton)",
    "first(action)",
    "count(action = REJECT) as blocked",
    "sum(bytes) * 8 / 60 as bps",
    "values(action)",
  ]);
}

function some(random: Random, names: readonly string[]): string {
  return random.shuffled(names).slice(0, random.between(1, 3)).join();
}

function read(random: Random): Words {
  const options = [
    ["--where", conditions(random)],
    ["--fields", some(random, fields)],
    ["--limit", "20"],
    ["--dedupe"],
  ];
  return ["flowlogs-read", ...options.flatMap((option) => (random.once(6) ? option : []))];
}

function step(random: Random): Words {
  const any = [...fields, ...odd];
  switch (random.below(4)) {
    case 0:
      return ["flow-filter", conditions(random), ...(random.once(5) ? ["--not"] : [])];
    case 1:
      return [
        "flow-bin",
        random.pick(["1m", "5m", "1h"]),
        ...(random.once(2) ? ["--at", "start"] : []),
        ...(random.once(5) ? ["--spread"] : []),
      ];
    case 2: {
      const by = random.once(6)
        ? []
        : ["--by", some(random, random.once(4) ? any : ["srcaddr", "action", "dstport", "bin"])];
      const aggregates = [...new Set(random.times(random.below(3), () => aggregate(random)))];
      return ["flow-group", ...by, ...aggregates, ...(random.once(6) ? ["--totals"] : [])];
    }
    default: {
      const by = random.once(2)
        ? []
        : ["--by", random.pick(["bytes", "sum(bytes)", "start asc", "count()", "packets, srcaddr asc"])];
      const more = [["--per", "action"], ["--share"], ["--other"], ["--least"]];
      return [
        "flow-top",
        String(random.below(5) + 1),
        ...by,
        ...more.flatMap((option) => (random.once(6) ? option : [])),
      ];
    }
  }
}

function print(random: Random): Words[] {
  const format = random.pick(["table", "csv", "tsv", "json", "ndjson", "markdown", "vertical", "log"]);
  if (random.once(2)) return [];
  return [["flow-fmt", "-o", format, ...(random.once(3) ? ["--fields", some(random, [...fields, ...odd])] : [])]];
}

function line(random: Random): string {
  if (random.once(40)) return random.pick(["oops", "", "1 2 3"]);
  const address = (): string => random.pick(["10.0.0.1", "10.0.0.2", "192.0.2.7", "2001:db8::1", "-"]);
  const number = (most: number): string => (random.once(20) ? "-" : String(random.below(most)));
  const port = (): string => random.pick(["22", "443", "443", number(65_536)]);
  const start = 1_418_530_010 + random.below(600);
  const status = random.pick(["OK", "OK", "OK", "OK", "NODATA"]);
  const rest = status === "OK" ? `${number(100)} ${number(10_000)}` : "- -";
  return `2 123456789010 eni-1 ${address()} ${address()} ${port()} ${port()} 6 ${rest} ${start} ${start + random.below(90)} ${random.pick(["ACCEPT", "REJECT"])} ${status}`;
}

function record(random: Random): string {
  const [srcaddr, bytes] = [random.pick(["10.0.0.1", "192.0.2.7"]), random.below(5000)];
  const other = random.pick([{}, { today: "yday" }, { srcAddr: "10.9.9.9" }, { bytes: null }]);
  return JSON.stringify({
    srcaddr,
    bytes,
    packets: 3,
    start: 1_418_530_010,
    end: 1_418_530_050,
    action: "REJECT",
    ...other,
  });
}

/**
 * Messages in any order, as a shell's commands run at the same time; without the keys that are listed: those of all records
 * that were read, and not of those that came as far as the command.
 */
function messagesOf(err: string): readonly string[] {
  return err
    .split("\n")
    .map((text) => text.replace(/(no record has .*?); .*/, "$1"))
    .toSorted();
}

interface Result {
  readonly code: number;
  readonly out: string;
  readonly err: readonly string[];
}

/**
 * What a shell does: the commands one after the other, each with the output of the one before. Undefined for a wrong call,
 * which ends one command of a shell, and all of flow-query.
 */
async function inShell(pipeline: readonly Words[], input: string): Promise<Result | undefined> {
  let [out, err, code] = [input, "", 0];
  for (const [name, ...words] of pipeline) {
    const command = definitions.find((it) => it.name === name);
    if (command === undefined) throw new Error(`there is no ${name}`);
    const host = memoryHost({ stdin: out });
    const status = await execute(command, words, host);
    if (status === exit.usage) return undefined;
    code = Math.max(code, status);
    out = host.out();
    err += host.err();
  }
  return { code, out, err: messagesOf(err) };
}

async function inOneProcess(pipeline: readonly Words[], input: string): Promise<Result> {
  const host = memoryHost({ stdin: input });
  const text = pipeline.map((words) => words.map((word) => `'${word.replaceAll("'", `'"'"'`)}'`).join(" ")).join(" | ");
  const code = await execute(query, [text], host);
  return { code, out: host.out(), err: messagesOf(host.err()) };
}

test("random pipelines", async () => {
  const cases: { pipeline: Words[]; input: string }[] = [];
  repeat(150, (random) => {
    const isText = random.once(2);
    const lines = random.times(random.below(80), () => (isText ? line(random) : record(random)));
    const steps = random.times(random.between(1, 4), () => step(random));
    const pipeline = [...(isText || random.once(2) ? [read(random)] : []), ...steps, ...print(random)];
    cases.push({ pipeline, input: lines.map((it) => `${it}\n`).join("") });
  });
  for (const { pipeline, input } of cases) {
    const shell = await inShell(pipeline, input);
    // One that ends early may end those before it, which then have nothing more to say.
    if (shell === undefined || shell.err.some((text) => text.includes("without --by"))) continue;
    expect({ pipeline, input, ...(await inOneProcess(pipeline, input)) }).toEqual({ pipeline, input, ...shell });
  }
});
