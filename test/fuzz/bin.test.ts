// flow-bin against the arithmetic of Date.
import { expect, test } from "vitest";
import type { Problem } from "../../packages/base/src/problem.ts";
import { binWorker, fillWorker } from "../../packages/core/src/stages.ts";
import { parseDuration } from "../../packages/core/src/time/duration.ts";
import { parseZone } from "../../packages/core/src/time/zone.ts";
import { type Cut, feed, linesOf, type MakeWorker, type Outcome, randomCut, unwrap, whole } from "./feed.ts";
import { type Random, repeat } from "./random.ts";

function binned(size: string, lines: readonly string[], cut: Cut = whole): Outcome {
  const source = lines.map((line) => `${line}\n`).join("");
  return feed((context) => binWorker({ size: unwrap(parseDuration(size)) }, context), source, cut);
}

const day = 86_400_000;
const sizes = new Map<string, (milliseconds: number) => number>([
  ["1s", (time) => floor(time, 1000)],
  ["5m", (time) => floor(time, 300_000)],
  ["7m", (time) => floor(time, 420_000)],
  ["1h", (time) => floor(time, 3_600_000)],
  ["1d", (time) => floor(time, day)],
  ["1w", (time) => floor(time - 4 * day, 7 * day) + 4 * day],
  ["1mo", (time) => Date.UTC(new Date(time).getUTCFullYear(), new Date(time).getUTCMonth(), 1)],
  ["1q", (time) => Date.UTC(new Date(time).getUTCFullYear(), Math.floor(new Date(time).getUTCMonth() / 3) * 3, 1)],
  ["1y", (time) => Date.UTC(new Date(time).getUTCFullYear(), 0, 1)],
  ["100ms", (time) => floor(time, 100)],
  ["250ms", (time) => floor(time, 250)],
  ["1500ms", (time) => floor(time, 1500)],
  ["7ms", (time) => floor(time, 7)],
]);

function floor(time: number, size: number): number {
  return Math.floor(time / size) * size;
}

function labelOf(time: number): string {
  return new Date(time).toISOString().replace(".000Z", "Z");
}

/** Milliseconds as the seconds that stand in a record. */
function secondsOf(random: Random, time: number): string {
  const seconds = String(time / 1000);
  return random.once(8) ? `"${seconds}"` : seconds;
}

test("random times in random bins", () => {
  repeat(200, (random) => {
    const [size, lowOf] = random.pick([...sizes]);
    const first = random.pick([1_795_255_500_000, 0, 951_782_400_000, -86_400_000 * 400]);
    const span = random.pick([2000, 100_000, 400 * day]);
    const times = random.times(60, () => first + random.below(span) * (random.once(2) ? 1 : 1000));
    const lines = times.map((time) => `{"a":"x","start":${secondsOf(random, time)},"z":[1,{}]}`);
    const outcome = binned(size, lines, random.once(2) ? randomCut(random) : whole);
    const expected = times.map((time, i) => `${lines[i]?.slice(0, -1)},"bin":"${labelOf(lowOf(time))}"}`);
    expect(linesOf(outcome)).toEqual(expected);
  });
});

test("a bin under a second does not depend on the record before", () => {
  expect(linesOf(binned("100ms", ['{"start":0.25}', '{"start":0.3}']))).toEqual([
    '{"start":0.25,"bin":"1970-01-01T00:00:00.200Z"}',
    '{"start":0.3,"bin":"1970-01-01T00:00:00.300Z"}',
  ]);
});

const bin = "1970-01-01T00:01:00Z";

test.each([
  ['{"start":61}', `{"start":61,"bin":"${bin}"}`],
  ['{"start":"61.5"}', `{"start":"61.5","bin":"${bin}"}`],
  ['{"start":0061,"x":1}', undefined],
  ["{}", '{"bin":null}'],
  ["{ }", '{ "bin":null}'],
  ['{"start":null}', '{"start":null,"bin":null}'],
  ['{"start":"soon"}', '{"start":"soon","bin":null}'],
  ['{"bin":"old","start":61}', `{"start":61,"bin":"${bin}"}`],
  ['{"bin":5,"start":61}', `{"start":61,"bin":"${bin}"}`],
  ['{"start":61,"bin":{"a":[1]}}', `{"start":61,"bin":"${bin}"}`],
  ['{"start":61,"bin":null}', `{"start":61,"bin":"${bin}"}`],
  [String.raw`{"start":61,"bin":"\u0061"}`, `{"start":61,"bin":"${bin}"}`],
  [String.raw`{"start":61,"bin":"a\"b","z":1}`, `{"start":61,"z":1,"bin":"${bin}"}`],
  ['{"start":61,"bin":""}', `{"start":61,"bin":"${bin}"}`],
  ['{"start": 61, "x": {"bin": 1} }', `{"start": 61, "x": {"bin": 1} ,"bin":"${bin}"}`],
])("%s in bins of a minute", (line, expected) => {
  expect(linesOf(binned("1m", [line]))).toEqual(expected === undefined ? [] : [expected]);
});

