// Random pipelines: commands with options that go together and that do not, and the lines that they read.
import type { Random } from "./random.ts";

export type Words = readonly [name: string, ...words: string[]];

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

/** Words that a command may have or not: each group once in `times`. */
function perhaps(random: Random, times: number, groups: readonly (readonly string[])[]): string[] {
  return groups.flatMap((words) => (random.once(times) ? words : []));
}

export function reading(random: Random, words: readonly string[] = []): Words {
  const options = perhaps(random, 6, [
    ["--where", conditions(random)],
    ["--fields", some(random, fields)],
    ["--limit", "20"],
    ["--dedupe"],
    ["--start", "2014-12-14T04:08:00Z"],
    ["--end", "2014-12-14T04:14Z"],
    ["--with-message"],
  ]);
  return ["flowlogs-read", ...options, ...words];
}

/** A command before a flow-group, of those that threads can run. */
export function narrowing(random: Random): Words {
  if (random.once(2)) return ["flow-filter", conditions(random), ...perhaps(random, 5, [["--not"]])];
  const size = random.pick(["1m", "5m", "1h"]);
  return ["flow-bin", size, ...perhaps(random, 4, [["--at", random.pick(["start", "end"])], ["--spread"]])];
}

/** A flow-group that threads can run. */
export function grouping(random: Random): Words {
  const by = ["--by", some(random, ["srcaddr", "action", "dstport", "srcaddr/24", "bin", "start", "duration"])];
  const aggregates = [...new Set(random.times(random.below(4), () => aggregate(random)))];
  const options = perhaps(random, 5, [
    ["--keep-null"],
    ["--having", "count() > 1"],
    ["--having", "`sum(bytes)` > 5k"],
    ["--totals"],
  ]);
  return ["flow-group", ...(random.once(8) ? [] : by), ...aggregates, ...options];
}

/** Groups as states, and their results: of the same keys, or of fewer. */
export function merging(random: Random): Words[] {
  const keys = random.shuffled(["srcaddr", "action", "dstport", "bin"]).slice(0, random.between(1, 3));
  const kept = random.once(3) ? keys.slice(0, random.between(1, keys.length)) : keys;
  const aggregates = [...new Set(["count()", ...random.times(random.between(1, 3), () => aggregate(random))])];
  const nulls = perhaps(random, 4, [["--keep-null"]]);
  const results = perhaps(random, 4, [["--totals"], ["--having", "count() > 1"]]);
  return [
    ["flow-group", "--by", keys.join(), ...aggregates, "--partial", ...nulls],
    ["flow-group", "--by", kept.join(), ...aggregates, "--merge", ...nulls, ...results],
  ];
}

export function step(random: Random): Words {
  const any = [...fields, ...odd];
  switch (random.below(4)) {
    case 0:
      return [
        "flow-filter",
        conditions(random),
        ...perhaps(random, 5, [
          ["--not"],
          ["--exit-status"],
          ["--strict"],
          ["--max-bad", "10%"],
          ["--sample", "40%"],
          ["--sample", "50%", "--seed", "7"],
        ]),
      ];
    case 1:
      return [
        "flow-bin",
        random.pick(["1m", "5m", "1h", "1d"]),
        ...perhaps(random, 4, [
          ["--at", random.pick(["start", "middle", "end"])],
          [random.pick(["--spread", "--bounds"])],
          ["--tz", random.pick(["Europe/Berlin", "Asia/Kolkata"])],
        ]),
      ];
    case 2: {
      const by = random.once(6)
        ? []
        : ["--by", some(random, random.once(4) ? any : ["srcaddr", "action", "dstport", "bin", "srcaddr/24"])];
      const aggregates = [...new Set(random.times(random.below(3), () => aggregate(random)))];
      const options = perhaps(random, 6, [
        ["--totals"],
        ["--keep-null"],
        ["--sorted"],
        ["--having", "count() > 1"],
        ["--having", "`sum(bytes)` > 5k"],
        ["--scale-sampled"],
        ["--also-by", some(random, ["protocol", "dstaddr", "bin"])],
        ["--max-memory", "32M"],
      ]);
      return ["flow-group", ...by, ...aggregates, ...options];
    }
    default: {
      const keys = ["bytes", "sum(bytes)", "start asc", "count()", "packets, srcaddr asc", "bytes / packets"];
      const by = random.once(2) ? [] : ["--by", random.pick(keys)];
      const options = perhaps(random, 6, [
        ["--per", "action"],
        ["--share"],
        ["--other"],
        ["--least"],
        ["--keep-null"],
        ["--until", "60%"],
      ]);
      const first = random.pick([["--sort"], ["--until", "30%"], [String(random.below(5) + 1)], ["2"], ["4"]]);
      return ["flow-top", ...first, ...by, ...options];
    }
  }
}

export function printing(random: Random): Words[] {
  if (random.once(2)) return [];
  const formats = ["table", "csv", "tsv", "json", "ndjson", "markdown", "vertical", "log", "bars", "pivot"];
  const columns = ["bytes * 8 as bits", "srcaddr as source", "action"];
  const options = perhaps(random, 5, [
    ["--fields", some(random, [...fields, ...odd])],
    ["--fields", some(random, columns)],
    ["--human"],
    ["--time", "%H:%M"],
    ["--round", "1"],
    ["--null", "?"],
    ["--heading", "no"],
    ["--pivot", "action"],
    ["--rename", "srcaddr=source"],
  ]);
  return [["flow-fmt", "-o", random.pick(formats), ...options]];
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

/** Lines of a log or of NDJSON, some of them bad. */
export function lines(random: Random, isText: boolean): string {
  const each = random.times(random.below(80), () => (isText ? line(random) : record(random)));
  return each.map((it) => `${it}\n`).join("");
}

/** As one would type it. */
export function typed(pipeline: readonly Words[]): string {
  return pipeline.map((words) => words.map((word) => `'${word.replaceAll("'", `'"'"'`)}'`).join(" ")).join(" | ");
}

/**
 * Messages in any order, as a shell's commands run at the same time; without the keys that are listed: those of all records
 * that were read, and not of those that came as far as the command.
 */
export function messagesOf(err: string): readonly string[] {
  return err
    .split("\n")
    .map((text) => text.replace(/(no record has .*?); .*/, "$1"))
    .toSorted();
}
