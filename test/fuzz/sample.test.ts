// flow-filter --sample against the hash of SplitMix64 in BigInt, and flow-group --scale-sampled against plain arithmetic.
import { expect, test } from "vitest";
import { parseAggregates } from "../../packages/core/src/aggregate/list.ts";
import { planResults } from "../../packages/core/src/aggregate/resultPlan.ts";
import { scaleAggregates } from "../../packages/core/src/aggregate/scaled.ts";
import { parseGroupKeys } from "../../packages/core/src/aggregate/key.ts";
import { percentage } from "../../packages/core/src/percentage.ts";
import { everyRecord, filterWorker, groupWorker } from "../../packages/core/src/stages.ts";
import { expressionOf, feed, linesOf, randomCut, unwrap } from "./feed.ts";
import { repeat } from "./random.ts";

const WORD = 2n ** 64n;
const GAMMA = 0x9e3779b97f4a7c15n;

/** The finalizer of MurmurHash3, which SplitMix64 began with. */
function mix(value: bigint): bigint {
  let h = value % WORD;
  h = ((h ^ (h >> 33n)) * 0xff51afd7ed558ccdn) % WORD;
  h = ((h ^ (h >> 33n)) * 0xc4ceb9fe1a85ec53n) % WORD;
  return h ^ (h >> 33n);
}

function isKept(record: number, seed: number, thousandths: bigint): boolean {
  const hash = mix(mix(BigInt(seed) + GAMMA) + (BigInt(record) + 1n) * GAMMA);
  return hash * 1000n < WORD * thousandths;
}

test("the records of a seed, whatever is cut where, filtered or not", () => {
  repeat(40, (random) => {
    const thousandths = random.pick([1, 10, 200, 500, 999, 1000]);
    const seed = random.pick([0, 1, 2 ** 32, Number.MAX_SAFE_INTEGER]);
    const lines = random.times(random.pick([0, 1, 100, 9000]), () =>
      random.pick([`{}`, `{"x":1}`, `{ "x" : 2 }`, "bad"]),
    );
    const records = lines.filter((line) => line !== "bad");
    const sampled = records.filter((_, i) => isKept(i, seed, BigInt(thousandths)));
    const member = `"sample_rate":${thousandths / 1000}}`;
    const expected = sampled.map((line) => line.slice(0, -1) + (line === "{}" ? "" : ",") + member);
    const part = unwrap(percentage.parse(`${thousandths / 10}%`));
    const source = lines.map((line) => `${line}\n`).join("");
    const of = (text?: string): string[] => {
      const expression = text === undefined ? everyRecord : expressionOf(text);
      return linesOf(feed((it) => filterWorker(expression, it, { sample: { part, seed } }), source, randomCut(random)));
    };
    expect(of()).toEqual(expected);
    expect(of("x = 2")).toEqual(expected.filter((line) => line.startsWith(`{ "x" : 2`)));
  });
});

/** What the kernel hashes of a value: its length, whether it is a text, and its bytes, eight at a time. */
function hashOfValue(text: string): bigint {
  const isText = text.startsWith('"');
  const bytes = Buffer.from(isText ? text.slice(1, -1) : text);
  let hash = BigInt(bytes.length) | (isText ? 0x80000000n : 0n);
  for (let at = 0; at < bytes.length; at += 8) {
    const word = Buffer.alloc(8);
    bytes.copy(word, 0, at, at + 8);
    hash = mix(hash ^ word.readBigUInt64LE());
  }
  return mix(hash);
}

test("all records of a key or none, wherever they are", () => {
  const values = ['"10.0.0.1"', '"10.0.0.12"', '"2001:db8::1:2:3"', "22", '"22"', "443", "null", ""];
  repeat(20, (random) => {
    const records = random.times(random.pick([3, 200, 9000]), () => [
      random.pick(values),
      random.pick(values),
      random.below(9),
    ]);
    const source = [
      '{"a":1,"b":1,"n":-1}',
      ...records.map(([a, b, n]) => `{"x":0${a === "" ? "" : `,"a":${a}`}${b === "" ? "" : `,"b":${b}`},"n":${n}}`),
    ];
    const by = random.pick([["a"], ["a", "b"], ["b", "n"]]);
    const [seed, thousandths] = [random.pick([0, 7, 2 ** 40]), random.pick([100, 500, 900])];
    const isChosen = (line: string): boolean => {
      const state = by.reduce(
        (hash, name) => {
          const value = new RegExp(`"${name}":("[^"]*"|[^,}]*)`).exec(line)?.[1] ?? "null";
          return mix(hash + GAMMA) ^ (value === "null" ? 0n : hashOfValue(value));
        },
        mix(BigInt(seed) + GAMMA),
      );
      return mix(state) * 1000n < WORD * BigInt(thousandths);
    };
    const expected = source.filter(isChosen).map((line) => `${line.slice(0, -1)},"sample_rate":${thousandths / 1000}}`);
    const part = unwrap(percentage.parse(`${thousandths / 10}%`));
    const options = { sample: { part, seed, by } };
    const text = source.map((line) => `${line}\n`).join("");
    const expression = random.once(2) ? everyRecord : expressionOf("n >= 4 or a is null");
    const got = linesOf(feed((it) => filterWorker(expression, it, options), text, randomCut(random)));
    const wanted =
      expression === everyRecord
        ? expected
        : expected.filter((line) => /"n":[4-9]/.test(line) || !/"a":(?!null)/.test(line));
    expect(got).toEqual(wanted);
  });
});

