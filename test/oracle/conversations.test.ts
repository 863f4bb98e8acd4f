// Made-up logs (`sample:OPTION,...`) and what is true of them: the records add up to the answers, flow-pair finds each conversation with its
// times, amounts and verdict, and nearly all with the right client, as often as it says; late files change nothing.
import { describe, expect, test } from "vitest";
import { isProblem } from "../../packages/base/src/problem.ts";
import { PairWorker } from "../../packages/core/src/pair.ts";
import { generatedVersions } from "../../packages/sources/src/sample/generator/columns.ts";
import { parseGeneratorOptions } from "../../packages/sources/src/sample/generator/options.ts";
import { type GeneratorAnswer, Timeline } from "../../packages/sources/src/sample/generator/timeline.ts";
import { compareAnswers } from "../fixtures/pairAnswers.mjs";
import { feed, linesOf } from "../fuzz/feed.ts";

type LogRecord = Readonly<Record<string, string | number | null>>;

interface Made {
  readonly records: readonly LogRecord[];
  readonly answers: readonly GeneratorAnswer[];
}

function make(text: string): Made {
  const options = parseGeneratorOptions(text);
  if (isProblem(options)) throw new Error(options.problem);
  const [heading = "", ...lines] = [...new Timeline(options).log()].join("").trim().split("\n");
  const names = heading.split(" ").map((name) => name.replaceAll("-", "_"));
  const records = lines.map((line) => {
    const values = line.split(" ").map((word) => (word === "-" ? null : /^\d{1,11}$/.test(word) ? Number(word) : word));
    if (values.length !== names.length) throw new Error(`${values.length} values of ${names.length}: ${line}`);
    return Object.fromEntries(names.map((name, i) => [name, values[i] ?? null]));
  });
  return { records, answers: [...new Timeline(options).answers()] };
}

function pair(records: readonly LogRecord[], maxMemory = 1e9): readonly LogRecord[] {
  const options = { idle: 600_000, late: 1_200_000, vantage: "auto", unmatched: false, aggregates: [] } as const;
  const log = records.map((record) => `${JSON.stringify(record)}\n`).join("");
  const lines = linesOf(feed((context) => new PairWorker({ ...options, maxMemory }, context), log));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each line is such an object
  return lines.map((line) => JSON.parse(line) as LogRecord);
}

const sum = (numbers: readonly (string | number | null | undefined)[]): number =>
  numbers.reduce<number>((total, number) => total + Number(number ?? 0), 0);

describe.each(generatedVersions.map((version) => [version, version * 7] as const))(
  "version %s, seed %s",
  (version, seed) => {
    const made = make(`records=12000,version=${version},seed=${seed}`);
    const { records, answers } = made;

    test("the records add up to the answers, and each gap has its records", () => {
      expect(records.length).toBeGreaterThanOrEqual(12_000);
      expect(sum(answers.map((it) => it.records))).toBe(records.length);
      expect(sum(answers.map((it) => ("bytes_logged" in it ? it.bytes_logged : 0)))).toBe(
        sum(records.map((it) => it["bytes"])),
      );
      const gaps = answers.filter((it) => it.kind === "gap");
      expect(gaps.length > 0).toBe(version !== 6);
      for (const gap of gaps) {
        const own = records.filter((it) => it["interface_id"] === gap.interface_id);
        const within = own.filter((it) => Number(it["start"]) <= gap.end && Number(it["end"]) >= gap.start);
        expect(within.filter((it) => it["log_status"] === gap.log_status)).toHaveLength(gap.records);
        expect(gap.log_status === "SKIPDATA" || within.length === gap.records).toBe(true);
      }
    });

    test("flow-pair finds each conversation as it was, and nothing else", () => {
      // With room for all of them, or for a few; whom many talk to is not known then.
      const found = compareAnswers(answers, pair(records, seed % 2 === 1 ? 250_000 : 1e9));
      expect(found.differences.slice(0, 2)).toEqual([]);
      expect({ paired: found.paired, records: found.records }).toEqual({
        paired: found.conversations,
        records: found.conversations,
      });
      const withSyn = compareAnswers(
        answers.filter((it) => "syn_logged" in it && it.syn_logged),
        pair(records),
      );
      expect(withSyn.conversations > 500).toBe(version > 2);
      expect(withSyn.client).toBeGreaterThanOrEqual(withSyn.conversations * 0.99);
    });
  },
);

