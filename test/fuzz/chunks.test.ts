// The same bytes come out of every stage, wherever the input is cut.
import { expect, test } from "vitest";
import { parseAggregate } from "../../packages/core/src/aggregate/aggregate.ts";
import { parseGroupKeys } from "../../packages/core/src/aggregate/key.ts";
import { loadPrinter, outputFormats } from "../../packages/core/src/print/formats.ts";
import { ndjson } from "../../packages/core/src/print/ndjson.ts";
import {
  binWorker,
  filterWorker,
  formatWorker,
  groupWorker,
  type ReadTextOptions,
  readWorker,
  topWorker,
} from "../../packages/core/src/stages.ts";
import type { StageContext } from "../../packages/core/src/stage/stage.ts";
import type { StageWorker } from "../../packages/core/src/stage/worker.ts";
import { type Cut, expressionOf, feed, type MakeWorker, randomCut, unwrap, whole } from "./feed.ts";
import { randomFlows } from "./flows.ts";
import { randomSource } from "./json.ts";
import { rankKeys } from "./order.ts";
import { type Random, repeat } from "./random.ts";
import { randomText } from "./text.ts";

/** They want columns that random records do not have. */
const charts = ["chart", "bars", "spark", "heatmap", "pivot", "svg"];

const by = unwrap(parseGroupKeys("a,srcaddr/24"));
const aggregates = [
  ..."count() sum(bytes) min(bytes) max(start) avg(bytes) p90(bytes) stddev(bytes) count_distinct(a) values(a)".split(
    " ",
  ),
  ..."first(a) latest(a) max(srcaddr) approx_count_distinct(bytes)".split(" "),
  "sum(bytes where a = 1)",
].map((text) => unwrap(parseAggregate(text)));
const keys = rankKeys([
  { field: "bytes", descending: true },
  { field: "a", descending: false },
]);
const top = { count: 7, keys, per: [], share: false, other: false, maxMemory: 1e6 };
const expression = expressionOf("bytes > 100 or srcaddr like 'a' or not action =~ /x/ or n.a is null");

const printers = await Promise.all(
  outputFormats
    .filter((format) => !charts.includes(format))
    .map(async (format) => [format, await loadPrinter(format)] as const),
);

const stages: readonly (readonly [string, MakeWorker])[] = [
  ["filter", (context) => filterWorker(expression, context)],
  ["group", (context) => groupWorker({ by, aggregates }, context)],
  ["bin", (context) => binWorker({ size: { seconds: 300 } }, context)],
  ["top", (context) => topWorker(top, context)],
  ["top of each", (context) => topWorker({ ...top, per: ["srcaddr"] }, context)],
  ["top and the rest", (context) => topWorker({ ...top, share: true, other: true }, context)],
  ...printers.map(([format, printer]): readonly [string, MakeWorker] => [
    format,
    (context) => formatWorker({ printer }, context),
  ]),
  ["ndjson of some fields", (context) => formatWorker({ printer: ndjson, fields: ["n.a", "bytes", "a"] }, context)],
];

function outcomeOf(make: MakeWorker, source: Buffer, cut: Cut): unknown {
  const { output, bad, notes, counts } = feed(make, source, cut);
  return { lines: output.toString("latin1").split("\n"), bad: bad.map((line) => ({ ...line })), notes, counts };
}

/** The outcomes of a source in one piece, in random pieces and in single bytes. */
function outcomesOf(random: Random, make: MakeWorker, source: Buffer): unknown[] {
  return [whole, randomCut(random), randomCut(random), () => 1].map((cut) => outcomeOf(make, source, cut));
}

/** NDJSON in UTF-8: bytes that are none are another matter. */
function validSource(random: Random): Buffer {
  if (random.once(3)) return Buffer.from(randomFlows(random, 30).join("\n"));
  return Buffer.from(randomSource(random, random.between(0, 25)).toString());
}

test.each(stages)("%s", (_, make) => {
  repeat(12, (random) => {
    const [expected, ...others] = outcomesOf(random, make, validSource(random));
    expect(others).toEqual(others.map(() => expected));
  });
});

const readSome: ReadTextOptions = {
  fields: ["action", "bytes", "vpc_id"],
  where: expressionOf("srcaddr in 10.0.0.0/8 or bytes > 1000 or action =~ /E/"),
  start: 1_795_258_000,
};

test.each([
  ["whole lines", {}],
  ["some fields of some lines", readSome],
] satisfies [string, ReadTextOptions][])("read, %s", (_, options) => {
  repeat(20, (random) => {
    const { bytes, format } = randomText(random, random.between(0, 25));
    const make: MakeWorker = (context) => readWorker({ ...options, formats: format && [format] }, context);
    const [expected, ...others] = outcomesOf(random, make, bytes);
    expect(others).toEqual(others.map(() => expected));
  });
});

function writeOneField(context: StageContext): StageWorker {
  return formatWorker({ printer: ndjson, fields: ["a"] }, context);
}

test("bytes that are no UTF-8 come out alike, whatever stands in the lines around them", () => {
  const source = Buffer.from('{"a":"\\u0041"}\n{"a":"\xff"}\n', "latin1");
  expect(outcomeOf(writeOneField, source, () => 5)).toEqual(outcomeOf(writeOneField, source, whole));
});