test("about as many keys as asked for", () => {
  const source = Array.from({ length: 20_000 }, (_, i) => `{"host":"10.0.${i >> 8}.${i & 255}"}\n`).join("");
  const part = unwrap(percentage.parse("10%"));
  const { counts } = feed((it) => filterWorker(everyRecord, it, { sample: { part, seed: 0, by: ["host"] } }), source);
  // Five standard deviations: sqrt(20,000 * 0.1 * 0.9) is 42.
  expect(Math.abs(counts.outRecords - 2000)).toBeLessThan(212);
});

test("about as many as asked for, and not the same ones for another seed", () => {
  const source = '{"x":1}\n'.repeat(100_000);
  const numbers = Array.from({ length: 100_000 }, (_, i) => i);
  const part = unwrap(percentage.parse("10%"));
  const sizes = [1, 2, 3].map((seed) => {
    const { counts } = feed((it) => filterWorker(everyRecord, it, { sample: { part, seed } }), source);
    expect(counts.outRecords).toBe(numbers.filter((i) => isKept(i, seed, 100n)).length);
    return counts.outRecords;
  });
  // Five standard deviations of a binomial distribution: sqrt(100,000 * 0.1 * 0.9) is 95.
  for (const count of sizes) expect(Math.abs(count - 10_000)).toBeLessThan(475);
  const both = numbers.filter((i) => isKept(i, 1, 100n) && isKept(i, 2, 100n)).length;
  expect(Math.abs(both - 1000)).toBeLessThan(160);
});

test("a sample of a sample has the product of the rates, in the place where the rate was", () => {
  const lines = ["0.5,", "0.50,", "0.1,", "1e-1,", "1,", '"0.5",', "null,", "2,", "0.25,", "0.25,"];
  const source = lines
    .map((rate, i) => `{"i":${i},"sample_rate":${rate}"x":1}\n`)
    .join("")
    .repeat(900);
  const rates = ["0.125", "0.125", "0.025", "0.025", "0.25", "", "", "", "0.0625", "0.0625"];
  const part = unwrap(percentage.parse("25%"));
  const { output, notes } = feed(
    (it) => filterWorker(everyRecord, it, { sample: { part, seed: 5 } }),
    source,
    () => 777,
  );
  const expected = Array.from({ length: 9000 }, (_, i) => i)
    .filter((i) => isKept(i, 5, 250n))
    .map((i) => {
      const rate = rates[i % 10];
      return rate === "" ? `{"i":${i % 10},"x":1,"sample_rate":0.25}` : `{"i":${i % 10},"sample_rate":${rate},"x":1}`;
    });
  expect(output.toString().trimEnd().split("\n")).toEqual(expected);
  expect(notes).toEqual(["some records had a sample_rate that is not above 0 and at most 1: it is replaced"]);
});

const asked =
  "count(), count(bytes), count(bytes > 20), sum(bytes), sum(bytes*2) as twice, sum(bytes where bytes > 20) as large, max(bytes)";

test("counts and sums divided by the rates, which differ from record to record or are missing", () => {
  repeat(60, (random) => {
    const records = random.times(random.pick([1, 5, 300, 9000]), () => ({
      k: random.below(3),
      bytes: random.pick([null, 0, 7, 40, 123_456_789]),
      rate: random.pick([null, 0.5, 0.25, 0.01, 1, 3]),
    }));
    const lines = records.map(({ k, bytes, rate }) =>
      JSON.stringify({ k, bytes, ...(rate === null && k > 0 ? {} : { sample_rate: rate }) }),
    );
    const by = unwrap(parseGroupKeys("k"));
    const plan = unwrap(planResults(by, unwrap(parseAggregates(asked))));
    const scaled = scaleAggregates(plan.aggregates, plan.hidden);
    const maxGroups = random.pick([1, 1000]);
    const options = { by, ...plan, ...scaled, scaled, maxGroups };
    const source = lines.map((line) => `${line}\n`).join("");
    const got = feed((it) => groupWorker(options, it), source, randomCut(random));
    const expected = [...new Set(records.map(({ k }) => k))].map((k) => {
      const group = records
        .filter((record) => record.k === k)
        .map((it) => ({ bytes: it.bytes, weight: weightOf(it.rate) }));
      const sum = (of: (bytes: number) => number): number | null => {
        const given = group.flatMap(({ bytes, weight }) => (bytes === null ? [] : [of(bytes) * weight]));
        return given.length === 0 ? null : given.reduce((a, b) => a + b, 0);
      };
      const large = group.filter(({ bytes }) => bytes !== null && bytes > 20);
      const maximum = Math.max(...group.map(({ bytes }) => bytes ?? -1));
      return {
        k,
        "count()": group.reduce((total, { weight }) => total + weight, 0),
        "count(bytes)": sum(() => 1) ?? 0,
        "count(bytes>20)": large.reduce((total, { weight }) => total + weight, 0),
        "sum(bytes)": sum((bytes) => bytes),
        twice: sum((bytes) => 2 * bytes),
        large: large.length === 0 ? 0 : sum((bytes) => (bytes > 20 ? bytes : 0)),
        "max(bytes)": maximum < 0 ? null : maximum,
      };
    });
    // Without any rate there is nothing to scale by, and no answer.
    const hasRate = lines.some((line) => line.includes("sample_rate"));
    expect(linesOf(got).map((line): unknown => JSON.parse(line))).toEqual(hasRate ? expected : []);
    if (!hasRate) return;
    const unrated = records.filter(({ rate }) => rate === null).length;
    const note = `${unrated === 1 ? "1 record has" : `${unrated} records have`} no sample_rate: not scaled`;
    expect(got.notes.includes(note)).toBe(unrated > 0);
  });
});

/** Powers of two and 100 times: no rounding. */
function weightOf(rate: number | null): number {
  return rate === null || rate > 1 ? 1 : 1 / rate;
}