test("records without a start are noted", () => {
  expect(binned("1m", ["{}", '{"start":1}', '{"start":null}']).notes).toEqual([expect.stringContaining("2 records")]);
});

test.each(["1e300", "-1e300", "1e999", "99999999999999999999"])(
  "a start beyond the calendar, %s, has no bin",
  (start) => {
    const [line = ""] = linesOf(binned("1h", [`{"start":${start}}`]));
    expect(JSON.parse(line)).toHaveProperty("bin", null);
  },
);

test.each(["8640000000000", "8640000000001"])("a start in milliseconds, %s", (start) => {
  // date -u -d @8640000000
  expect(linesOf(binned("1h", [`{"start":${start}}`]))).toEqual([`{"start":${start},"bin":"2243-10-17T00:00:00Z"}`]);
});

function refuse({ problem }: Problem): never {
  throw new Error(problem);
}

const zone = unwrap(parseZone("Europe/Berlin"));
const binning: readonly (readonly [string, MakeWorker])[] = [
  ["divided", (all) => binWorker({ size: { seconds: 7 }, spread: true }, all)],
  ["divided with bounds", (all) => binWorker({ size: { seconds: 100 }, bounds: true, spread: true }, all)],
  ["at the middle", (all) => binWorker({ size: { seconds: 60 }, at: "middle" }, all)],
  ["at the end, in a zone", (all) => binWorker({ size: { seconds: 900 }, at: "end", zone }, all)],
  [
    "filled",
    (all) => fillWorker({ size: { seconds: 300 }, by: ["dstport"], zero: [], nulls: ["bytes_low"], refuse }, all),
  ],
  [
    "filled by the first record",
    (all) => fillWorker({ size: { seconds: 60 }, zero: [], nulls: ["start", "end", "bytes_low"], refuse }, all),
  ],
];

/** A record with times that are near each other, or odd; a few have bins, or counts of any form. */
function timedLine(random: Random): string {
  const start = 1_795_255_500 + random.below(3000);
  const count = (): string =>
    random.pick(["null", "0", "7", "123456", "1.5", '"12"', "9007199254740993", '"x"', "1e3", '"\\u0031"', "-5"]);
  const label = random.pick([`"${labelOf(floor(start, 300) * 1000)}"`, "null", '"x"', "5"]);
  const members = [
    `"start":${random.pick([String(start), String(start), `${start}.25`, `${start}000`, "null"])}`,
    `"end":${random.pick([String(start + random.below(600)), String(start), String(start - 1), `${start + 9}.5`, "null"])}`,
    `"dstport":${random.pick(["1", '"x"', "null"])}`,
    `"bytes":${count()}`,
    `"packets":${count()}`,
    `"sum(bytes)":5`,
    ...(random.once(3) ? [`"bin":${label}`] : []),
    ...(random.once(9) ? [`"bytes_low":1`] : []),
  ];
  return `{${(random.once(4) ? random.shuffled(members) : members).join(random.once(9) ? ", " : ",")}}\n`;
}

test.each(binning)("%s, the same comes out wherever the input is cut", (_, make) => {
  repeat(25, (random) => {
    const source = random.times(40, () => timedLine(random)).join("");
    const [expected, ...others] = [whole, randomCut(random), () => 1].map((cut) => {
      const { output, notes, counts } = feed(make, source, cut);
      return { output: output.toString(), notes, counts };
    });
    expect(others).toEqual(others.map(() => expected));
    // Nothing is written where no record has a field that is named.
    const lines = expected?.output.split("\n").slice(0, -1) ?? [];
    expect(lines.length).toBe(expected?.counts.outRecords);
    expect(lines.map((line) => typeof JSON.parse(line))).toEqual(lines.map(() => "object"));
  });
});