test("the same conversations are in all versions, in the same seconds", () => {
  const of = (version: number) =>
    make(`records=3000,version=${version}`).answers.map((it) => (it.kind === "gap" ? it : [it.client, it.start]));
  expect(of(4)).toEqual(of(5));
  expect(of(10)).toEqual(of(11));
  expect(of(5)).not.toEqual(make("records=3000,version=5,seed=2").answers);
});

test.each([1, 2, 3])("late files within --late give the same conversations as records in order, seed %s", (seed) => {
  const spec = `records=8000,flags=no,seed=${seed}`;
  const [late, punctual] = [make(`${spec},late=13m`), make(`${spec},late=no`)];
  expect(late.answers).toEqual(punctual.answers);
  const inOrder = punctual.records.toSorted((a, b) => Number(a["start"]) - Number(b["start"]));
  expect(pairedLines(late.records)).toEqual(pairedLines(inOrder));
  expect(lag(punctual.records.filter(isOk))).toBeLessThan(360);
  expect(lag(late.records.filter(isOk))).toBeGreaterThan(360);
  expect(lag(late.records.filter(isOk))).toBeLessThan(360 + 13 * 60);
});

function pairedLines(records: readonly LogRecord[]): string[] {
  return pair(records)
    .map((it) => JSON.stringify(it))
    .toSorted();
}

/** How far records are behind the newest one before them, at most. */
function lag(records: readonly LogRecord[]): number {
  let newest = 0;
  return Math.max(...records.map(({ start }) => (newest = Math.max(newest, Number(start))) - Number(start)));
}

/** flow-group --by srcaddr,dstaddr 'count_distinct(dstport) as ports' --having 'ports > 100' */
function scanned(flows: readonly (readonly [from: unknown, to: unknown, port: unknown])[]): string[] {
  const ports = new Map<string, Set<unknown>>();
  for (const [from, to, port] of flows) {
    const key = `${String(from)} ${String(to)}`;
    ports.set(key, (ports.get(key) ?? new Set()).add(port));
  }
  return [...ports].flatMap(([key, { size }]) => (size > 100 ? [key] : [])).toSorted();
}

function isOk(record: LogRecord): boolean {
  return record["log_status"] === "OK";
}

test("flow-pair knows as often as it says who the client is, with flags and without", () => {
  const evidence = new Map<string, { stated: number; count: number; right: number }>();
  const shares = ["version=5", "version=2", "flags=no", "flags=no,ipv6=60"].map((spec) => {
    const { records, answers } = make(`records=14000,seed=11,${spec}`);
    const found = compareAnswers(answers, pair(records));
    for (const [name, { stated, count, right }] of found.byEvidence) {
      const known = evidence.get(name) ?? { stated, count: 0, right: 0 };
      evidence.set(name, { stated, count: known.count + count, right: known.right + right });
    }
    return found.client / found.conversations;
  });
  expect(Math.min(...shares)).toBeGreaterThanOrEqual(0.95);
  const overstated = [...evidence].filter(
    ([name, { stated, count, right }]) => !name.startsWith("null") && count >= 80 && right / count < stated - 0.02,
  );
  expect(overstated).toEqual([]);
  expect(evidence.size).toBeGreaterThan(8);
});

test("scans are as many as the recipe for them finds", () => {
  const { records, answers } = make("records=40000,seed=5,version=2");
  const scans = answers.filter((it) => it.kind === "scan");
  expect(new Set(scans.map(({ story }) => story))).toEqual(new Set(["horizontal scan", "vertical scan"]));
  const outside = records.filter((it) => !/^10\.|^$/.test(String(it["srcaddr"] ?? "")));
  const found = scanned(outside.map((it) => [it["srcaddr"], it["dstaddr"], it["dstport"]]));
  const known = answers.flatMap((it) => (it.kind !== "gap" && it.story === "vertical scan" ? [it] : []));
  expect(found).toEqual(scanned(known.map((it) => [it.client, it.server, it.server_port])));
  expect(found.length).toBeGreaterThan(1);
});
